"""Refusals to start, as sentences for the person who typed the command."""

import errno
from pathlib import Path

REASONS = {
    errno.ENOENT: "il ne peut pas être créé à cet endroit. Choisissez un autre dossier avec CTG_VAR.",
    errno.ENOSPC: "le disque est plein. Libérez de la place, puis recommencez.",
    errno.EDQUOT: "votre quota de disque est épuisé. Libérez de la place, puis recommencez.",
    errno.EACCES: "vous n’avez pas le droit d’y écrire. Choisissez un autre dossier avec CTG_VAR.",
    errno.EPERM: "vous n’avez pas le droit d’y écrire. Choisissez un autre dossier avec CTG_VAR.",
    errno.EROFS: "ce disque est en lecture seule. Choisissez un autre dossier avec CTG_VAR.",
    errno.ENOTDIR: "un fichier occupe cette place. Choisissez un autre dossier avec CTG_VAR.",
    errno.EEXIST: "un fichier occupe cette place. Choisissez un autre dossier avec CTG_VAR.",
}


class CannotStart(Exception):
    """The message is the whole explanation, in French, with the remedy."""


def unusable_folder(folder: Path, error: OSError) -> CannotStart:
    reason = REASONS.get(error.errno or 0, f"{error.strerror or error}.")
    return CannotStart(f"Le dossier {folder} ne peut pas servir : {reason}")
