"""What every page shows, whatever it is about."""

from django.conf import settings
from django.http import HttpRequest

THEMES = {"clair": "light", "sombre": "dark"}


def appearance(request: HttpRequest) -> dict[str, object]:
    """Read the theme from a cookie so that the first paint is already the right one."""
    return {
        "theme": THEMES.get(request.COOKIES.get("theme", ""), ""),
        "is_demonstration": settings.IS_DEMONSTRATION,
    }
