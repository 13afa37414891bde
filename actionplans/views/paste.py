"""« Coller un tableau »: a budget copied from a spreadsheet, previewed, then written."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render

from actionplans import services
from actionplans.forms import Known, Paste, PasteForm, Unreadable, known_words
from actionplans.forms.paste import MODEL
from actionplans.services import BudgetChanged
from territories.access import CtgRequest, requires
from territories.models import TEAM
from territories.templatetags.french import plural


@requires(TEAM)
def paste_budget(request: CtgRequest) -> HttpResponse:
    form = PasteForm(request.POST or None)
    if request.method != "POST" or not form.is_valid():
        return _page(request, form)
    try:
        paste = Paste(form.cleaned_data["text"], _known(request))
    except Unreadable as refusal:
        form.add_error("text", str(refusal))
        return _page(request, form)
    if "write" not in request.POST or not paste.good:
        return _page(request, form, paste)
    try:
        count = services.write_pasted(request.ctg, paste.cells(), seen=form.cleaned_data["seen"], by=request.user)
    except BudgetChanged as refusal:
        form.add_error(None, str(refusal))
        return _page(request, form, paste)
    return _written(request, paste, count)


def _written(request: CtgRequest, paste: Paste, count: int) -> HttpResponse:
    """The good lines are in the plan; the others come back to be corrected."""
    messages.success(request, f"{plural(count, 'montant')} dans le budget du plan.")
    if not paste.wrong:
        return redirect(request.ctg.url("actionplans:totals"))
    remaining = Paste(paste.wrong_text, _known(request))
    return _page(request, PasteForm(initial={"text": paste.wrong_text}), remaining)


def _known(request: CtgRequest) -> Known:
    codes = services.codes_of(request.ctg)
    actions = {pk: (codes[pk], title) for pk, title in request.ctg.actions.values_list("pk", "title")}
    organisations = dict(request.caf.organisations.active().values_list("name", "pk"))
    return known_words(actions, organisations, request.ctg.years)


def _page(request: CtgRequest, form: PasteForm, paste: Paste | None = None) -> HttpResponse:
    context = {
        "form": form,
        "paste": paste,
        "seen": services.fingerprint(request.ctg) if paste else "",
        "replaced": services.replaced(request.ctg, paste.cells()) if paste else 0,
        "text": form["text"].value() or "",
        "columns": [*MODEL, *map(str, request.ctg.years)],
        "cancel_url": request.ctg.url("actionplans:totals"),
    }
    return render(request, "actionplans/paste_budget.html", context)
