"""Numbered sheets, what two clerks read on each, and how differences were settled (Art. 3.9, 17.2)."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from jianheng.elections.models.contest import Round


class Sheet(models.Model):
    """One printed ballot. Which voter drew it is recorded nowhere (Art. 3.6)."""

    class State(models.TextChoices):
        PRINTED = "printed", _("Printed")
        SPOILED = "spoiled", _("Spoiled and replaced")

    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="sheets")
    number = models.PositiveIntegerField()
    state = models.CharField(max_length=8, choices=State.choices, default=State.PRINTED)

    class Meta:
        ordering = ("round_id", "number")
        constraints = (
            models.UniqueConstraint(fields=("round", "number"), name="sheets_are_numbered"),
            models.CheckConstraint(condition=Q(state__in=("printed", "spoiled")), name="sheet_state_is_known"),
        )

    def __str__(self) -> str:
        return f"{self.round_id} {self.number}"


class Entry(models.Model):
    """What one clerk read on one sheet; rows are never changed.

    ``marks`` stands in the order of the ballot's lines: numbers of votes, or ``for``, ``against``, ``abstain`` or
    the empty text. ``is_unclear`` says that the voter's will cannot be read, and ``marks`` is then empty.
    """

    sheet = models.ForeignKey(Sheet, on_delete=models.PROTECT, related_name="entries")
    clerk = models.CharField(max_length=12)
    marks = models.JSONField()
    is_unclear = models.BooleanField(default=False)

    class Meta:
        ordering = ("sheet_id", "id")
        constraints = (models.UniqueConstraint(fields=("sheet", "clerk"), name="one_entry_per_clerk"),)

    def __str__(self) -> str:
        return f"{self.sheet_id} {self.clerk}"


class Reconciliation(models.Model):
    """What the sheet shows where entries differ, read from it by two persons who must agree."""

    sheet = models.OneToOneField(Sheet, on_delete=models.PROTECT, related_name="reconciliation")
    marks = models.JSONField()
    is_unclear = models.BooleanField(default=False)
    first_reader = models.CharField(max_length=12)
    second_reader = models.CharField(max_length=12, blank=True)

    class Meta:
        ordering = ("sheet_id",)
        constraints = (
            models.CheckConstraint(
                condition=~Q(first_reader=models.F("second_reader")), name="reconciled_by_two_persons"
            ),
        )

    def __str__(self) -> str:
        return f"{self.sheet_id} {self.first_reader} {self.second_reader}"
