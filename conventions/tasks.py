"""The sealed document: prepared, laid out, checked, sealed and kept."""

from conventions.documents.articles import BadArticle
from conventions.documents.development import UnreadablePki
from conventions.documents.keys import SealNotConfigured, platform_keys
from conventions.documents.layout import render
from conventions.documents.marks import new_code
from conventions.documents.seal import NothingToSeal, seal
from conventions.services import compilation, production
from territories.documents.accessibility import ForeignFont
from territories.documents.assets import ForbiddenResource, MissingFont, UnprintableText
from territories.documents.conformance import conformance_faults
from territories.tasks import JobRefused, JobRun, handles

LAYOUT_SHARE = 70  # per cent of the work


@handles(production.KIND)
def produce(run: JobRun) -> None:
    try:
        _produce(run)
    except (BadArticle, compilation.Incomplete, UnprintableText) as refusal:
        raise JobRefused(str(refusal)) from refusal
    except (ForbiddenResource, ForeignFont, MissingFont, NothingToSeal, SealNotConfigured, UnreadablePki) as fault:
        raise JobRefused(f"Le document n’a pas pu être produit : {fault}") from fault


def _produce(run: JobRun) -> None:
    run.report(1, "Lecture du diagnostic, du plan et des articles")
    keys = platform_keys()
    with run.scope():
        convention = compilation.load(run.payload["convention"])
        edition = production.next_edition(convention, new_code())
        document = compilation.compile_document(convention, edition, keys)
    rendered = render(document, report=lambda percent, label: run.report(percent * LAYOUT_SHARE // 100, label))
    run.report(75, "Contrôle de l’accessibilité et de l’archivage")
    if faults := conformance_faults(rendered.pdf):
        raise JobRefused(f"Le document ne respecte pas la norme d’archivage : {faults[0]}")
    run.report(85, "Pose du cachet")
    sealed = seal(rendered.pdf, keys)
    with run.finish("Le document est scellé."):
        production.keep(document, edition, rendered, sealed, convention=convention, job=run.job)
