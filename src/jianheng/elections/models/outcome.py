"""Counts, draws of lots, and certifications."""

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from jianheng.county.models import Application
from jianheng.elections.models.contest import Contest, Round


class Count(models.Model):
    """One count of a round; a later count of the same round follows the settling of a tie. Never changed.

    ``application`` keeps how the result follows. ``runoff_votes`` is the result of a run-off, by person's key.
    """

    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="counts")
    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="+")
    is_complete = models.BooleanField()
    runoff_votes = models.JSONField(null=True)
    at = models.DateTimeField()

    class Meta:
        ordering = ("round_id", "id")

    def __str__(self) -> str:
        return f"{self.round_id} {self.at}"


class Draw(models.Model):
    """Lots among exactly the persons in ``tied`` (keys in sorted order), by the verifiable draw (Art. 3.5, 13.3)."""

    class State(models.TextChoices):
        COMMITTING = "committing", _("Commitments being collected")
        REVEALING = "revealing", _("Contributions being revealed")
        DRAWN = "drawn", _("Drawn")
        ABANDONED = "abandoned", _("Repeated, as not everyone revealed")

    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="draws")
    tied = models.JSONField()
    attempt = models.PositiveSmallIntegerField(default=1)
    state = models.CharField(max_length=12, choices=State.choices, default=State.COMMITTING)
    checkpoint = models.CharField(max_length=64, blank=True)
    seed = models.CharField(max_length=64, blank=True)
    order = models.JSONField(default=list)
    application = models.ForeignKey(Application, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ("round_id", "id")
        constraints = (
            models.CheckConstraint(
                condition=Q(state__in=("committing", "revealing", "drawn", "abandoned")), name="draw_state_is_known"
            ),
            models.CheckConstraint(
                condition=~Q(state="drawn") | (~Q(seed="") & Q(application__isnull=False)),
                name="drawn_lots_have_their_seed",
            ),
        )

    def __str__(self) -> str:
        return f"{self.round_id} {self.tied}"

    def get_absolute_url(self) -> str:
        return reverse("elections:draw", args=[self.pk])


class Contribution(models.Model):
    """One contributor's commitment to a draw and, once revealed, the contribution itself."""

    draw = models.ForeignKey(Draw, on_delete=models.PROTECT, related_name="contributions")
    contributor = models.CharField(max_length=12)
    commitment = models.CharField(max_length=64)
    contribution = models.CharField(max_length=80, blank=True)

    class Meta:
        ordering = ("draw_id", "contributor")
        constraints = (models.UniqueConstraint(fields=("draw", "contributor"), name="one_contribution_each"),)

    def __str__(self) -> str:
        return f"{self.draw_id} {self.contributor}"


class Certification(models.Model):
    """The certified result of a primary or a final; never changed.

    ``winners`` are the keys of the nominees or, for a final, of the elected, best first; ``reserve`` those who
    passed the majority without a seat.
    """

    contest = models.OneToOneField(Contest, on_delete=models.PROTECT, related_name="certification")
    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="+")
    winners = models.JSONField()
    reserve = models.JSONField(default=list)
    open_seats = models.PositiveSmallIntegerField(default=0)
    certified_by = models.CharField(max_length=12)
    certified_at = models.DateTimeField()

    class Meta:
        ordering = ("contest_id",)

    def __str__(self) -> str:
        return f"{self.contest_id} {self.certified_at}"
