"""What the dashboards do by themselves, without anybody asking."""

from celery import shared_task
from django.utils import timezone

from dashboards.services.snapshots import take_snapshot
from territories.models import Caf
from territories.scope import caf_scope


@shared_task(name="dashboards.tasks.take_snapshots")
def take_snapshots() -> int:
    """The figures of each Caf today, in a transaction of its own. Returns how many Cafs were read."""
    cafs = list(Caf.objects.all())
    for caf in cafs:
        with caf_scope(caf):
            take_snapshot(caf, timezone.localdate())
    return len(cafs)
