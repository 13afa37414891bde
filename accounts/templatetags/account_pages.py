"""The pages of a person's account."""

from typing import Any

from django import template
from django.http import HttpRequest
from django.urls import reverse

register = template.Library()

PAGES = [
    ("Profil", "accounts:profile", ("accounts:",)),
    ("Adresse électronique", "account_email", ("account_email",)),
    ("Mot de passe", "account_change_password", ("account_change_password", "account_set_password")),
    ("Double authentification", "mfa_index", ("mfa_",)),
    ("Connexions", "usersessions_list", ("usersessions_",)),
]


@register.simple_tag
def account_pages(request: HttpRequest) -> list[dict[str, Any]]:
    here = request.resolver_match.view_name if request.resolver_match else ""
    return [
        {"label": label, "url": reverse(view_name), "is_current": here.startswith(owned)}
        for label, view_name, owned in PAGES
    ]


BROWSERS = [("Edg/", "Edge"), ("OPR/", "Opera"), ("Firefox/", "Firefox"), ("Chrome/", "Chrome"), ("Safari/", "Safari")]
SYSTEMS = [
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Windows", "Windows"),
    ("Mac OS", "Mac"),
    ("Linux", "Linux"),
]


@register.filter
def device(user_agent: str) -> str:
    """« Firefox, Windows », from what the browser says of itself."""
    browser = next((name for sign, name in BROWSERS if sign in user_agent), "Navigateur inconnu")
    system = next((name for sign, name in SYSTEMS if sign in user_agent), "")
    return f"{browser}, {system}" if system else browser
