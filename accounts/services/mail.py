"""E-mails in French, as text and as HTML, with links made from the site's own address."""

from collections.abc import Mapping
from smtplib import SMTPException
from typing import Any

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string, select_template


class MailNotSent(Exception):
    """The message did not leave; the text says what to do."""

    def __init__(self) -> None:
        super().__init__("Le message n’a pas pu partir. Réessayez dans quelques minutes.")


def absolute(path: str) -> str:
    """The public address of a page, whatever Host the request pretended."""
    return f"{settings.PUBLIC_ADDRESS}{path}"


def send(template: str, to: str, context: Mapping[str, Any]) -> None:
    """Send `<template>_subject.txt` and `<template>_message.txt`; HTML from `<template>_message.html`.

    A message without an HTML template of its own gets its text, in the layout of the others.
    """
    words = {"site_url": absolute("/"), **context}
    subject = " ".join(render_to_string(f"{template}_subject.txt", words).split())
    text = render_to_string(f"{template}_message.txt", words).strip()
    page = select_template([f"{template}_message.html", "emails/from_text.html"])
    message = EmailMultiAlternatives(subject, text, to=[to])
    message.attach_alternative(page.render({**words, "subject": subject, "text": text}), "text/html")
    try:
        message.send()
    except (SMTPException, OSError) as error:
        raise MailNotSent from error
