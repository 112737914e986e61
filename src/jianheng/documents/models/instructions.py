"""Instructions to departments, with a document or by word of mouth, and refusals of those without (Art. 7.1)."""

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from jianheng.county.models import Application, County
from jianheng.documents.models.document import Document
from jianheng.ledger.models import Entry
from jianheng.people.models import Body
from jianheng.rules.documents import InstructionState, RefusalState


class Instruction(models.Model):
    """An instruction of an office-holder to a department.

    ``office`` is the office of the five in which it was given. ``until`` is the end of the hours of grace of an
    oral one, None for one given with its document. ``draft`` is the document being drafted to give it written
    form, ``document`` the issued one that it has. ``application`` keeps whether its matter must be a document,
    ``standing`` whether it bound when it got its document or was refused.
    """

    class State(models.TextChoices):
        ORAL = InstructionState.ORAL, _("Oral, without a document")
        DOCUMENTED = InstructionState.DOCUMENTED, _("Has its document")
        REFUSED = InstructionState.REFUSED, _("Refused under Art. 7.1")

    county = models.ForeignKey(County, on_delete=models.PROTECT, related_name="instructions")
    code = models.CharField(max_length=40, unique=True)
    office = models.CharField(max_length=14)
    given_by = models.CharField(max_length=12)
    given_name = models.CharField(max_length=40)
    given_at = models.DateTimeField()
    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="instructions")
    matter = models.CharField(max_length=16, choices=Document.Matter.choices)
    money_total = models.DecimalField(max_digits=15, decimal_places=2, null=True)
    title = models.CharField(max_length=120)
    text = models.TextField(max_length=4000)
    is_oral = models.BooleanField()
    until = models.DateTimeField(null=True)
    state = models.CharField(max_length=10, choices=State.choices, db_index=True)
    document = models.ForeignKey(Document, null=True, on_delete=models.PROTECT, related_name="instructions")
    documented_at = models.DateTimeField(null=True)
    draft = models.OneToOneField(Document, null=True, on_delete=models.PROTECT, related_name="instruction")
    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="+")
    standing = models.ForeignKey(Application, null=True, on_delete=models.PROTECT, related_name="+")
    received_by = models.CharField(max_length=12, blank=True)
    received_at = models.DateTimeField(null=True)
    entry = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ("-id",)
        constraints = (
            models.CheckConstraint(
                condition=models.Q(state__in=[state.value for state in InstructionState]), name="instruction_state"
            ),
            models.CheckConstraint(
                condition=models.Q(state="documented", document__isnull=False, documented_at__isnull=False)
                | (~models.Q(state="documented") & models.Q(document__isnull=True, documented_at__isnull=True)),
                name="documented_instruction_has_its_document",
            ),
            models.CheckConstraint(
                condition=models.Q(is_oral=True, until__isnull=False)
                | models.Q(is_oral=False, until__isnull=True, state="documented"),
                name="oral_instruction_has_its_hours",
            ),
            models.CheckConstraint(condition=models.Q(matter__in=Document.Matter.values), name="instruction_matter"),
        )

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("documents:instruction", args=[self.code])

    @property
    def money_text(self) -> str:
        """The sum with its thousands apart, without empty cents."""
        return "" if self.money_total is None else f"{self.money_total:,.2f}".removesuffix(".00")


class Refusal(models.Model):
    """The refusal of an instruction that has no document.

    ``refused_by`` is open to discipline alone and each read of it leaves its record; the ledger holds no more
    than ``digest``, SHA-256 over ``nonce`` and the key of the person, hexadecimal.
    """

    class State(models.TextChoices):
        RECORDED = RefusalState.RECORDED, _("Recorded")
        EXAMINED = RefusalState.EXAMINED, _("Examined by discipline")

    instruction = models.OneToOneField(Instruction, on_delete=models.PROTECT, related_name="refusal")
    grounds = models.TextField(max_length=2000)
    refused_by = models.CharField(max_length=12)
    nonce = models.CharField(max_length=64)
    digest = models.CharField(max_length=64)
    at = models.DateTimeField()
    entry = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=10, choices=State.choices, default=State.RECORDED, db_index=True)
    finding = models.TextField(max_length=2000, blank=True)
    examined_by = models.CharField(max_length=12, blank=True)
    examined_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("-id",)
        constraints = (
            models.CheckConstraint(
                condition=models.Q(state="recorded", examined_at__isnull=True, finding="")
                | (models.Q(state="examined", examined_at__isnull=False) & ~models.Q(finding="")),
                name="examined_refusal_has_its_finding",
            ),
        )

    def __str__(self) -> str:
        return f"{self.instruction_id} {self.state}"
