"""`make bench`: the pages, the document and the geography against their floors, on the demonstration's data."""

from functools import partial
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import connections
from django.http import HttpResponse
from django.test import Client, override_settings
from django.urls import path
from django.utils import timezone
from weasyprint import HTML

from accounts.models import User
from conventions.documents import layout
from conventions.documents.keys import platform_keys
from conventions.documents.seal import seal
from conventions.services import compilation
from conventions.services.production import Edition
from ctg import bench
from ctg.bench import Ratio
from ctg.urls import urlpatterns as product
from territories.access import CTG_PATH, CtgRequest, requires
from territories.documents import assets
from territories.documents.typesetting import typeset_all
from territories.imports import geography
from territories.models import EVERYONE, Caf, Ctg, Membership, Role
from territories.scope import caf_scope

FLOOR = "vue nue, une requête dans la portée"
GOALS = {
    "Portefeuille": 8,
    "Portrait, 54 lignes et 6 courbes": 6,
    "Portrait d’une commune": 6,
    "Plan d’actions": 15,
    "Page de l’élu": 6,
}


@requires(EVERYONE)
def floor(request: CtgRequest) -> HttpResponse:
    """The least that a page of the product can do: the guard, the scope, one question."""
    return HttpResponse(str(request.ctg.actions.count()))


urlpatterns = [*product, path(f"{CTG_PATH}plancher/", floor)]


class Command(BaseCommand):
    help = "Mesure l’application contre ses planchers et écrit var/bench.json."

    def handle(self, *args: Any, **options: Any) -> None:
        caf = Caf.objects.filter(slug="loire-atlantique").first()
        if caf is None:
            raise CommandError("La base n’a pas de démonstration : lancez d’abord « manage.py demo ».")
        ctg = fullest_ctg(caf)
        ratios = [*self._pages(caf, ctg), self._document(caf, ctg), self._geography()]
        bench.write(ratios, settings.VAR / "bench.json")
        self.stdout.write(bench.table(ratios))

    def _pages(self, caf: Caf, ctg: Ctg) -> list[Ratio]:
        pages = {
            "Portefeuille": caf.get_absolute_url(),
            "Portrait, 54 lignes et 6 courbes": ctg.url("diagnostics:indicators"),
            "Portrait d’une commune": ctg.url("diagnostics:commune", insee_code=first_commune(caf, ctg)),
            "Plan d’actions": ctg.url("actionplans:plan"),
            "Page de l’élu": ctg.url("dashboards:elected"),
        }
        with override_settings(ROOT_URLCONF=__name__, ALLOWED_HOSTS=["testserver"]):
            client = Client()
            client.force_login(manager_of(caf))
            bare = partial(opened, client, f"{ctg.get_absolute_url()}plancher/")
            return [
                bench.compare(name, partial(opened, client, url), bare, floor_name=FLOOR, goal=GOALS[name])
                for name, url in pages.items()
            ]

    def _document(self, caf: Caf, ctg: Ctg) -> Ratio:
        keys = platform_keys()
        with caf_scope(caf):
            convention = compilation.load(str(ctg.conventions.get().pk))
            edition = Edition(1, "AAAA-BBBB-CCCC", timezone.now())
            document = compilation.compile_document(convention, edition, keys)
            page = layout.html(typeset_all(document))

            def produce() -> None:
                again = compilation.compile_document(convention, edition, keys)
                seal(layout.render(again).pdf, keys)

            def raw() -> None:
                HTML(string=page, url_fetcher=assets.OwnFiles()).write_pdf(pdf_variant="pdf/ua-1")

            return bench.compare(
                "Convention scellée",
                produce,
                raw,
                floor_name="WeasyPrint seul, même page",
                goal=1.15,
                pairs=3,
                rounds=1,
            )

    def _geography(self) -> Ratio:
        owner = connections["owner"]
        return bench.compare(
            "Géographie rechargée",
            lambda: geography.load(owner),
            lambda: geography.plain_copy(owner),
            floor_name="COPY des mêmes lignes",
            goal=2,
            pairs=5,
            rounds=1,
        )


def opened(client: Client, url: str) -> None:
    status = client.get(url).status_code
    if status != 200:
        raise CommandError(f"{url} répond {status} : la mesure ne vaudrait rien.")


def fullest_ctg(caf: Caf) -> Ctg:
    """The CTG with the most actions: the complete one of the demonstration."""
    with caf_scope(caf):
        ctgs = list(caf.ctgs.filter(conventions__isnull=False).select_related("territory").prefetch_related("actions"))
    ctg = max(ctgs, key=lambda each: len(each.actions.all()))
    ctg.caf = ctg.territory.caf = caf
    return ctg


def first_commune(caf: Caf, ctg: Ctg) -> str:
    with caf_scope(caf):
        return str(min(ctg.communes.values_list("insee_code", flat=True)))


def manager_of(caf: Caf) -> User:
    with caf_scope(caf):
        return Membership.objects.filter(role=Role.CAF_MANAGER).select_related("user")[0].user
