"""What every tenant-owned row carries, and the keys that cannot cross a tenant.

Tenant = Caf, security perimeter = Territory. Both are plain columns of every table concerned: a policy
that looks them up through a parent row scans the whole table.
"""

from typing import Any, ClassVar, Self, TypeVar

from django.db import models
from uuid_utils.compat import uuid7

_SetT = TypeVar("_SetT")
_GetT = TypeVar("_GetT")


class CafForeignKey(models.ForeignKey[_SetT, _GetT]):
    """The tenant of a row, copied from its parent when the row is first written (also by `bulk_create`)."""

    def __init__(self, to: Any = "territories.Caf", on_delete: Any = models.PROTECT, **kwargs: Any) -> None:
        kwargs.setdefault("editable", False)
        kwargs.setdefault("db_index", False)  # it leads every index that `ProtectRows` makes
        kwargs.setdefault("related_name", "+")
        super().__init__(to, on_delete, **kwargs)

    def pre_save(self, model_instance: models.Model, add: bool) -> Any:  # Django's signature
        if isinstance(model_instance, CafModel):
            model_instance.inherit_scope()
        return super().pre_save(model_instance, add)


class TenantForeignKey(models.ForeignKey[_SetT, _GetT]):
    """A foreign key whose constraint is made of the tenant columns and the id.

    PostgreSQL checks foreign keys without row-level security: a key on the id alone would accept another
    tenant's row. The composite constraint and its index are put there by `ProtectRows`.
    """

    def __init__(self, to: Any, on_delete: Any, **kwargs: Any) -> None:
        kwargs.setdefault("db_constraint", False)
        kwargs.setdefault("db_index", False)
        super().__init__(to, on_delete, **kwargs)

    def pre_save(self, model_instance: models.Model, add: bool) -> Any:  # Django's signature
        if isinstance(model_instance, CafModel):
            model_instance.inherit_scope()
        return super().pre_save(model_instance, add)


class CafModel(models.Model):
    """A row that belongs to one Caf: `caf_id` leads its keys, its indexes and its policy.

    `scope_parent` names the foreign key from which missing tenant columns are copied on the first write.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    caf = CafForeignKey()

    scope_parent: ClassVar[str] = ""
    scope_columns: ClassVar[tuple[str, ...]] = ("caf_id",)

    class Meta:
        abstract = True

    def inherit_scope(self) -> None:
        """Copy the tenant columns that are still empty from the parent."""
        missing = [column for column in self.scope_columns if getattr(self, column) is None]
        parent = getattr(self, self.scope_parent) if missing and self.scope_parent else None
        if parent is not None:
            for column in missing:
                setattr(self, column, parent.pk if column == f"{self.scope_parent}_id" else getattr(parent, column))


class TerritoryModel(CafModel):
    """A row that only those who may enter its territory can see."""

    territory = TenantForeignKey("territories.Territory", models.PROTECT, editable=False, related_name="+")

    scope_parent: ClassVar[str] = "territory"
    scope_columns: ClassVar[tuple[str, ...]] = ("caf_id", "territory_id")

    class Meta:
        abstract = True


class CtgModel(TerritoryModel):
    """A row of one CTG; its `ctg` key names how it is reached: `request.ctg.findings`."""

    scope_parent: ClassVar[str] = "ctg"

    class Meta:
        abstract = True


class Versioned(models.Model):
    """A row that people edit: `version` lets the second writer see what the first one changed."""

    version = models.PositiveIntegerField("version", default=1, editable=False)
    updated_at = models.DateTimeField("modifié le", auto_now=True)
    updated_by = models.ForeignKey(
        "accounts.User", models.PROTECT, null=True, editable=False, related_name="+", verbose_name="modifié par"
    )

    class Meta:
        abstract = True

    def touched_by(self, user: Any) -> Self:
        """Count one more version, signed by `user`; to be saved by the caller."""
        self.version += 1
        self.updated_by = user
        return self
