"""Two questionnaires of the complete CTG: one closed and counted, one in which answers still come in."""

import hashlib
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from accounts.models import User
from ctg.demo.stage import Stage, moment
from diagnostics.models import (
    Survey,
    SurveyAnswer,
    SurveyQuestion,
    SurveyQuota,
    SurveyResponse,
    SurveySection,
)
from diagnostics.services.surveys import building, counting
from diagnostics.services.surveys.building import COPIED, digest
from territories.models import Commune, Ctg

CLOSED_ON = date(2026, 10, 17)
FAMILIES, YOUTH = 180, 23
# The most populated commune first; two of the last are too small to be shown.
WEIGHTS = (62, 44, 25, 18, 14, 9, 5, 3)
SKEWED = (46, 30, 14, 8, 5, 3, 2)
KIND = SurveyQuestion.Kind

# Each as it was written; the masked text when it has been read over.
SAID = (
    ("Un bus le mercredi après-midi vers Machecoul.", "Un bus le mercredi après-midi vers Machecoul."),
    ("Plus de places chez les nounous de Legé.", "Plus de places chez les nounous de Legé."),
    ("Un lieu où se poser entre parents, même le samedi.", "Un lieu où se poser entre parents, même le samedi."),
    ("Ma voisine Ghislaine a gardé mes enfants six mois, faute de crèche.",
     "Ma voisine [nom] a gardé mes enfants six mois, faute de crèche."),
    ("Une ludothèque itinérante dans les petites communes.", "Une ludothèque itinérante dans les petites communes."),
    ("Que quelqu’un explique les dossiers, pas seulement un site Internet.",
     "Que quelqu’un explique les dossiers, pas seulement un site Internet."),
    ("La garderie ferme trop tôt pour ceux qui travaillent à Nantes.",
     "La garderie ferme trop tôt pour ceux qui travaillent à Nantes."),
    ("Des activités pour les 12-15 ans, il n’y a rien.", "Des activités pour les 12-15 ans, il n’y a rien."),
    ("Mon fils Ewen a été refusé trois fois, appelez-moi au 06 00 00 12 34.", ""),
    ("Mme Trichemer, à l’accueil, est très bien mais débordée.", ""),
    ("Nous habitons 12 rue des Saulniers, le car passe à un kilomètre.", ""),
    ("Des horaires de crèche pour les parents qui commencent à six heures.", ""),
    ("écrire à parents.touvois@demo.example pour un groupe de parents", ""),
)  # fmt: skip


class Surveys:
    """Written with the other rows, counted once they are there."""

    def __init__(self, stage: Stage, ctg: Ctg, communes: Mapping[str, Commune], officer: User) -> None:
        self.stage, self.ctg, self.officer = stage, ctg, officer
        self.communes = list(communes.values())
        self.draw = stage.draw.about("surveys")
        self.closed: Survey | None = None

    def tell(self) -> None:
        self.closed, questions = self._write(
            "familles",
            "Questionnaire aux familles, un an après",
            opened=date(2026, 9, 7),
            closes=CLOSED_ON,
            collection="Cahiers de liaison des écoles, relais petite enfance, marchés de Machecoul et de Legé.",
            bias_note="Les parents de jeunes enfants et les habitants des deux plus grandes communes ont surtout "
            "répondu. Les familles sans voiture et les parents d’adolescents sont peu nombreux : leurs besoins sont "
            "sans doute sous-estimés.",
        )
        self.closed.closed_at = moment(CLOSED_ON, 18)
        self._answer(self.closed, questions, FAMILIES, SAID)
        still_open, questions = self._write(
            "jeunes",
            "Questionnaire aux 11-17 ans",
            opened=date(2026, 11, 9),
            closes=date(2027, 7, 2),
            collection="Collèges, accueil de jeunes, mission locale.",
            bias_note="",
        )
        for commune, goal in zip(self.communes, (40, 30, 20, 15, 15, 10, 10, 10), strict=False):
            self.stage.rows.add(SurveyQuota, survey=still_open, commune=commune, goal=goal)
        self._answer(still_open, questions, YOUTH, (("Un local à nous, ouvert le samedi.", ""),))

    def conclude(self) -> None:
        if self.closed is not None:
            self.closed.results = counting.results(self.closed)
            self.closed.save(update_fields=["results"])

    def _write(
        self, model: str, title: str, *, opened: date, closes: date, collection: str, bias_note: str
    ) -> tuple[Survey, list[SurveyQuestion]]:
        words = building.models()[model]
        token = hashlib.sha256(f"{self.draw.seed}/{model}".encode()).hexdigest()[:16]
        survey = self.stage.rows.add(
            Survey,
            ctg=self.ctg,
            title=title,
            theme="families" if model == "familles" else "youth",
            audience=words["audience"],
            purpose=words["purpose"],
            controller=f"La communauté de communes {self.ctg.territory.name}",
            contact="le service enfance-jeunesse, ctg@demo.example",
            closes_on=closes,
            collection=collection,
            bias_note=bias_note,
            token=token,
            token_digest=digest(token),
            opened_at=moment(opened),
            updated_by=self.officer,
        )
        return survey, self._write_questions(survey, words["sections"])

    def _write_questions(self, survey: Survey, sections: Sequence[dict[str, Any]]) -> list[SurveyQuestion]:
        add = self.stage.rows.add
        by_key: dict[str, SurveyQuestion] = {}
        questions: list[SurveyQuestion] = []
        for rank, each in enumerate(sections, start=1):
            section = add(SurveySection, survey=survey, title=each["title"], text=each.get("text", ""), position=rank)
            for position, words in enumerate(each["questions"], start=1):
                values = {name: words[name] for name in COPIED if name in words}
                decides, ranks = words.get("if", ("", []))
                question = add(
                    SurveyQuestion,
                    section=section,
                    position=position,
                    shown_if=by_key.get(decides),
                    shown_if_choices=ranks,
                    **values,
                )
                by_key[words.get("key", str(question.pk))] = question
                questions.append(question)
        return questions

    def _answer(
        self, survey: Survey, questions: Sequence[SurveyQuestion], count: int, said: Sequence[tuple[str, str]]
    ) -> None:
        texts = [said[rank % len(said)] if rank % 4 == 0 else ("", "") for rank in range(count)]
        last = CLOSED_ON if survey.closed_at else date(2026, 11, 23)
        for original, masked in texts:
            day = last - timedelta(days=self.draw.whole(0, 12))
            response = self.stage.rows.add(SurveyResponse, survey=survey, submitted_on=day)
            ranks: dict[UUID, list[int]] = {}
            for question in questions:
                if question.shown_if_id and not set(question.shown_if_choices) & set(
                    ranks.get(question.shown_if_id, ())
                ):
                    continue
                values = self._text(original, masked) if question.kind == KIND.TEXT else self._typed(question)
                if values:
                    ranks[question.pk] = values.get("choices", [])
                    self.stage.rows.add(SurveyAnswer, response=response, question=question, **values)

    def _text(self, original: str, masked: str) -> dict[str, Any]:
        if not original:
            return {}
        if not masked:
            return {"text": original, "text_status": SurveyAnswer.TextStatus.HELD}
        return {"text": masked, "text_status": SurveyAnswer.TextStatus.READABLE, "reviewed_by": self.officer}

    def _typed(self, question: SurveyQuestion) -> dict[str, Any]:
        chance = self.draw.random
        if question.kind == KIND.COMMUNE:
            return {"commune": chance.choices(self.communes, WEIGHTS[: len(self.communes)])[0]}
        if question.kind == KIND.SCALE:
            return {"number": chance.choices(range(1, 6), (12, 22, 34, 22, 10))[0]}
        if question.kind == KIND.NUMBER:
            return {"number": min(int(chance.expovariate(1 / 28)), question.maximum or 0)}
        weights = SKEWED[: len(question.labels)]
        if question.kind == KIND.SEVERAL:
            return {"choices": sorted(set(chance.choices(range(len(weights)), weights, k=chance.choice((1, 2, 2, 3)))))}
        return {"choices": [chance.choices(range(len(weights)), weights)[0]]}
