"""Long work: the row is the truth, the message on the broker only a bell."""

from typing import Self

from django.db import models
from django.db.models import Q

from territories.models.tenancy import CafForeignKey, CafModel, TenantForeignKey


class JobQuerySet(models.QuerySet["Job"]):
    def open(self) -> Self:
        return self.filter(status__in=[Job.Status.QUEUED, Job.Status.RUNNING])


class Job(CafModel):
    """One piece of work asked by a person; `payload` holds ids only."""

    class Status(models.TextChoices):
        QUEUED = "queued", "En attente"
        RUNNING = "running", "En cours"
        DONE = "done", "Terminé"
        FAILED = "failed", "Échoué"

    caf = CafForeignKey(related_name="jobs")
    territory = TenantForeignKey("territories.Territory", models.PROTECT, null=True, editable=False, related_name="+")
    kind = models.CharField("nature", max_length=60)
    payload = models.JSONField("paramètres", default=dict)
    status = models.CharField("état", max_length=10, choices=Status, default=Status.QUEUED)
    percent = models.PositiveSmallIntegerField("avancement", default=0)
    message = models.CharField("message", max_length=300, blank=True)
    attempts = models.PositiveSmallIntegerField("tentatives", default=0)
    lease_until = models.DateTimeField("réservé jusqu’à", null=True)
    published_at = models.DateTimeField("annoncé le", null=True)
    requested_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField("demandé le", auto_now_add=True)
    finished_at = models.DateTimeField("terminé le", null=True)

    objects = JobQuerySet.as_manager()

    scope_parent = "territory"

    class Meta:
        verbose_name = "travail"
        ordering = ["-created_at"]
        constraints = [
            models.CheckConstraint(name="job_percent", condition=Q(percent__lte=100)),
            models.CheckConstraint(
                name="job_running_has_a_lease", condition=~Q(status="running") | Q(lease_until__isnull=False)
            ),
        ]
        indexes = [
            models.Index(fields=["published_at"], name="job_open", condition=Q(status__in=["queued", "running"])),
        ]

    def __str__(self) -> str:
        return f"{self.kind} ({self.get_status_display()})"

    @property
    def is_open(self) -> bool:
        return self.status in {self.Status.QUEUED, self.Status.RUNNING}


class HistoryEntry(CafModel):
    """One write to one row, recorded by a trigger; the application may add and read, never change."""

    territory = TenantForeignKey("territories.Territory", models.PROTECT, null=True, editable=False, related_name="+")
    table_name = models.CharField("table", max_length=63)
    row_id = models.UUIDField("ligne")
    operation = models.CharField("opération", max_length=6)
    changes = models.JSONField("changements")
    user_id = models.UUIDField("auteur", null=True)
    request_id = models.CharField("requête", max_length=40, blank=True)
    at = models.DateTimeField("le")

    class Meta:
        verbose_name = "trace"
        ordering = ["-at"]
        indexes = [models.Index(fields=["caf", "table_name", "row_id", "at"], name="history_of_row")]

    def __str__(self) -> str:
        return f"{self.operation} {self.table_name} {self.row_id}"
