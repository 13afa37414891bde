from django.apps import AppConfig

from ctg import (
    celery,  # noqa: F401  # shared_task needs the application in the web process too
    role_guard,
)


class CtgConfig(AppConfig):
    name = "ctg"

    def ready(self) -> None:
        role_guard.watch()
