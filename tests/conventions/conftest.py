"""A convention that is ready to be sealed: two parties, one article, one action that balances."""

import pytest

from conventions.models import Article, Convention, DocumentTemplate, Signatory
from conventions.services import writing
from partners.models import Contact, Organisation
from territories.models import Phase
from territories.scope import caf_scope
from tests import world


@pytest.fixture
def ready(loire, antoine):
    """The world of one CTG, in the phase where its convention is written and signed."""
    lived = world.build(loire, antoine, "Vallon", ["44001", "44002"], phase=Phase.AGREEMENT)
    with caf_scope(loire):
        caf = Organisation.objects.create(caf=loire, name="Caf de Loire-Atlantique", kind=Organisation.Kind.CAF)
        director = Contact.objects.create(organisation=caf, first_name="Hélène", last_name="Marchais")
        Signatory.objects.filter(ctg=lived.ctg).update(position=2)
        Signatory.objects.create(ctg=lived.ctg, organisation=caf, representative=director, quality="directrice")
    return lived


@pytest.fixture
def template(loire) -> DocumentTemplate:
    with caf_scope(loire):
        made = DocumentTemplate.objects.create(caf=loire, name="Modèle", preamble="Entre nous.", is_current=True)
        made.clauses.create(template=made, position=1, title="Objet", body="Le territoire {{ territoire_nom }}.")
        made.clauses.create(template=made, position=2, title="Durée", body="{{ duree_annees }} ans.", is_locked=True)
    return made


@pytest.fixture
def convention(loire, ctg, template, antoine) -> Convention:
    with caf_scope(loire):
        return writing.start(ctg, by=antoine)


@pytest.fixture
def article(loire, convention) -> Article:
    with caf_scope(loire):
        return convention.articles.select_related("clause").get(position=1)
