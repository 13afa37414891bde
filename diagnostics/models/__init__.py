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
from diagnostics.models.versions import DiagnosisFile, DiagnosisVersion

__all__ = [
    "Contribution",
    "ContributionLink",
    "Dataset",
    "Diagnosis",
    "DiagnosisFile",
    "DiagnosisVersion",
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
