"""The printed form of an issued document as it is kept."""

from jianheng.charter import N_, cites
from jianheng.crypto.hashing import sm3
from jianheng.documents.models import Document, Printed
from jianheng.rules import Refused


def printed_of(document: Document) -> Printed | None:
    """Digests and fonts of the printed form, without its bytes; None for a draft."""
    return None if document.is_draft else Printed.objects.filter(document=document).defer("pdf").first()


@cites("7.5")
def printed_bytes(document: Document) -> bytes:
    """The file as it was issued; refused if it no longer has the digest that is on the ledger."""
    kept = Printed.objects.get(document=document)
    content = bytes(kept.pdf)
    if sm3(content).hex() != kept.sm3:
        raise Refused(
            "7.5",
            N_("The stored file does not have the digest it was issued with."),
            remedy=N_("Tell the auditor."),
        )
    return content
