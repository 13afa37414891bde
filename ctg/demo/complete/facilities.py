"""Annexe 2 of the complete CTG: 119 PSU places and 24 Paje places make the 143 of the diagnosis."""

from ctg.demo.complete.plan import CC, CIAS, MACHECOUL
from partners.models import Facility

KIND = Facility.Kind

# Kind, name, commune, operator, capacity, unit.
FACILITIES = (
    (KIND.EAJE, "Multi-accueil Les P’tits Maraîchins", "Machecoul-Saint-Même", CC, "45", "places"),
    (KIND.EAJE, "Multi-accueil La Farandole", "Legé", CC, "36", "places"),
    (KIND.EAJE, "Multi-accueil L’Île aux Câlins", "Saint-Mars-de-Coutais", CC, "26", "places"),
    (KIND.EAJE, "Micro-crèche Pomme d’Api", "Corcoué-sur-Logne", "Association Pomme d’Api", "12", "places"),
    (KIND.EAJE, "Micro-crèche Les Petits Pas", "Paulx", "Micro-crèches Les Petits Pas", "12", "places"),
    (KIND.EAJE, "Micro-crèche Les Petits Pas du bocage", "Touvois", "Micro-crèches Les Petits Pas", "12", "places"),
    (KIND.RPE, "Relais petite enfance Sud Retz Atlantique", "Machecoul-Saint-Même", CC, "3.5", "ETP"),
    (KIND.LAEP, "Lieu d’accueil enfants-parents La Bulle", "Machecoul-Saint-Même", CIAS, "620", "heures par an"),
    (KIND.ALSH, "Accueil de loisirs L’Escale", "Machecoul-Saint-Même", CC, "120", "places"),
    (KIND.ALSH, "Accueil de loisirs Les Explorateurs", "Legé", CC, "80", "places"),
    (KIND.ALSH, "Accueil périscolaire du bourg", "Machecoul-Saint-Même", MACHECOUL, "90", "places"),
    (KIND.TOY_LIBRARY, "Ludothèque Dé en bulle", "Corcoué-sur-Logne", "Association Pomme d’Api", "900", "h par an"),
    (KIND.YOUTH, "Local des jeunes", "Machecoul-Saint-Même", MACHECOUL, "24", "places"),
)
