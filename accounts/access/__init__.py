"""Who signs in, with what, and for how long. Settings name these classes."""

from accounts.access.adapters import AccountAdapter, SealedMfaAdapter
from accounts.access.kept_input import KeepInput
from accounts.access.passwords import ForeseeablePasswordValidator, MaximumLengthValidator
from accounts.access.sessions import SECOND_FACTOR_SETTLED, SessionLimits, ask_second_factor_again

__all__ = [
    "SECOND_FACTOR_SETTLED",
    "AccountAdapter",
    "ForeseeablePasswordValidator",
    "KeepInput",
    "MaximumLengthValidator",
    "SealedMfaAdapter",
    "SessionLimits",
    "ask_second_factor_again",
]
