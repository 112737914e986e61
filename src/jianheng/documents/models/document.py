"""Official documents with the elements of Art. 7.2."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from jianheng.council.models import Motion
from jianheng.county.models import Application, County
from jianheng.ledger.models import Entry
from jianheng.rules.documents import DocumentState


class Document(models.Model):
    """One document, from draft to superseded.

    ``code`` is the trace code, given with the draft; ``number`` within county and year comes with the issue.
    ``basis`` is the legal basis, open to everyone. ``votes`` are rows of ``{office, person, name, weight,
    vote}``, heaviest first. ``sha256`` and ``sm3`` are digests of the canonical form, hexadecimal.
    ``money_total`` is in yuan.
    """

    class State(models.TextChoices):
        DRAFT = DocumentState.DRAFT, _("Draft")
        ISSUED = DocumentState.ISSUED, _("In force")
        SUPERSEDED = DocumentState.SUPERSEDED, _("Superseded")

    class Kind(models.TextChoices):
        DECISION = "decision", _("Decision")
        NOTICE = "notice", _("Official notice")
        REPLY = "reply", _("Reply")
        OPINION = "opinion", _("Guiding opinion")

    county = models.ForeignKey(County, on_delete=models.PROTECT, related_name="documents")
    motion = models.OneToOneField(Motion, on_delete=models.PROTECT, related_name="document")
    code = models.CharField(max_length=40, unique=True)
    year = models.PositiveSmallIntegerField(null=True)
    number = models.PositiveIntegerField(null=True)
    kind = models.CharField(max_length=10, choices=Kind.choices, default=Kind.DECISION)
    state = models.CharField(max_length=10, choices=State.choices, default=State.DRAFT, db_index=True)
    title = models.CharField(max_length=160)
    basis = models.TextField(max_length=1000, blank=True)
    grounds = models.TextField(max_length=4000, blank=True)
    content = models.TextField(max_length=6000, blank=True)
    money_total = models.DecimalField(max_digits=15, decimal_places=2, null=True)
    money_source = models.CharField(max_length=200, blank=True)
    money_plan = models.TextField(max_length=1000, blank=True)
    topic = models.CharField(max_length=20)
    votes = models.JSONField()
    responsible = models.CharField(max_length=14)
    responsible_person = models.CharField(max_length=12)
    dissenters = models.JSONField(default=list)
    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="+")
    main_recipients = models.CharField(max_length=300, blank=True)
    copied_recipients = models.CharField(max_length=300, blank=True)
    issuer = models.CharField(max_length=80, blank=True)
    supersedes = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="successors")
    decided_at = models.DateTimeField()
    due_on = models.DateField()
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
                condition=models.Q(state="draft")
                | models.Q(
                    number__isnull=False,
                    issued_at__isnull=False,
                    entry__isnull=False,
                    signature_application__isnull=False,
                ),
                name="issued_document_is_numbered_and_recorded",
            ),
        )

    def __str__(self) -> str:
        return self.title

    @property
    def is_draft(self) -> bool:
        return self.state == self.State.DRAFT

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
            "votes": bool(self.votes),
            "recipients": bool(self.main_recipients.strip()),
            "issuer": bool(self.issuer.strip()),
        }
