"""`make run`: services, migrations, demonstration, web server, worker and clock, then everything down again."""

import http.client
import json
import os
import signal
import sys
import time
from contextlib import ExitStack
from typing import Any
from urllib.parse import urlsplit

from ctg.embedded import paths, preconditions, services
from ctg.embedded.children import Child, stop
from ctg.embedded.errors import CannotStart
from ctg.embedded.preconditions import HOST

READY_WITHIN = 90  # seconds
BLINK = 0.05


class StopAsked(Exception):
    """Ctrl-C, or a polite kill."""


class Supervisor:
    def __init__(self, port: int) -> None:
        self.port = port
        self.stop_asked = False
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self._remember)

    def _remember(self, *_: Any) -> None:
        self.stop_asked = True

    def run(self) -> None:
        started = time.monotonic()
        with ExitStack() as stack:
            stack.enter_context(preconditions.alone(self.port))
            preconditions.check_port(self.port)
            stack.enter_context(services.running())
            self._prepare()
            children = self._start_children(stack)
            self._wait_until_ready(children)
            self._announce(time.monotonic() - started)
            while True:
                self._blink(children)

    def _prepare(self) -> None:
        """Tables, demonstration and static files, in a Django of its own that ends when it is done."""
        step = Child("préparation", [sys.executable, "manage.py", "prepare_site"])
        step.start()
        try:
            while (status := step.status()) is None:
                self._blink([])
        finally:
            stop([step])
        if status:
            raise CannotStart("")  # it has said why

    def _start_children(self, stack: ExitStack) -> list[Child]:
        """The pages come first: jobs wait for them at the start, and give way to them afterwards."""
        children = [
            Child("Le serveur web", self._gunicorn(), "web.log"),
            self._celery("Le service des tâches", "worker", "--concurrency=2"),
            self._celery("L’horloge des tâches", "beat"),
        ]
        stack.callback(stop, children)
        for child in children:
            child.start()
        return children

    def _celery(self, label: str, name: str, *options: str) -> Child:
        celery = (sys.executable, "-m", "celery", "--app", "ctg", "--quiet")
        return Child(
            label,
            [*celery, name, "--loglevel=INFO", *options],
            f"{name}.log",
            niceness=5,
            environment={"CELERY_SKIP_CHECKS": "1"},  # Django's checks are for `make check`: they load every page
        )

    def _gunicorn(self) -> list[str]:
        return [
            *(sys.executable, "-m", "gunicorn", "ctg.wsgi", "--bind", f"{HOST}:{self.port}", "--preload"),
            *("--worker-class=gthread", "--workers=2", "--threads=4", "--graceful-timeout=10"),
            "--no-control-socket",
        ]

    def _blink(self, children: list[Child]) -> None:
        time.sleep(BLINK)
        if self.stop_asked:
            raise StopAsked
        for child in children:
            status = child.status()
            if status is not None:
                raise CannotStart(
                    f"{child.label} s’est arrêté de lui-même (code {status}), tout le reste est donc arrêté aussi. "
                    f"La raison est dans {child.log}."
                )

    def _wait_until_ready(self, children: list[Child]) -> None:
        deadline = time.monotonic() + READY_WITHIN
        answer: dict[str, Any] = {}
        while answer.get("status") != "ok":
            self._blink(children)
            answer = self._ask_readiness()
            if time.monotonic() > deadline:
                raise CannotStart(
                    f"Le serveur web ne devient pas prêt ({json.dumps(answer.get('checks', {}))}). "
                    f"Les journaux sont dans {paths.log_folder()}."
                )

    def _ask_readiness(self) -> dict[str, Any]:
        host = urlsplit(os.environ.get("CTG_ORIGIN", "")).netloc or f"{HOST}:{self.port}"
        connection = http.client.HTTPConnection(HOST, self.port, timeout=5)
        try:
            connection.request("GET", "/sante/pret", headers={"Host": host})
            answer = json.loads(connection.getresponse().read())
        except (OSError, ValueError, http.client.HTTPException):
            return {}
        finally:
            connection.close()
        return answer if isinstance(answer, dict) else {}

    def _announce(self, seconds: float) -> None:
        say(f"\nPrêt : http://localhost:{self.port}/ (en {round(seconds)} s)")
        accounts = paths.accounts_file()
        if accounts.exists():
            say(f"\nComptes de démonstration (mot de passe : {paths.demonstration_password()})")
            rows = [line.split("\t") for line in accounts.read_text().splitlines()]
            width = max((len(label) for label, _ in rows), default=0)
            for label, email in rows:
                say(f"  {label:<{width}}  {email}")
        say("\nCtrl-C arrête tout.")


def say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def main() -> int:
    try:
        port = preconditions.port()
        preconditions.check_folder()
        Supervisor(port).run()
    except StopAsked:
        say("\nTout est arrêté.")
        return 0
    except CannotStart as refusal:
        sys.stderr.write(f"{refusal}\n" if str(refusal) else "")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
