from diagnostics.models.diagnosis import (
    Contribution,
    ContributionLink,
    Diagnosis,
    Evidence,
    Finding,
    Issue,
    IssueFinding,
)
from diagnostics.models.imports import DatasetImport, ImportProfile, ReplacedValue
from diagnostics.models.secrecy import HeldValue
from diagnostics.models.statistics import Dataset, Indicator, IndicatorValue, Theme, ValueStatus
from diagnostics.models.versions import DiagnosisFile, DiagnosisVersion

__all__ = [
    "Contribution",
    "ContributionLink",
    "Dataset",
    "DatasetImport",
    "Diagnosis",
    "DiagnosisFile",
    "DiagnosisVersion",
    "Evidence",
    "Finding",
    "HeldValue",
    "ImportProfile",
    "Indicator",
    "IndicatorValue",
    "Issue",
    "IssueFinding",
    "ReplacedValue",
    "Theme",
    "ValueStatus",
]
