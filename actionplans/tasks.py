"""Once a week, the messages that ask for news; and the job that sends those of one Caf."""

from celery import shared_task
from django.utils import timezone

from accounts.services.mail import MailNotSent
from actionplans.figures.reminders import week_of
from actionplans.services import reminders
from territories.models import Caf, Job
from territories.scope import caf_scope
from territories.tasks import JobRun, enqueue, handles


@shared_task(name="actionplans.tasks.ask_for_news")
def ask_for_news() -> int:
    """One job a Caf and a week, however often this is rung. Returns how many were asked for."""
    week, asked = str(week_of(timezone.localdate())), 0
    for caf in Caf.objects.all():
        with caf_scope(caf):
            if not Job.objects.filter(caf=caf, kind=reminders.KIND, payload__week=week).exists():
                enqueue(reminders.KIND, caf=caf, week=week)
                asked += 1
    return asked


@handles(reminders.KIND)
def send_digests(run: JobRun) -> None:
    """Each message is kept before it leaves: a job that starts again writes to nobody twice."""
    today = timezone.localdate()
    with run.scope():
        planned = reminders.letters(run.job.caf, today=today)
    sent = 0
    for rank, letter in enumerate(planned):
        run.report(rank * 100 // len(planned), f"{rank} messages sur {len(planned)}")
        with run.scope():
            envelope = reminders.prepare(run.job.caf, letter, today=today)
        if envelope is None:
            continue
        try:
            reminders.send(envelope)
            sent += 1
        except MailNotSent:
            with run.scope():
                reminders.take_back(envelope)
    with run.finish(f"{sent} messages envoyés."):
        pass
