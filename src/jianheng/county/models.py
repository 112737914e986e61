"""Counties, charter versions, calendar days, kept derivations."""

from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from jianheng.charter import PROFILES, Charter


class County(models.Model):
    """One county on this installation. ``code`` is a short lower-case word used on the ledger and in trace codes."""

    code = models.SlugField(max_length=20, unique=True)
    name_zh = models.CharField(max_length=40)
    name_en = models.CharField(max_length=80)
    city_zh = models.CharField(max_length=40)
    city_en = models.CharField(max_length=80)
    is_demo = models.BooleanField(default=False)

    class Meta:
        ordering = ("id",)

    def __str__(self) -> str:
        return self.name_zh

    @property
    def name(self) -> str:
        return self.name_zh if (get_language() or "zh").startswith("zh") else self.name_en


class Township(models.Model):
    """One town of a county, placed on the hexagon map by axial coordinates."""

    county = models.ForeignKey(County, on_delete=models.PROTECT, related_name="townships")
    code = models.SlugField(max_length=20)
    name_zh = models.CharField(max_length=40)
    name_en = models.CharField(max_length=80)
    q = models.SmallIntegerField()
    r = models.SmallIntegerField()
    population = models.PositiveIntegerField()

    class Meta:
        ordering = ("county_id", "code")
        constraints = (models.UniqueConstraint(fields=("county", "code"), name="one_town_of_a_code_per_county"),)

    def __str__(self) -> str:
        return self.name_zh


class CharterVersion(models.Model):
    """The charter of a county from ``effective_on`` until the next version.

    ``amendments`` are all differences from the profile, ``changes`` those this version made. Rows are never
    changed: triggers refuse it.
    """

    county = models.ForeignKey(County, on_delete=models.PROTECT, related_name="charter_versions")
    number = models.PositiveIntegerField()
    profile = models.CharField(max_length=20, choices=[(name, name) for name in PROFILES])
    amendments = models.JSONField(default=dict)
    changes = models.JSONField(default=dict)
    effective_on = models.DateField()
    reason = models.CharField(max_length=500)
    adopted_by = models.CharField(max_length=20)
    adopted_at = models.DateTimeField()
    digest = models.CharField(max_length=64)

    class Meta:
        ordering = ("county_id", "effective_on")
        constraints = (
            models.UniqueConstraint(fields=("county", "number"), name="charter_versions_are_numbered"),
            models.UniqueConstraint(fields=("county", "effective_on"), name="one_charter_version_a_day"),
        )

    def __str__(self) -> str:
        return self.label

    @property
    def label(self) -> str:
        return f"{self.county.name_zh}·{self.number}"

    @property
    def charter(self) -> Charter:
        return Charter(self.profile, self.amendments, self.label)


class CalendarYear(models.Model):
    """A year whose statutory calendar has been published and loaded."""

    year = models.PositiveSmallIntegerField(primary_key=True)
    source = models.CharField(max_length=200)
    loaded_at = models.DateTimeField()

    class Meta:
        ordering = ("year",)

    def __str__(self) -> str:
        return str(self.year)


class CalendarDay(models.Model):
    """A day that differs from Monday-to-Friday: a holiday, or a rest day worked in exchange (调休)."""

    class Kind(models.TextChoices):
        HOLIDAY = "holiday", _("Holiday")
        WORKDAY = "workday", _("Adjusted working day")

    day = models.DateField(primary_key=True)
    kind = models.CharField(max_length=10, choices=Kind.choices)
    name = models.CharField(max_length=120)
    is_amended = models.BooleanField(default=False)

    class Meta:
        ordering = ("day",)
        constraints = (
            models.CheckConstraint(condition=models.Q(kind__in=("holiday", "workday")), name="calendar_day_kind"),
        )

    def __str__(self) -> str:
        return f"{self.day} {self.kind}"


class Application(models.Model):
    """One application of a rule, kept as it happened: facts, parameters, steps, outcome (Art. 18.4).

    ``subject`` names the thing decided (``elections.round:3``), ``title`` is its name for people, ``path``
    the page that shows it. ``readers`` are the roles entitled to the facts, empty for everyone. ``persons`` are the
    keys of those concerned who may read them too; where it is not given, whoever is named in the facts may.
    Rows are never changed.
    """

    county = models.ForeignKey(County, on_delete=models.PROTECT, related_name="applications")
    version = models.ForeignKey(CharterVersion, on_delete=models.PROTECT, related_name="applications")
    rule = models.CharField(max_length=60, db_index=True)
    subject = models.CharField(max_length=80, db_index=True)
    title = models.CharField(max_length=200)
    path = models.CharField(max_length=200)
    derivation = models.JSONField()
    digest = models.CharField(max_length=64)
    readers = models.JSONField(default=list)
    persons = models.JSONField(null=True)
    at = models.DateTimeField()

    class Meta:
        ordering = ("-id",)

    def __str__(self) -> str:
        return f"{self.rule} {self.subject}"


class ApplicationArticle(models.Model):
    """An article or reading that a kept application used; the index behind "where it was applied"."""

    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="uses")
    article = models.CharField(max_length=8, db_index=True)
    reading = models.CharField(max_length=8, blank=True, db_index=True)

    class Meta:
        ordering = ("application_id", "article", "reading")

    def __str__(self) -> str:
        return f"{self.application_id} {self.article} {self.reading}"
