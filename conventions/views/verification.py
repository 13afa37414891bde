"""The public page: is this the document that was sealed here? No account, no tenant."""

from allauth.core.ratelimit import consume_or_429
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render

from conventions.documents.verify import verify_file
from conventions.forms import VerificationForm
from conventions.services.verification import find_sealed


@login_not_required
def verify(request: HttpRequest) -> HttpResponseBase:
    form = VerificationForm(request.POST or None, request.FILES or None)
    context: dict[str, object] = {"form": form, "verdict": None, "known": None}
    if request.method == "POST" and form.is_valid():
        # Reading a hostile file costs a second of processor; the address may be shared by a whole town hall.
        refusal: HttpResponseBase | None = consume_or_429(request, action="verify_document")
        if refusal:
            return refusal
        verdict = verify_file(form.cleaned_data["file"].read(), _is_known, _is_known)
        names = [verdict.sha256, *verdict.codes]
        context |= {"verdict": verdict, "known": next((found for name in names if (found := find_sealed(name))), None)}
    return render(request, "conventions/verify.html", context)


@login_not_required
def verify_code(request: HttpRequest, code: str) -> HttpResponse:
    """Where the QR code of a printed page leads: what was sealed under this code, and how to check a file."""
    known = find_sealed(code)
    context = {"form": VerificationForm(), "verdict": None, "known": known, "code": code}
    return render(request, "conventions/verify.html", context, status=200 if known else 404)


def _is_known(digest_or_code: str) -> bool:
    return find_sealed(digest_or_code) is not None
