"""Bodies, their meetings, and the decisions that move a CTG."""

from datetime import date
from typing import Self
from uuid import UUID

from django.db import models
from django.db.models import Count, F, OuterRef, Q, Subquery

from partners.models import Contact
from territories.models import Ctg, CtgModel, Phase, TenantForeignKey, Versioned


class BodyQuerySet(models.QuerySet["Body"]):
    def steering(self) -> Self:
        """Those that may validate a phase."""
        return self.filter(kind=Body.Kind.STEERING)

    def with_activity(self, on: date) -> Self:
        """How many sit on that day, when the body met last and when it meets next."""
        sitting = Q(seats__starts_on__lte=on) & (Q(seats__ends_on__isnull=True) | Q(seats__ends_on__gte=on))
        meetings = Meeting.objects.filter(body=OuterRef("pk"))
        last = meetings.held().order_by("-held_on", "-id")
        following = meetings.upcoming(on).order_by("held_on", "id")
        return self.annotate(
            seat_count=Count("seats", filter=sitting),
            last_meeting_id=Subquery(last.values("pk")[:1]),
            last_meeting_on=Subquery(last.values("held_on")[:1]),
            next_meeting_id=Subquery(following.values("pk")[:1]),
            next_meeting_on=Subquery(following.values("held_on")[:1]),
        )


class Body(CtgModel, Versioned):
    """An instance of the CTG: comité de pilotage, comité technique, groupe de travail."""

    class Kind(models.TextChoices):
        STEERING = "steering", "Comité de pilotage (COPIL)"
        TECHNICAL = "technical", "Comité technique (COTECH)"
        WORKING_GROUP = "working_group", "Groupe de travail"

    ctg = TenantForeignKey(Ctg, models.PROTECT, editable=False, related_name="bodies")
    kind = models.CharField("nature", max_length=20, choices=Kind)
    name = models.CharField("nom", max_length=200)
    meetings_per_year = models.PositiveSmallIntegerField("réunions par an", default=2)
    mission = models.TextField("mission", blank=True)

    # read by `with_activity`
    seat_count: int
    last_meeting_id: UUID | None
    last_meeting_on: date | None
    next_meeting_id: UUID | None
    next_meeting_on: date | None

    objects = BodyQuerySet.as_manager()

    class Meta:
        verbose_name = "instance"
        ordering = ["kind", "name"]
        constraints = [
            models.UniqueConstraint(
                fields=["caf", "ctg", "name"],
                name="body_name",
                violation_error_message="Une instance porte déjà ce nom.",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def may_validate(self) -> bool:
        """Only the steering committee validates a phase."""
        return self.kind == self.Kind.STEERING


class SeatQuerySet(models.QuerySet["Seat"]):
    def active(self, on: date) -> Self:
        return self.filter(Q(ends_on__isnull=True) | Q(ends_on__gte=on), starts_on__lte=on)

    def ended(self, on: date) -> Self:
        return self.filter(ends_on__lt=on)

    def with_people(self) -> Self:
        return self.select_related("contact", "contact__organisation")


class Seat(CtgModel):
    """A seat held by a person for an organisation; dated, since mandates end."""

    class Part(models.TextChoices):
        CHAIR = "chair", "Président"
        CO_CHAIR = "co_chair", "Coprésident"
        MEMBER = "member", "Membre"
        DEPUTY = "deputy", "Suppléant"
        GUEST = "guest", "Invité"

    body = TenantForeignKey(Body, models.CASCADE, editable=False, related_name="seats")
    contact = TenantForeignKey(Contact, models.PROTECT, related_name="seats", verbose_name="personne")
    part = models.CharField("rôle", max_length=20, choices=Part, default=Part.MEMBER)
    starts_on = models.DateField("depuis le")
    ends_on = models.DateField("jusqu’au", null=True, blank=True)

    objects = SeatQuerySet.as_manager()

    scope_parent = "body"

    class Meta:
        verbose_name = "siège"
        ordering = ["part", "contact__last_name"]
        constraints = [
            models.CheckConstraint(
                name="seat_ends_after_it_starts",
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
                violation_error_message="La fin du mandat doit suivre son début.",
            ),
            models.UniqueConstraint(
                fields=["caf", "body", "contact", "starts_on"],
                name="seat_once",
                violation_error_message="Cette personne siège déjà dans cette instance.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.contact} ({self.get_part_display()})"


class MeetingQuerySet(models.QuerySet["Meeting"]):
    def planned(self) -> Self:
        return self.filter(status=Meeting.Status.PLANNED)

    def held(self) -> Self:
        return self.filter(status=Meeting.Status.HELD)

    def upcoming(self, on: date) -> Self:
        return self.planned().filter(held_on__gte=on)

    def unreported(self, on: date) -> Self:
        """Their day has passed and nobody said whether they were held."""
        return self.planned().filter(held_on__lt=on)


class Meeting(CtgModel, Versioned):
    class Status(models.TextChoices):
        PLANNED = "planned", "Prévue"
        HELD = "held", "Tenue"
        CANCELLED = "cancelled", "Annulée"

    ctg = TenantForeignKey(Ctg, models.PROTECT, editable=False, related_name="meetings")
    body = TenantForeignKey(Body, models.PROTECT, related_name="meetings", verbose_name="instance")
    held_on = models.DateField("date")
    starts_at = models.TimeField("heure", null=True, blank=True)
    place = models.CharField("lieu", max_length=200, blank=True)
    status = models.CharField("état", max_length=20, choices=Status, default=Status.PLANNED)
    minutes = models.TextField("compte rendu", blank=True)

    objects = MeetingQuerySet.as_manager()

    scope_parent = "body"
    scope_columns = ("caf_id", "territory_id", "ctg_id")

    class Meta:
        verbose_name = "réunion"
        ordering = ["-held_on"]

    def __str__(self) -> str:
        return f"{self.body} du {self.held_on:%d/%m/%Y}"

    @property
    def is_planned(self) -> bool:
        return self.status == self.Status.PLANNED

    @property
    def is_held(self) -> bool:
        return self.status == self.Status.HELD

    @property
    def is_cancelled(self) -> bool:
        return self.status == self.Status.CANCELLED


class AgendaItem(CtgModel):
    class Kind(models.TextChoices):
        INFORMATION = "information", "Pour information"
        DEBATE = "debate", "Pour débat"
        DECISION = "decision", "Pour décision"

    meeting = TenantForeignKey(Meeting, models.CASCADE, editable=False, related_name="agenda")
    position = models.PositiveSmallIntegerField("rang", default=1)
    title = models.CharField("point", max_length=300)
    kind = models.CharField("nature", max_length=20, choices=Kind, default=Kind.INFORMATION)

    scope_parent = "meeting"

    class Meta:
        verbose_name = "point de l’ordre du jour"
        ordering = ["position", "id"]

    def __str__(self) -> str:
        return self.title


class Attendance(CtgModel):
    class Status(models.TextChoices):
        PRESENT = "present", "Présent"
        REPRESENTED = "represented", "Représenté"
        EXCUSED = "excused", "Excusé"
        ABSENT = "absent", "Absent"

    meeting = TenantForeignKey(Meeting, models.CASCADE, editable=False, related_name="attendances")
    seat = TenantForeignKey(Seat, models.PROTECT, related_name="attendances", verbose_name="siège")
    status = models.CharField("présence", max_length=20, choices=Status)

    scope_parent = "meeting"

    class Meta:
        verbose_name = "présence"
        constraints = [models.UniqueConstraint(fields=["caf", "meeting", "seat"], name="attendance_once")]

    def __str__(self) -> str:
        return f"{self.seat} : {self.get_status_display()}"


class DecisionQuerySet(models.QuerySet["Decision"]):
    def open(self) -> Self:
        """Still to be carried out."""
        return self.filter(status=Decision.Status.OPEN)

    def late(self, on: date) -> Self:
        return self.open().filter(due_on__lt=on)

    def validations(self) -> Self:
        """Those that moved the CTG to its next phase."""
        return self.filter(kind=Decision.Kind.VALIDATION, outcome=Decision.Outcome.ADOPTED)

    def with_context(self) -> Self:
        """With what a list says of each: the meeting, its body, and who carries it out."""
        return self.select_related("meeting", "meeting__body", "owner", "owner__organisation")


class Decision(CtgModel, Versioned):
    """A numbered decision of a meeting; a validation that is adopted moves the CTG to its next phase."""

    class Kind(models.TextChoices):
        VALIDATION = "validation", "Validation d’une phase"
        ARBITRATION = "arbitration", "Arbitrage"
        REQUEST = "request", "Demande"

    class Outcome(models.TextChoices):
        ADOPTED = "adopted", "Adoptée"
        POSTPONED = "postponed", "Reportée"
        REJECTED = "rejected", "Rejetée"

    class Status(models.TextChoices):
        OPEN = "open", "À exécuter"
        DONE = "done", "Exécutée"
        DROPPED = "dropped", "Sans suite"

    ctg = TenantForeignKey(Ctg, models.PROTECT, editable=False, related_name="decisions")
    meeting = TenantForeignKey(Meeting, models.PROTECT, editable=False, related_name="decisions")
    number = models.PositiveIntegerField("numéro", editable=False)
    kind = models.CharField("nature", max_length=20, choices=Kind, default=Kind.ARBITRATION)
    text = models.TextField("décision")
    outcome = models.CharField("résultat", max_length=20, choices=Outcome, default=Outcome.ADOPTED)
    validated_phase = models.CharField("phase validée", max_length=20, choices=Phase, blank=True, editable=False)
    owner = TenantForeignKey(
        Contact, models.PROTECT, null=True, blank=True, related_name="decisions", verbose_name="responsable"
    )
    due_on = models.DateField("échéance", null=True, blank=True)
    status = models.CharField("suite donnée", max_length=20, choices=Status, default=Status.OPEN)

    objects = DecisionQuerySet.as_manager()

    scope_parent = "meeting"
    scope_columns = ("caf_id", "territory_id", "ctg_id")

    class Meta:
        verbose_name = "décision"
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["caf", "ctg", "number"], name="decision_number"),
            models.CheckConstraint(
                name="decision_validation_names_a_phase",
                condition=Q(kind="validation") & ~Q(validated_phase="") | ~Q(kind="validation") & Q(validated_phase=""),
            ),
        ]

    def __str__(self) -> str:
        return f"Décision n° {self.number}"

    @property
    def has_moved_the_ctg(self) -> bool:
        return self.kind == self.Kind.VALIDATION and self.outcome == self.Outcome.ADOPTED

    def is_late(self, on: date) -> bool:
        return self.status == self.Status.OPEN and self.due_on is not None and self.due_on < on
