"""The Celery application; jobs themselves are rows of `territories.Job`, the broker is only a bell."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ctg.settings")

app = Celery("ctg")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
