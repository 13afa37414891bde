from diagnostics.models.catalogue import FormerDefinition, Indicator, SecrecyRule, Theme
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
from diagnostics.models.priorities import Criterion, Ruling, Score
from diagnostics.models.secrecy import FormerFigure, HeldValue
from diagnostics.models.statistics import Dataset, IndicatorValue, ValueStatus
from diagnostics.models.surveys import (
    Survey,
    SurveyAnswer,
    SurveyQuestion,
    SurveyQuota,
    SurveyResponse,
    SurveySection,
)
from diagnostics.models.versions import DiagnosisFile, DiagnosisVersion
from diagnostics.models.voting import Ballot, BallotMark, VoteOption, VoteSession

__all__ = [
    "Ballot",
    "BallotMark",
    "Contribution",
    "ContributionLink",
    "Criterion",
    "Dataset",
    "DatasetImport",
    "Diagnosis",
    "DiagnosisFile",
    "DiagnosisVersion",
    "Evidence",
    "Finding",
    "FormerDefinition",
    "FormerFigure",
    "HeldValue",
    "ImportProfile",
    "Indicator",
    "IndicatorValue",
    "Issue",
    "IssueFinding",
    "ReplacedValue",
    "Ruling",
    "Score",
    "SecrecyRule",
    "Survey",
    "SurveyAnswer",
    "SurveyQuestion",
    "SurveyQuota",
    "SurveyResponse",
    "SurveySection",
    "Theme",
    "ValueStatus",
    "VoteOption",
    "VoteSession",
]
