"""Addresses of the pages that exist both in a Caf and in a CTG."""

from django import template

from partners.views.place import Place

register = template.Library()


@register.simple_tag
def place_url(place: Place, name: str, **kwargs: object) -> str:
    return place.url(name, **kwargs)
