"""Persons, bodies, posts, tenures, accounts, and the record of reads."""

from datetime import datetime

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.db.models import F, Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from jianheng.county.models import County
from jianheng.rules.roles import Role


def in_language(zh: str, en: str) -> str:
    """The text in the language of the page."""
    return zh if (get_language() or "zh").startswith("zh") else en


class Person(models.Model):
    """Someone the institution knows by name. ``code`` (``P000123``) is the key that rules and derivations use."""

    code = models.CharField(max_length=12, unique=True)
    county = models.ForeignKey(County, on_delete=models.PROTECT, related_name="people")
    name_zh = models.CharField(max_length=40)
    name_en = models.CharField(max_length=80)
    born_on = models.DateField(null=True)
    summary_zh = models.CharField(max_length=300, blank=True)
    summary_en = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ("code",)

    def __str__(self) -> str:
        return self.name_zh

    @property
    def name(self) -> str:
        return in_language(self.name_zh, self.name_en)

    @property
    def summary(self) -> str:
        return in_language(self.summary_zh, self.summary_en)


class User(AbstractUser):
    """An account for signing in. What its person may do follows from tenures, never from this row."""

    person = models.OneToOneField(Person, null=True, on_delete=models.PROTECT, related_name="account")


class Body(models.Model):
    """A congress, conference, committee, department or office of a county."""

    class Kind(models.TextChoices):
        BOARD = "board", _("Leading offices")
        PARTY_CONGRESS = "party_congress", _("Party congress")
        PEOPLES_CONGRESS = "peoples_congress", _("People's congress")
        CONSULTATIVE = "consultative", _("Consultative conference")
        COMMITTEE = "committee", _("Committee")
        DEPARTMENT = "department", _("Department")
        OUTSIDE = "outside", _("Outside the county")

    county = models.ForeignKey(County, on_delete=models.PROTECT, related_name="bodies")
    code = models.SlugField(max_length=40)
    kind = models.CharField(max_length=20, choices=Kind.choices)
    name_zh = models.CharField(max_length=60)
    name_en = models.CharField(max_length=120)

    class Meta:
        ordering = ("county_id", "id")
        constraints = (models.UniqueConstraint(fields=("county", "code"), name="one_body_of_a_code_per_county"),)

    def __str__(self) -> str:
        return self.name_zh

    @property
    def name(self) -> str:
        return in_language(self.name_zh, self.name_en)


class Post(models.Model):
    """A post within a body; whoever holds it has the post's role. ``seats`` limits its holders (0: no limit)."""

    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="posts")
    code = models.SlugField(max_length=40)
    name_zh = models.CharField(max_length=60)
    name_en = models.CharField(max_length=120)
    role = models.CharField(max_length=20, choices=[(role.value, role.value) for role in Role])
    seats = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ("body_id", "id")
        constraints = (models.UniqueConstraint(fields=("body", "code"), name="one_post_of_a_code_per_body"),)

    def __str__(self) -> str:
        return self.name_zh

    @property
    def name(self) -> str:
        return in_language(self.name_zh, self.name_en)


class Tenure(models.Model):
    """A person in a post from ``since`` until the day before ``until``.

    ``basis`` is the trace code or page of what put the person there; ``ending`` says why it ended.
    """

    class Ending(models.TextChoices):
        TERM = "term", _("End of term")
        RESIGNATION = "resignation", _("Resignation")
        REMOVAL = "removal", _("Removal for cause")
        DEATH = "death", _("Death")
        INCAPACITY = "incapacity", _("Incapacity")
        PROMOTION = "promotion", _("Promotion")
        TRANSFER = "transfer", _("Transfer")
        DECLINED = "declined", _("Declined")
        SUCCESSION = "succession", _("Succession to another office")

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="tenures")
    post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="tenures")
    since = models.DateField()
    until = models.DateField(null=True)
    ending = models.CharField(max_length=12, choices=Ending.choices, blank=True)
    basis = models.CharField(max_length=80, blank=True)
    is_acting = models.BooleanField(default=False)

    class Meta:
        ordering = ("-since", "id")
        constraints = (
            models.CheckConstraint(condition=Q(until=None) | Q(until__gte=F("since")), name="tenure_ends_after_start"),
            models.CheckConstraint(
                condition=(Q(until=None) & Q(ending="")) | (Q(until__isnull=False) & ~Q(ending="")),
                name="tenure_end_has_a_reason",
            ),
        )

    def __str__(self) -> str:
        return f"{self.person} {self.post} {self.since}"


class Seal(models.Model):
    """A running case whose reads those concerned see only after it ends: when it is lifted, at ``until`` at the latest.

    ``body`` is the body that reads, ``code`` names the case without saying whom it concerns.
    """

    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="+")
    code = models.CharField(max_length=40, unique=True)
    until = models.DateTimeField()
    lifted_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("id",)

    def __str__(self) -> str:
        return self.code

    def is_closed(self, at: datetime) -> bool:
        """Whether the reads under this seal are still hidden from those concerned."""
        return self.lifted_at is None and at < self.until


class ReadRecord(models.Model):
    """One read of a person's data by someone else (Art. 18.5); append-only."""

    subject = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="reads")
    reader = models.CharField(max_length=12)
    reader_roles = models.JSONField(default=list)
    what = models.CharField(max_length=120)
    purpose = models.CharField(max_length=200)
    at = models.DateTimeField()
    seal = models.ForeignKey(Seal, null=True, on_delete=models.PROTECT, related_name="reads")

    class Meta:
        ordering = ("-at", "-id")

    def __str__(self) -> str:
        return f"{self.subject_id} {self.what} {self.at}"
