import os

from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ctg.settings")

application = get_wsgi_application()
get_resolver().url_patterns  # noqa: B018  # all views are loaded once, before gunicorn forks its workers
