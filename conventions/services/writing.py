"""From the Caf's template to the articles of one CTG."""

from django.db import transaction

from accounts.models import User
from conventions.models import Article, Clause, Convention, DocumentTemplate
from territories.models import Caf, Ctg, LegalStatus


class NoTemplate(Exception):
    """The Caf has no template in use: nothing can be copied."""


class Frozen(Exception):
    """The convention is signed: its text changes by an amendment only."""


class LockedArticle(Exception):
    """The Caf has locked this article in its template."""


def convention_of(ctg: Ctg) -> Convention | None:
    return ctg.conventions.select_related("template").first()


def current_template(caf: Caf) -> DocumentTemplate | None:
    return caf.document_templates.filter(is_current=True).order_by("-edition").first()


@transaction.atomic
def start(ctg: Ctg, *, by: User) -> Convention:
    """Copy the template in use; asked twice, the convention that is there is given back."""
    if convention := convention_of(ctg):
        return convention
    template = current_template(ctg.caf)
    if template is None:
        raise NoTemplate("La Caf n’a pas encore de modèle de convention en usage.")
    convention = Convention.objects.create(
        ctg=ctg,
        template=template,
        preamble=template.preamble,
        legal_references=template.legal_references,
        updated_by=by,
    )
    Article.objects.bulk_create(
        Article(
            convention=convention,
            clause=clause,
            position=clause.position,
            title=clause.title,
            body=clause.body,
            is_locked=clause.is_locked,
            updated_by=by,
        )
        for clause in template.clauses.all()
    )
    return convention


@transaction.atomic
def restore(article: Article, *, by: User) -> None:
    """Give an article the words of the template again."""
    refuse_if_frozen(article.convention.ctg)
    if article.clause is None or article.is_locked:
        raise LockedArticle("Cet article ne peut pas être rétabli.")
    article.title, article.body = article.clause.title, article.clause.body
    article.touched_by(by).save()


def refuse_if_frozen(ctg: Ctg) -> None:
    if ctg.legal_status not in {LegalStatus.DRAFT, LegalStatus.APPROVED}:
        raise Frozen("La convention est signée : son texte ne change plus que par un avenant.")


@transaction.atomic
def move_clause(clause: Clause, *, up: bool) -> None:
    """Exchange a clause with its neighbour; at the end of the list nothing moves."""
    clauses = list(clause.template.clauses.select_for_update().order_by("position"))
    here = clauses.index(clause)
    there = here - 1 if up else here + 1
    if 0 <= there < len(clauses):
        clauses[here].position, clauses[there].position = clauses[there].position, clauses[here].position
        Clause.objects.bulk_update([clauses[here], clauses[there]], ["position"])


def next_position(template: DocumentTemplate) -> int:
    last = template.clauses.order_by("-position").values_list("position", flat=True).first()
    return (last or 0) + 1


def is_copied(clause: Clause) -> bool:
    """Whether the article of some convention comes from this clause."""
    return Article.objects.filter(caf=clause.caf_id, clause=clause).exists()
