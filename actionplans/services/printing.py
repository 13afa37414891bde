"""The plan, or a part of it, made ready for a document: texts only, in the order of the screen."""

from collections.abc import Iterator

from django.db.models import prefetch_related_objects

from actionplans.documents.word import PrintedBranch, PrintedPlan, PrintedSheet
from actionplans.figures.money import by_year, regroup
from actionplans.models import Action, BudgetLine, Step
from actionplans.services.plan import Branch, PlanTree, Sheet
from actionplans.services.readers import Reader
from territories.models import Ctg
from territories.templatetags.french import day, number


def printed_plan(ctg: Ctg, tree: PlanTree, reader: Reader, *, title: str = "Plan d’actions") -> PrintedPlan:
    """Those who read money in totals only find no line by funder in it."""
    prefetch_related_objects([sheet.action for sheet in tree.sheets], "partners__organisation", "steps", "communes")
    branches = tuple(
        PrintedBranch(
            title=str(branch),
            text=branch.node.text,
            depth=branch.depth,
            sheets=tuple(_sheet(sheet, tree.years, reader) for sheet in branch.sheets),
        )
        for branch in tree.walk()
    )
    return PrintedPlan(
        title, f"{ctg.territory.name}, {ctg.effective_from.year}-{ctg.effective_to.year}", ctg.caf.name, branches
    )


def _sheet(sheet: Sheet, years: tuple[int, ...], reader: Reader) -> PrintedSheet:
    lines = tuple((name, text) for name, text in _lines(sheet.action, sheet) if text)
    steps = tuple(_step(step) for step in sheet.action.steps.all())
    money = tuple(_money(sheet, years, reader)) if sheet.money.entries else ()
    return PrintedSheet(str(sheet), lines, steps, tuple(map(str, years)), money)


def _lines(action: Action, sheet: Sheet) -> Iterator[tuple[str, str]]:
    """Under the names that an import recognises."""
    yield "Pilote", str(action.pilot or "")
    yield "Personne qui pilote", str(action.pilot_contact or "")
    yield "Partenaires", ", ".join(map(str, action.partners.all()))
    yield "Enjeux", ", ".join(issue.code for issue in sheet.issues)
    yield "Description", action.description
    yield "Résultat attendu", action.expected_result
    yield "Public visé", action.audience
    yield "Communes concernées", ", ".join(sorted(commune.name for commune in action.communes.all()))
    yield "Début", f"{action.starts_on:%d/%m/%Y}" if action.starts_on else ""
    yield "Fin", f"{action.ends_on:%d/%m/%Y}" if action.ends_on else ""
    yield "Moyens humains", number(action.full_time_equivalent, 2) if action.full_time_equivalent else ""
    yield "Conditions de réussite", action.conditions
    yield "Risques", action.risks
    yield "État", action.get_status_display()


def _step(step: Step) -> str:
    done = f", faite le {day(step.done_on)}" if step.done_on else ""
    return f"{step.title} (pour le {day(step.due_on)}{done})"


def _money(sheet: Sheet, years: tuple[int, ...], reader: Reader) -> Iterator[tuple[str, ...]]:
    yield ("Dépenses", *(number(sheet.money.expenses.get(year, 0), 2) for year in years))
    if not reader.reads_money:
        yield ("Ressources", *(number(sheet.money.resources.get(year, 0), 2) for year in years))
        return
    resources = [entry for entry in sheet.money.counted if entry.side == BudgetLine.Side.RESOURCE]
    found = regroup(resources, lambda entry: entry.funder)
    for funder in BudgetLine.Funder:
        if amounts := by_year(found.get(funder.value, [])):
            yield (funder.label, *(number(amounts.get(year, 0), 2) for year in years))


def only(tree: PlanTree, action: Action) -> PlanTree:
    """The same tree with one fiche and the elements above it."""
    return PlanTree(
        tree.levels, tree.ctg_years, tuple(_with(branch, action) for branch in tree.branches if _holds(branch, action))
    )


def _holds(branch: Branch, action: Action) -> bool:
    return any(sheet.action.pk == action.pk for sheet in branch.all_sheets)


def _with(branch: Branch, action: Action) -> Branch:
    return Branch(
        node=branch.node,
        code=branch.code,
        level=branch.level,
        level_below=branch.level_below,
        depth=branch.depth,
        branches=tuple(_with(each, action) for each in branch.branches if _holds(each, action)),
        sheets=tuple(sheet for sheet in branch.sheets if sheet.action.pk == action.pk),
    )
