"""Servers that come inside Python packages: found, never imported (importing has side effects)."""

import importlib.util
from pathlib import Path

from ctg.embedded.errors import CannotStart


def package_folder(name: str) -> Path:
    spec = importlib.util.find_spec(name)
    if spec is None or spec.origin is None:
        raise CannotStart(f"Le paquet {name} manque dans .venv. Lancez « make run », qui l’installe.")
    return Path(spec.origin).parent
