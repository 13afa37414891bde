"""A convention in which little is written yet still gives a conforming document."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from conventions.documents.content import ActionSheet, Budget, ConventionDocument
from conventions.documents.layout import render
from territories.documents.conformance import conformance_faults
from tests.conventions.isac import document as isac


def with_sheets(document: ConventionDocument, change: Callable[[ActionSheet], ActionSheet]) -> ConventionDocument:
    axes = tuple(
        replace(
            axis,
            objectives=tuple(
                replace(objective, actions=tuple(change(sheet) for sheet in objective.actions))
                for objective in axis.objectives
            ),
        )
        for axis in document.plan.axes
    )
    return replace(document, plan=replace(document.plan, axes=axes))


def bare(sheet: ActionSheet) -> ActionSheet:
    return replace(sheet, steps=(), indicators=(), partners=(), issues=(), description="", expected_result="")


def everything_thin(document: ConventionDocument) -> ConventionDocument:
    diagnosis = replace(document.diagnosis, findings=(), issues=(), tables=(), method="")
    steering = replace(
        document.steering, posts=(), bodies=tuple(replace(b, seats=()) for b in document.steering.bodies)
    )
    evaluation = replace(document.evaluation, questions=(), method="")
    thin = replace(
        document, diagnosis=diagnosis, steering=steering, evaluation=evaluation, facilities=(), deliberations=()
    )
    return with_sheets(thin, lambda sheet: replace(bare(sheet), budget=Budget((), ())))


@pytest.mark.parametrize(
    "thin",
    [
        pytest.param(lambda document: with_sheets(document, bare), id="sheets without steps nor indicators"),
        pytest.param(
            lambda document: with_sheets(document, lambda sheet: replace(sheet, budget=Budget((), ()))),
            id="sheets without money",
        ),
        pytest.param(
            lambda document: replace(document, steering=replace(document.steering, bodies=(), posts=())),
            id="nobody steers",
        ),
        pytest.param(everything_thin, id="almost nothing"),
    ],
)
def test_little_is_enough_for_a_conforming_document(thin):
    pdf = render(thin(isac.convention())).pdf

    assert conformance_faults(pdf) == []
