from django.apps import AppConfig


class DiagnosticsConfig(AppConfig):
    name = "diagnostics"
    verbose_name = "Diagnostic partagé"

    def ready(self) -> None:
        from diagnostics.services import freezing  # noqa: PLC0415  # models must be loaded first

        freezing.follow_validations()
