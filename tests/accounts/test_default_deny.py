"""Every page asks for a sign-in, except those of this list: a new exception is a decision."""

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

pytestmark = pytest.mark.django_db

OPEN_TO_EVERYBODY = {
    "accept",  # the link of an invitation
    "accessibility",  # the declaration that the law asks for
    "account_confirm_login_code",
    "account_email_verification_sent",
    "account_inactive",
    "account_login",
    "account_logout",
    "account_request_login_code",
    "account_reset_password",
    "account_reset_password_done",
    "account_reset_password_from_key",
    "account_reset_password_from_key_done",
    "account_signup",
    "alive",
    "answer_page",
    "answer_survey",  # the public link of a questionnaire
    "answer_thanks",
    "contribute",  # the link of a request for a contribution
    "gallery",  # the components, in development only
    "letter",
    "letter_page",
    "mailbox",
    "mfa_authenticate",
    "mfa_login_webauthn",
    "news_later",  # the same person asks to be left in peace
    "news_by_link",  # the personal link of somebody who gives news of an action
    "ready",
    "join_vote",  # the code that a workshop reads on its screen
    "resume_survey",
    "send_answers",
    "verify",  # a document, by anybody
    "verify_code",
    "vote",  # the ballot of a telephone
}
SAMPLES = {"uuid": "018f3a5e-0000-7000-8000-000000000000", "int": "1", "slug": "x", "str": "x", "path": "x"}


def patterns(resolver: URLResolver, prefix: str = ""):
    for each in resolver.url_patterns:
        if isinstance(each, URLResolver):
            yield from patterns(each, prefix + str(each.pattern))
        elif isinstance(each, URLPattern):
            yield each, prefix + str(each.pattern)


def address(route: str, pattern: URLPattern) -> str:
    if route.startswith("^") or "(?P<" in route:
        return "/compte/mot-de-passe/nouveau/abc-def/"
    for word in route.split("<")[1:]:
        argument = word.split(">")[0]
        kind = argument.split(":")[0] if ":" in argument else "str"
        route = route.replace(f"<{argument}>", SAMPLES.get(kind, "haut"))
    return f"/{route}"


def test_a_visitor_opens_nothing_but_the_list():
    opened: set[tuple[str | None, str]] = set()
    closed: set[tuple[str | None, str]] = set()

    for pattern, route in patterns(get_resolver()):
        is_open = not getattr(pattern.callback, "login_required", True)
        (opened if is_open else closed).add((pattern.name, address(route, pattern)))
    surprising = [
        (name, url)
        for name, url in sorted(closed, key=str)
        for response in (Client().get(url), Client().post(url))
        if response.status_code != 302 or not response.headers["Location"].startswith("/compte/connexion/")
    ]

    assert {name for name, _ in opened} == OPEN_TO_EVERYBODY
    assert surprising == []
