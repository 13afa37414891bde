from django.apps import AppConfig


class CtgConfig(AppConfig):
    name = "ctg"

    def ready(self) -> None:
        from ctg import celery  # noqa: F401  # shared_task needs the application in the web process too
