"""The text: the Caf's template, the articles of one CTG, its parties, and the sealed bytes."""

from django.db import models
from django.db.models import F, Q

from partners.models import Contact, Organisation
from territories.models import (
    CafForeignKey,
    CafModel,
    Ctg,
    CtgModel,
    Job,
    TenantForeignKey,
    Versioned,
)


class DocumentTemplate(CafModel, Versioned):
    """The Caf's model of convention; a CTG copies its clauses when it starts writing."""

    caf = CafForeignKey(related_name="document_templates")
    name = models.CharField("nom", max_length=120)
    edition = models.PositiveSmallIntegerField("édition", default=1)
    preamble = models.TextField("préambule", blank=True)
    legal_references = models.TextField("visas", blank=True)
    is_current = models.BooleanField("en usage", default=True)

    class Meta:
        verbose_name = "modèle de convention"
        ordering = ["name", "-edition"]
        constraints = [
            models.UniqueConstraint(
                fields=["caf", "name", "edition"],
                name="template_edition",
                violation_error_message="Cette édition du modèle existe déjà.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name}, édition {self.edition}"


class Clause(CafModel, Versioned):
    """An article of the template; a locked one cannot be rewritten in a CTG."""

    template = TenantForeignKey(DocumentTemplate, models.CASCADE, editable=False, related_name="clauses")
    position = models.PositiveSmallIntegerField("rang")
    title = models.CharField("titre", max_length=200)
    body = models.TextField("texte")
    is_locked = models.BooleanField("verrouillé", default=False)

    scope_parent = "template"

    class Meta:
        verbose_name = "clause"
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(
                fields=["caf", "template", "position"], name="clause_position", deferrable=models.Deferrable.DEFERRED
            ),
        ]

    def __str__(self) -> str:
        return self.title


class Convention(CtgModel, Versioned):
    """The text of one CTG while it is being written."""

    ctg = TenantForeignKey(Ctg, models.PROTECT, editable=False, related_name="conventions")
    template = TenantForeignKey(DocumentTemplate, models.PROTECT, related_name="conventions", verbose_name="modèle")
    preamble = models.TextField("préambule", blank=True)
    legal_references = models.TextField("visas", blank=True)

    class Meta:
        verbose_name = "convention"
        constraints = [models.UniqueConstraint(fields=["caf", "ctg"], name="convention_once")]

    def __str__(self) -> str:
        return f"Convention – {self.ctg}"


class Article(CtgModel, Versioned):
    """An article of the convention, copied from a clause and possibly rewritten for this territory."""

    convention = TenantForeignKey(Convention, models.CASCADE, editable=False, related_name="articles")
    clause = TenantForeignKey(Clause, models.PROTECT, null=True, editable=False, related_name="+")
    position = models.PositiveSmallIntegerField("rang", editable=False)
    title = models.CharField("titre", max_length=200)
    body = models.TextField("texte")
    is_locked = models.BooleanField("verrouillé", default=False, editable=False)

    scope_parent = "convention"

    class Meta:
        verbose_name = "article"
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(
                fields=["caf", "convention", "position"], name="article_position", deferrable=models.Deferrable.DEFERRED
            ),
        ]

    def __str__(self) -> str:
        return f"Article {self.position} – {self.title}"

    @property
    def is_rewritten(self) -> bool:
        """Whether its words are no longer those of the template."""
        return self.clause is not None and (self.title, self.body) != (self.clause.title, self.clause.body)


class Signatory(CtgModel, Versioned):
    """A party that signs, by a named office-holder."""

    ctg = TenantForeignKey(Ctg, models.PROTECT, editable=False, related_name="signatories")
    organisation = TenantForeignKey(
        Organisation, models.PROTECT, related_name="signatures", verbose_name="organisation"
    )
    representative = TenantForeignKey(
        Contact, models.PROTECT, related_name="signatures", verbose_name="représentée par"
    )
    quality = models.CharField("en qualité de", max_length=120)
    position = models.PositiveSmallIntegerField("rang", default=1, editable=False)
    signed_on = models.DateField("signé le", null=True, blank=True)

    class Meta:
        verbose_name = "signataire"
        ordering = ["position", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["caf", "ctg", "organisation"],
                name="signatory_once",
                violation_error_message="Cette organisation est déjà signataire.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organisation}, par {self.representative}"


class Deliberation(CtgModel, Versioned):
    """The vote of an assembly that authorises its signatory; the result of its transmission is recorded."""

    signatory = TenantForeignKey(Signatory, models.CASCADE, editable=False, related_name="deliberations")
    session_on = models.DateField("séance du")
    number = models.CharField("numéro", max_length=60)
    assembly = models.CharField("assemblée", max_length=120)
    received_on = models.DateField("reçue en préfecture le", null=True, blank=True)
    act_identifier = models.CharField("identifiant de l’acte", max_length=80, blank=True)

    scope_parent = "signatory"

    class Meta:
        verbose_name = "délibération"
        ordering = ["session_on"]
        constraints = [
            models.UniqueConstraint(fields=["caf", "signatory", "number"], name="deliberation_number"),
            models.CheckConstraint(
                name="deliberation_received_after_the_vote",
                condition=Q(received_on__isnull=True) | Q(received_on__gte=F("session_on")),
                violation_error_message="La réception en préfecture suit la séance.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.assembly}, {self.number}"

    @property
    def is_enforceable(self) -> bool:
        return self.received_on is not None


class SealedDocument(CtgModel):
    """Immutable bytes with their hash. The application may add and read a row, never change it."""

    ctg = TenantForeignKey(Ctg, models.PROTECT, editable=False, related_name="sealed_documents")
    number = models.PositiveSmallIntegerField("version")
    reference = models.CharField("référence", max_length=60)
    file_name = models.CharField("fichier", max_length=200)
    size = models.PositiveIntegerField("taille en octets")
    pages = models.PositiveSmallIntegerField("pages")
    sha256 = models.CharField("empreinte SHA-256", max_length=64)
    verification_code = models.CharField("code de vérification", max_length=20)
    content = models.JSONField("données")
    certificate = models.CharField("certificat", max_length=300)
    is_test_seal = models.BooleanField("cachet de développement")
    sealed_at = models.DateTimeField("scellé le")
    sealed_by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+", verbose_name="demandé par")
    job = TenantForeignKey(Job, models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = "document scellé"
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["caf", "ctg", "number"], name="sealed_version"),
            models.UniqueConstraint(fields=["caf", "sha256"], name="sealed_hash"),
            models.UniqueConstraint(fields=["caf", "verification_code"], name="sealed_code"),
        ]

    def __str__(self) -> str:
        return f"{self.reference}, version {self.number}"
