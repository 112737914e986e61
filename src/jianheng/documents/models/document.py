"""Official documents with the elements of Art. 7.2."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from jianheng.council.models import Motion
from jianheng.county.models import Application, County
from jianheng.ledger.models import Entry
from jianheng.rules.documents import UNISSUED, DocumentState, Matter

RECEIPT_DAYS = 3
"""Working days for receipts unless the draft says otherwise; custom of the office, no figure of the charter."""


class Document(models.Model):
    """One document, from draft to superseded.

    ``motion`` is the item whose decision it carries, None for one drafted from scratch, which has no votes, no
    responsible office and no day by which it must be issued. ``code`` is the trace code, given with the draft;
    ``number`` within county and year comes with the issue. ``basis`` is the legal basis, open to everyone.
    ``votes`` are rows of ``{office, person, name, weight, vote}``, heaviest first. ``application`` is the
    derivation it rests on: the vote, or that the matter may be drafted from scratch. ``submission`` counts how
    often it was submitted for checking. ``main_recipients`` and ``copied_recipients`` are the whole lines as
    printed, ``main_others`` and ``copied_others`` what of them is not in the register of bodies. ``corrected``
    says what of the document in ``corrects`` is wrong and how it reads. ``sha256`` and ``sm3`` are digests of the
    canonical form, hexadecimal. ``money_total`` is in yuan, ``receipt_days`` in working days.
    """

    class State(models.TextChoices):
        DRAFT = DocumentState.DRAFT, _("Draft")
        CHECKING = DocumentState.CHECKING, _("Being checked")
        CHECKED = DocumentState.CHECKED, _("Checked")
        SIGNING = DocumentState.SIGNING, _("Sent for signature")
        ISSUED = DocumentState.ISSUED, _("In force")
        SUPERSEDED = DocumentState.SUPERSEDED, _("Superseded")

    class Kind(models.TextChoices):
        DECISION = "decision", _("Decision")
        NOTICE = "notice", _("Official notice")
        REPLY = "reply", _("Reply")
        OPINION = "opinion", _("Guiding opinion")

    class Matter(models.TextChoices):
        DECISION = Matter.DECISION, _("Major decision")
        PERSONNEL = Matter.PERSONNEL, _("Appointment or removal of major personnel")
        PROJECT = Matter.PROJECT, _("Major project")
        ORDINARY = Matter.ORDINARY, _("Ordinary matter")

    county = models.ForeignKey(County, on_delete=models.PROTECT, related_name="documents")
    motion = models.OneToOneField(Motion, null=True, on_delete=models.PROTECT, related_name="document")
    code = models.CharField(max_length=40, unique=True)
    year = models.PositiveSmallIntegerField(null=True)
    number = models.PositiveIntegerField(null=True)
    kind = models.CharField(max_length=10, choices=Kind.choices, default=Kind.DECISION)
    matter = models.CharField(max_length=16, choices=Matter.choices, default=Matter.DECISION)
    state = models.CharField(max_length=10, choices=State.choices, default=State.DRAFT, db_index=True)
    submission = models.PositiveSmallIntegerField(default=0)
    title = models.CharField(max_length=160)
    basis = models.TextField(max_length=1000, blank=True)
    grounds = models.TextField(max_length=4000, blank=True)
    content = models.TextField(max_length=6000, blank=True)
    money_total = models.DecimalField(max_digits=15, decimal_places=2, null=True)
    money_source = models.CharField(max_length=200, blank=True)
    money_plan = models.TextField(max_length=1000, blank=True)
    topic = models.CharField(max_length=20, blank=True)
    votes = models.JSONField(default=list)
    responsible = models.CharField(max_length=14, blank=True)
    responsible_person = models.CharField(max_length=12, blank=True)
    dissenters = models.JSONField(default=list)
    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="+")
    main_recipients = models.CharField(max_length=2000, blank=True)
    copied_recipients = models.CharField(max_length=2000, blank=True)
    main_others = models.CharField(max_length=300, blank=True)
    copied_others = models.CharField(max_length=300, blank=True)
    receipt_days = models.PositiveSmallIntegerField(default=RECEIPT_DAYS)
    receipts_due_on = models.DateField(null=True)
    issuer = models.CharField(max_length=80, blank=True)
    supersedes = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="successors")
    corrects = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="corrections")
    corrected = models.TextField(max_length=1000, blank=True)
    decided_at = models.DateTimeField(null=True)
    due_on = models.DateField(null=True)
    drafted_by = models.CharField(max_length=12)
    drafted_at = models.DateTimeField()
    refusal_reasons = models.TextField(max_length=1000, blank=True)
    refused_by = models.CharField(max_length=12, blank=True)
    refused_at = models.DateTimeField(null=True)
    signed_by = models.CharField(max_length=12, blank=True)
    signed_name = models.CharField(max_length=40, blank=True)
    signed_office = models.CharField(max_length=14, blank=True)
    signature_application = models.ForeignKey(Application, null=True, on_delete=models.PROTECT, related_name="+")
    issued_at = models.DateTimeField(null=True, db_index=True)
    sha256 = models.CharField(max_length=64, blank=True)
    sm3 = models.CharField(max_length=64, blank=True)
    entry = models.ForeignKey(Entry, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ("-id",)
        constraints = (
            models.UniqueConstraint(fields=("county", "year", "number"), name="documents_are_numbered_per_year"),
            models.UniqueConstraint(
                fields=("supersedes",),
                condition=models.Q(state__in=("issued", "superseded")),
                name="a_document_is_superseded_once",
            ),
            models.CheckConstraint(
                condition=models.Q(state__in=[state.value for state in DocumentState]), name="document_state"
            ),
            models.CheckConstraint(
                condition=models.Q(state__in=[state.value for state in UNISSUED])
                | models.Q(
                    number__isnull=False,
                    issued_at__isnull=False,
                    entry__isnull=False,
                    signature_application__isnull=False,
                ),
                name="issued_document_is_numbered_and_recorded",
            ),
            models.CheckConstraint(
                condition=models.Q(motion__isnull=True, decided_at__isnull=True, due_on__isnull=True)
                | models.Q(motion__isnull=False, decided_at__isnull=False, due_on__isnull=False),
                name="document_carries_a_whole_decision_or_none",
            ),
            models.CheckConstraint(
                condition=models.Q(corrects__isnull=True, corrected="")
                | (models.Q(corrects__isnull=False, supersedes__isnull=True) & ~models.Q(corrected="")),
                name="correction_names_what_it_corrects",
            ),
            models.CheckConstraint(
                condition=models.Q(matter__in=[matter.value for matter in Matter]), name="document_matter"
            ),
        )

    def __str__(self) -> str:
        return self.title

    @property
    def is_draft(self) -> bool:
        """Whether it has not been issued, wherever it is on its way to the signature."""
        return self.state in UNISSUED

    @property
    def is_open(self) -> bool:
        """Whether its elements can still be completed."""
        return self.state == self.State.DRAFT

    @property
    def carries_decision(self) -> bool:
        """Whether a decision of the council lies behind it."""
        return self.motion_id is not None

    @property
    def reference(self) -> str:
        """The number as the printed form shows it, such as 衡川委发〔2026〕3号; empty for a draft."""
        if self.number is None:
            return ""
        return f"{self.county.name_zh.removesuffix('县')}委发〔{self.year}〕{self.number}号"

    @property
    def money_text(self) -> str:
        """The sum with its thousands apart, without empty cents."""
        return "" if self.money_total is None else f"{self.money_total:,.2f}".removesuffix(".00")

    @property
    def present(self) -> dict[str, bool]:
        """Which elements of Art. 7.2 the document has."""
        needs_money = bool(self.money_total)
        return {
            "title": bool(self.title.strip()),
            "grounds": bool(self.grounds.strip()),
            "content": bool(self.content.strip()),
            "money": self.money_total is not None
            and (not needs_money or bool(self.money_source.strip() and self.money_plan.strip())),
            "votes": bool(self.votes) or not self.carries_decision,
            "recipients": bool(self.main_recipients.strip()),
            "issuer": bool(self.issuer.strip()),
        }
