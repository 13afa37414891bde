"""PostgreSQL refuses to run as root: then another system account runs it, in folders that it can reach."""

import os
import pwd
import shutil
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from ctg.embedded.errors import CannotStart, unusable_folder

ROOT_STORE = Path("/var/lib/ctg")
ACCOUNTS = ("postgres", "nobody")


@dataclass(frozen=True)
class ServerAccount:
    """The account of the database server: our own (`owner` is None) or, for root, somebody harmless."""

    owner: pwd.struct_passwd | None

    @classmethod
    def of(cls, folder: Path) -> Self:
        """Existing data keeps its account: a server only opens files of its own."""
        if os.geteuid() != 0:
            return cls(None)
        if folder.exists() and (owner := folder.stat().st_uid) != 0:
            return cls(pwd.getpwuid(owner))
        for name in ACCOUNTS:
            try:
                return cls(pwd.getpwnam(name))
            except KeyError:
                continue
        raise CannotStart(
            "PostgreSQL refuse de tourner avec les droits de root et aucun compte « nobody » n’existe. "
            "Lancez la commande avec un compte ordinaire."
        )

    def run(self, *command: str | Path, stdout: int = subprocess.PIPE) -> subprocess.CompletedProcess[str]:
        """Run a command as this account, with an environment that says nothing of ours."""
        return subprocess.run(  # noqa: S603
            [str(part) for part in command],
            user=self.owner and self.owner.pw_uid,
            group=self.owner and self.owner.pw_gid,
            extra_groups=[] if self.owner else None,
            env={"PATH": "/usr/bin:/bin", "LC_ALL": "C", "TZ": "UTC"},
            cwd="/",
            stdin=subprocess.DEVNULL,
            stdout=stdout,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
            start_new_session=True,  # Ctrl-C is not for a server that is starting
        )

    def can_run(self, program: Path) -> bool:
        try:
            return self.run(program, "--version").returncode == 0
        except OSError:
            return False

    def can_enter(self, folder: Path) -> bool:
        return self.owner is None or self.run("/usr/bin/test", "-x", folder).returncode == 0

    def private_folder(self, wanted: Path) -> Path:
        """A folder for this account alone: `wanted`, or one under /var/lib/ctg that `wanted` points to.

        Root's home is closed to everybody else, and opening it would be a bad favour.
        """
        try:
            wanted.parent.mkdir(parents=True, exist_ok=True)
            if not wanted.exists():
                self._create(wanted)
            folder = wanted.resolve()
            folder.chmod(0o700)
            if self.owner:
                os.chown(folder, self.owner.pw_uid, self.owner.pw_gid)
        except OSError as error:
            raise unusable_folder(wanted, error) from error
        if not self.can_enter(folder):
            raise CannotStart(
                f"Le compte {self._name} ne peut pas entrer dans {folder}, dossier de PostgreSQL. "
                f"Ouvrez le passage avec « chmod o+x » ou choisissez un autre dossier avec CTG_VAR."
            )
        return folder

    def _create(self, wanted: Path) -> None:
        if self.can_enter(wanted.parent):
            wanted.mkdir(mode=0o700)
            return
        ROOT_STORE.mkdir(mode=0o755, parents=True, exist_ok=True)
        wanted.unlink(missing_ok=True)  # a link to a folder that is gone
        wanted.symlink_to(tempfile.mkdtemp(prefix=f"{wanted.name}-", dir=ROOT_STORE))

    def reachable_copy(self, name: str, sources: list[Path]) -> Path:
        """A copy of `sources` that this account can read, made once and complete or absent."""
        copy = ROOT_STORE / name
        if copy.exists():
            return copy
        try:
            ROOT_STORE.mkdir(mode=0o755, parents=True, exist_ok=True)
            draft = Path(tempfile.mkdtemp(prefix=f"{name}-", dir=ROOT_STORE))
            for source in sources:
                shutil.copytree(source, draft / source.name, symlinks=True)
            for entry in (draft, *draft.rglob("*")):
                entry.chmod(0o755 if entry.is_dir() or os.access(entry, os.X_OK) else 0o644)
            draft.rename(copy)
        except OSError as error:
            raise unusable_folder(copy, error) from error
        return copy

    @property
    def _name(self) -> str:
        return self.owner.pw_name if self.owner else pwd.getpwuid(os.geteuid()).pw_name
