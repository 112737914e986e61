"""The forms of the room."""

from jianheng.documents.forms.chain import PASSED, CheckForm, RefusalForm, ReturnForm
from jianheng.documents.forms.drafting import DraftForm, MatterForm, RecipientsForm, ScratchForm
from jianheng.documents.forms.instructions import (
    FindingForm,
    GroundsForm,
    InstructionForm,
    LinkForm,
    PurposeForm,
)

__all__ = [
    "PASSED",
    "CheckForm",
    "DraftForm",
    "FindingForm",
    "GroundsForm",
    "InstructionForm",
    "LinkForm",
    "MatterForm",
    "PurposeForm",
    "RecipientsForm",
    "RefusalForm",
    "ReturnForm",
    "ScratchForm",
]
