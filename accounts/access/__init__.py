"""Who signs in, with what, and for how long. Settings name these classes."""

from accounts.access.adapters import AccountAdapter, SealedMfaAdapter
from accounts.access.kept_input import KeepInput
from accounts.access.passwords import ForeseeablePasswordValidator, MaximumLengthValidator
from accounts.access.sessions import SessionLimits

__all__ = [
    "AccountAdapter",
    "ForeseeablePasswordValidator",
    "KeepInput",
    "MaximumLengthValidator",
    "SealedMfaAdapter",
    "SessionLimits",
]
