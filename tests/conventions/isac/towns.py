"""The eight communes of the Rives d’Isac and their mayors, all invented."""

SOURCE = "Démonstration (fictif)"
COMMUNES = {
    "Bréval": 4020,
    "Guérinais": 3610,
    "La Chapelle-Isac": 5180,
    "Le Moustoir": 2890,
    "Les Landes-Blanches": 1720,
    "Quistillic": 1100,
    "Saint-Aubin-d’Isac": 10640,
    "Trémelin": 2240,
}
MAYORS = (
    "Mme Soizic Bréal", "M. Hervé Queffélec", "Mme Maud Jolivet", "M. Alan Rouxel",
    "Mme Odile Tessier", "M. Ewen Kerbrat", "Mme Françoise Naud", "M. Gildas Lorho",
)  # fmt: skip


def town_name(name: str) -> str:
    return f"Commune de {name}".replace("de Le ", "du ").replace("de Les ", "des ")
