"""Every component in every state, on one page for those who build pages. Reads no database."""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Final

from django import forms
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from diagnostics.figures.ground import Box
from diagnostics.figures.maps import CommuneMap, Entry, Mark, Shape

PHASES: Final = [
    {"label": "Préparation", "url": "#preparation", "state": "done", "is_here": False},
    {"label": "Diagnostic", "url": "#diagnostic", "state": "done", "is_here": False},
    {"label": "Plan d’actions", "url": "#plan", "state": "current", "is_here": True},
    {"label": "Convention", "url": "#convention", "state": "todo", "is_here": False},
    {"label": "Suivi", "url": "", "state": "todo", "is_here": False},
    {"label": "Évaluation", "url": "", "state": "todo", "is_here": False},
]
ACTIONS: Final = [
    ("1.1.1", "Agrandir le multi-accueil de Saint-Aubin", "late", "En retard", date(2027, 9, 1), 2066000, 35),
    ("1.2.1", "Ouvrir un guichet unique petite enfance", "done", "Réalisée", date(2026, 12, 31), 252000, 100),
    ("3.2.1", "Créer un espace de vie sociale", "blocked", "Bloquée", date(2027, 1, 31), 203000, 10),
]
DIFFERENCES: Final = [
    {"name": "title", "label": "Intitulé", "theirs": "Ouvrir un relais à Bréval", "yours": "Ouvrir un relais"},
    {"name": "due_on", "label": "Échéance", "theirs": "", "yours": "2027-06-30"},
]
PIECES: Final = [
    ("Saint-Aubin-d’Isac", "follow_up", "M0 20L30 5L55 18L48 50L12 55Z"),
    ("Bréval", "diagnosis", "M55 18L90 8L104 40L80 60L48 50Z"),
    ("Guérinais", "evaluation", "M12 55L48 50L80 60L70 90L25 88Z"),
]
COMMUNES: Final = CommuneMap(
    title="Part des familles monoparentales, 2022",
    summary="3 communes, de 13,0 à 18,6\u202f%\u202f; 1 commune sous secret statistique.",
    box=Box(-6, -2, 112, 98),
    shapes=[
        Shape(path, tone, "#carte", f"{name}\u00a0: {words}")
        for (name, _, path), tone, words in zip(
            PIECES, ["class-1", "class-4", "secret"], ["13,0\u202f%", "18,6\u202f%", "secret statistique"], strict=True
        )
    ],
    neighbours=["M104 40L90 8L112 -2L112 98L70 90L80 60Z"],
    marks=[Mark("30", "35", "6", "Multi-accueil\u00a0: 36 places", "#carte", text="C", text_size="6")],
    legend=[
        Entry("class-1", "13,0\u202f% (1 commune)"),
        Entry("class-4", "18,6\u202f% (1 commune)"),
        Entry("secret", "s\u00a0: secret statistique (1 commune)"),
        Entry("missing", "nd\u00a0: non disponible"),
    ],
)
FIGURE: Final = {
    "data": [{"type": "scatter", "name": "Mesures", "x": [2026, 2027, 2028], "y": [174, 178, 183]}],
    "layout": {"xaxis": {"dtick": 1}, "yaxis": {"title": {"text": "places"}}},
}


@dataclass(frozen=True)
class Piece:
    name: str
    tone: str
    path: str
    href: str = "#carte"

    @property
    def title(self) -> str:
        return f"{self.name} : voir la CTG"


class SampleForm(forms.Form):
    """One field of each kind that the product uses."""

    title = forms.CharField(label="Intitulé", help_text="Une phrase, sans sigle.", max_length=80)
    story = forms.CharField(label="Récit", widget=forms.Textarea, required=False)
    amount = forms.DecimalField(label="Montant", help_text="En euros.", min_value=0)
    due_on = forms.DateField(label="Échéance", widget=forms.DateInput(attrs={"type": "date"}), required=False)
    theme = forms.ChoiceField(
        label="Thématique",
        choices=[("", "Choisir"), ("early", "Petite enfance"), ("youth", "Jeunesse"), ("rights", "Accès aux droits")],
    )
    priority = forms.ChoiceField(
        label="Priorité",
        widget=forms.RadioSelect,
        choices=[("high", "Forte"), ("medium", "Moyenne"), ("low", "Faible")],
        help_text="Telle que le COPIL l’a donnée.",
    )
    audiences = forms.MultipleChoiceField(
        label="Publics",
        widget=forms.CheckboxSelectMultiple,
        choices=[("families", "Familles"), ("teens", "11 à 17 ans"), ("carers", "Aidants")],
        required=False,
    )
    proof = forms.FileField(label="Pièce jointe", required=False, help_text="PDF, 5 Mo au plus.")
    agreement = forms.BooleanField(label="J’ai relu cette fiche.")


class SampleFilters(forms.Form):
    q = forms.CharField(label="Mots", required=False)
    phase = forms.ChoiceField(label="Phase", required=False, choices=[("", "Toutes"), ("plan", "Plan d’actions")])
    late = forms.BooleanField(label="En retard seulement", required=False)


@require_safe
@login_not_required
def gallery(request: HttpRequest) -> HttpResponse:
    if settings.IS_PRODUCTION:
        raise Http404
    wrong = SampleForm({"title": "Ouvrir un relais dans l’ouest", "amount": "-3", "theme": ""})
    page = Paginator(range(1, 241), 20).get_page(request.GET.get("page"))
    context = {
        "phases": PHASES,
        "trail": [{"label": "Accueil", "url": "/"}, {"label": "Rives d’Isac", "url": "#ctg"}],
        "tabs": [
            {"label": "Actions", "url": "#actions", "is_current": True, "count": 10},
            {"label": "Calendrier", "url": "#calendrier", "is_current": False, "count": None},
            {"label": "Budget", "url": "#budget", "is_current": False, "count": None},
        ],
        "actions": [
            dict(zip(("code", "title", "tone", "status", "due_on", "budget", "progress"), row, strict=True))
            for row in ACTIONS
        ],
        "form": SampleForm(prefix="new"),
        "wrong_form": wrong,
        "filters": SampleFilters(request.GET or None),
        "page": page,
        "sort": request.GET.get("tri", "name"),
        "differences": DIFFERENCES,
        "communes": COMMUNES,
        "shapes": [Piece(name, tone, path) for name, tone, path in PIECES],
        "legend": [
            {"tone": "diagnosis", "label": "Diagnostic partagé"},
            {"tone": "follow_up", "label": "Pilotage et suivi"},
            {"tone": "evaluation", "label": "Évaluation"},
        ],
        "jobs": [
            {"id": "job-open", "is_open": True, "percent": 40, "message": "Mise en page de l’annexe 2"},
            {"id": "job-done", "is_open": False, "percent": 100, "message": "Le document est prêt."},
        ],
        "saved_at": datetime(2026, 11, 24, 14, 5, tzinfo=UTC),
        "figure": FIGURE,
    }
    return render(request, "gallery/index.html", context)
