"""The case tables, one module a theme. Thin on purpose: nothing here writes."""

from sigap.cases.models.alerts import Alert, StaffMail
from sigap.cases.models.breach import Breach, BreachCase, BreachLetter
from sigap.cases.models.case import (
    Case,
    CaseKey,
    CasePause,
    Complainant,
    Complaint,
    Deviation,
    Exclusion,
    IdentityIndex,
    NamedReader,
    OfficeKey,
    SideExit,
)
from sigap.cases.models.changes import CalendarMove, ExecutorConfirmation, SopDraft
from sigap.cases.models.clockwork import LimitBucket, Periodic, WorkerSign
from sigap.cases.models.destruction import Destruction, DestructionItem
from sigap.cases.models.exchange import (
    Attachment,
    AttachmentText,
    IdempotencyRecord,
    Message,
)
from sigap.cases.models.notices import Notice, NoticeText, PromiseCheck
from sigap.cases.models.office import (
    Agency,
    CalendarVersion,
    DeadlineRule,
    LetterTemplate,
    OfficeProfile,
    PaperWording,
    PermitType,
    ProcessingRecord,
    Regulation,
    RetentionRule,
    Signatory,
    SopVersion,
    WaitingLimit,
)
from sigap.cases.models.package import EvidencePackage
from sigap.cases.models.paper import (
    Document,
    LetterNumber,
    NumberSequence,
    RegisterClosing,
    RegisterEntry,
    RegisterVolume,
    SignedCopy,
)
from sigap.cases.models.personal_data import DataRequest
from sigap.cases.models.shelf import FolderLoan
from sigap.cases.models.survey import SurveyAnswer, SurveyTaken
from sigap.cases.models.words import CaseWords
from sigap.cases.models.work import OpenForm, StepRun, Task, TaskDraft

__all__ = [
    "Agency",
    "Alert",
    "Attachment",
    "AttachmentText",
    "Breach",
    "BreachCase",
    "BreachLetter",
    "CalendarMove",
    "CalendarVersion",
    "Case",
    "CaseKey",
    "CasePause",
    "CaseWords",
    "Complainant",
    "Complaint",
    "DataRequest",
    "DeadlineRule",
    "Destruction",
    "DestructionItem",
    "Deviation",
    "Document",
    "EvidencePackage",
    "Exclusion",
    "ExecutorConfirmation",
    "FolderLoan",
    "IdempotencyRecord",
    "IdentityIndex",
    "LetterNumber",
    "LetterTemplate",
    "LimitBucket",
    "Message",
    "NamedReader",
    "Notice",
    "NoticeText",
    "NumberSequence",
    "OfficeKey",
    "OfficeProfile",
    "OpenForm",
    "PaperWording",
    "Periodic",
    "PermitType",
    "ProcessingRecord",
    "PromiseCheck",
    "RegisterClosing",
    "RegisterEntry",
    "RegisterVolume",
    "Regulation",
    "RetentionRule",
    "SideExit",
    "Signatory",
    "SignedCopy",
    "SopDraft",
    "SopVersion",
    "StaffMail",
    "StepRun",
    "SurveyAnswer",
    "SurveyTaken",
    "Task",
    "TaskDraft",
    "WaitingLimit",
    "WorkerSign",
]
