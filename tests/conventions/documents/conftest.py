"""One convention laid out and sealed once for all the tests that read it."""

from dataclasses import replace
from pathlib import Path

import pytest

from conventions.documents import keys, layout, seal
from conventions.documents.content import ConventionDocument
from territories.documents.pages import Rendered
from tests.conventions.isac.document import convention as isac_convention


@pytest.fixture(scope="session")
def whole_convention() -> ConventionDocument:
    return isac_convention()


@pytest.fixture(scope="session")
def rendered(whole_convention) -> Rendered:
    return layout.render(whole_convention)


@pytest.fixture(scope="session")
def short_convention(whole_convention: ConventionDocument) -> ConventionDocument:
    """The same with one action and two articles: quick to lay out."""
    axis = whole_convention.plan.axes[0]
    objective = replace(axis.objectives[0], actions=axis.objectives[0].actions[:1])
    plan = replace(whole_convention.plan, axes=(replace(axis, objectives=(objective,)),))
    return replace(
        whole_convention,
        articles=whole_convention.articles[:2],
        plan=plan,
        parties=whole_convention.parties[:3],
        signatories=whole_convention.signatories[:3],
        deliberations=whole_convention.deliberations[:2],
        steering=replace(whole_convention.steering, bodies=whole_convention.steering.bodies[1:]),
    )


@pytest.fixture(scope="session")
def pki_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("sealing") / "pki"


@pytest.fixture(scope="session")
def development_keys(pki_folder) -> keys.SealKeys:
    return keys.development_keys(pki_folder)


@pytest.fixture(scope="session")
def trust(development_keys) -> keys.Trust:
    roots = tuple(root.dump() for root in development_keys.roots)
    return keys.Trust(roots, frozenset({development_keys.certificate.sha256.hex()}))


@pytest.fixture(scope="session")
def frozen_pdf(short_convention) -> bytes:
    return layout.render(short_convention).pdf


@pytest.fixture(scope="session")
def sealed(frozen_pdf, development_keys) -> seal.Sealed:
    return seal.seal(frozen_pdf, development_keys)


@pytest.fixture(scope="session")
def draft_pdf(short_convention) -> bytes:
    return layout.render(replace(short_convention, is_draft=True, seal=None)).pdf


@pytest.fixture(scope="session")
def foreign_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("foreign") / "pki"


@pytest.fixture(scope="session")
def foreign_keys(foreign_folder) -> keys.SealKeys:
    """A seal that looks like ours, made by someone else."""
    return keys.development_keys(foreign_folder)
