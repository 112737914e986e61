"""What the room keeps."""

from jianheng.documents.models.chain import Step
from jianheng.documents.models.document import RECEIPT_DAYS, Document
from jianheng.documents.models.instructions import Instruction, Refusal
from jianheng.documents.models.printed import Printed
from jianheng.documents.models.recipients import Addressee, Receipt

__all__ = ["RECEIPT_DAYS", "Addressee", "Document", "Instruction", "Printed", "Receipt", "Refusal", "Step"]
