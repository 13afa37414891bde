from diagnostics.models.diagnosis import (
    Contribution,
    ContributionLink,
    Diagnosis,
    Evidence,
    Finding,
    Issue,
    IssueFinding,
)
from diagnostics.models.secrecy import HeldValue
from diagnostics.models.statistics import Dataset, Indicator, IndicatorValue, Theme, ValueStatus

__all__ = [
    "Contribution",
    "ContributionLink",
    "Dataset",
    "Diagnosis",
    "Evidence",
    "Finding",
    "HeldValue",
    "Indicator",
    "IndicatorValue",
    "Issue",
    "IssueFinding",
    "Theme",
    "ValueStatus",
]
