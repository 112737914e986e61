"""To which bodies of the register a document goes, and their receipts."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from jianheng.documents.models.document import Document
from jianheng.ledger.models import Entry
from jianheng.people.models import Body


class Addressee(models.Model):
    """One body that a document is addressed to. Fixed once the document is issued."""

    class Kind(models.TextChoices):
        MAIN = "main", _("Main recipient")
        COPIED = "copied", _("Copied to")

    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="addressees")
    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="documents")
    kind = models.CharField(max_length=6, choices=Kind.choices)

    class Meta:
        ordering = ("document_id", "id")
        constraints = (
            models.UniqueConstraint(fields=("document", "body"), name="a_body_is_addressed_once_per_document"),
            models.CheckConstraint(condition=models.Q(kind__in=("main", "copied")), name="addressee_kind"),
        )

    def __str__(self) -> str:
        return f"{self.document_id} {self.kind} {self.body_id}"


class Receipt(models.Model):
    """The acknowledgement of a document by one addressee (append-only)."""

    addressee = models.OneToOneField(Addressee, on_delete=models.PROTECT, related_name="receipt")
    by = models.CharField(max_length=12)
    name = models.CharField(max_length=40)
    at = models.DateTimeField()
    entry = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ("id",)

    def __str__(self) -> str:
        return f"{self.addressee_id} {self.at}"
