"""The steps of a document on its way to the signature."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from jianheng.documents.models.document import Document
from jianheng.ledger.models import Entry


class Step(models.Model):
    """One step of a document, append-only, with its entry on the ledger.

    ``submission`` is the count of submissions it belongs to, so that checks of an earlier text do not pass for
    checks of a later one. ``role`` is the role in which the step was taken.
    """

    class Act(models.TextChoices):
        DRAFTED = "drafted", _("Drafted")
        SUBMITTED = "submitted", _("Submitted for checking")
        PASSED = "passed", _("Passed")
        RETURNED = "returned", _("Returned with reasons")
        SENT = "sent", _("Sent for signature")
        REFUSED = "refused", _("Signature refused")
        ISSUED = "issued", _("Signed and issued")

    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="steps")
    submission = models.PositiveSmallIntegerField()
    act = models.CharField(max_length=10, choices=Act.choices)
    role = models.CharField(max_length=20)
    reasons = models.TextField(max_length=1000, blank=True)
    by = models.CharField(max_length=12)
    at = models.DateTimeField()
    entry = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ("document_id", "id")
        constraints = (
            models.CheckConstraint(
                condition=models.Q(act__in=("drafted", "submitted", "passed", "returned", "sent", "refused", "issued")),
                name="step_act",
            ),
            models.UniqueConstraint(
                fields=("document", "submission", "role"),
                condition=models.Q(act="passed"),
                name="one_check_of_a_role_per_submission",
            ),
        )

    def __str__(self) -> str:
        return f"{self.document_id} {self.act}"
