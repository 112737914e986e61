"""The tile log: what waits, what stands where, the tiles of both trees, heads and who signed them (Art. 7.3)."""

from django.db import models
from django.db.models.functions import Now

from jianheng.charter import N_
from jianheng.ledger.models.entries import Entry
from jianheng.ledger.models.keys import EntryKey


class Tree(models.TextChoices):
    """The two trees over the same entries."""

    SHA256 = "sha256", "SHA-256"
    SM3 = "sm3", "SM3"


class Outbox(models.Model):
    """An entry that no log holds yet, and the log that it goes to: that of its county and year.

    Written in the transaction of the act, deleted in the transaction that gives the entry its place. A row
    is held back if its entry was altered before it got its place.
    """

    entry = EntryKey(Entry, on_delete=models.PROTECT, related_name="waiting")
    county = models.CharField(max_length=20)
    year = models.PositiveSmallIntegerField()
    put_at = models.DateTimeField(db_default=Now())
    is_held = models.BooleanField(default=False)


class Log(models.Model):
    """The log of one county and one year; the parent log, county ``parent``, records the heads of the others.

    ``witnessed_size`` is the largest size whose heads of both trees the quorum of witnesses has cosigned.
    """

    origin = models.CharField(max_length=200, unique=True)
    county = models.CharField(max_length=20)
    year = models.PositiveSmallIntegerField()
    is_parent = models.BooleanField(default=False)
    witnessed_size = models.BigIntegerField(default=0)

    class Meta:
        ordering = ("is_parent", "county", "-year")
        constraints = (models.UniqueConstraint(fields=("county", "year"), name="one_log_per_county_and_year"),)

    def __str__(self) -> str:
        return self.origin


class Leaf(models.Model):
    """The place of an entry: the same index in both trees.

    Written only from rows of the outbox, whose entries exist and are never deleted, under the row of the log
    itself: the database need not look both up again for each of a million entries a day.
    """

    entry = EntryKey(Entry, on_delete=models.PROTECT, related_name="leaf", db_constraint=False)
    log = models.ForeignKey(Log, on_delete=models.PROTECT, related_name="leaves", db_index=False, db_constraint=False)
    index = models.BigIntegerField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=("log", "index"), name="one_entry_per_place"),)


class Tile(models.Model):
    """Up to 256 hashes of one tree. The rightmost of a level grows, by appending alone; a full one stays."""

    log = models.ForeignKey(Log, on_delete=models.PROTECT, related_name="tiles", db_index=False)
    tree = models.CharField(max_length=6, choices=Tree)
    level = models.PositiveSmallIntegerField()
    number = models.BigIntegerField()
    width = models.PositiveSmallIntegerField()
    data = models.BinaryField()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("log", "tree", "level", "number"), name="one_tile_per_place"),
            models.CheckConstraint(condition=models.Q(tree__in=Tree.values), name="tile_of_a_known_tree"),
        )


class Head(models.Model):
    """A tree's root at one size, made with the tiles; ``text`` is what is signed."""

    log = models.ForeignKey(Log, on_delete=models.PROTECT, related_name="heads", db_index=False)
    tree = models.CharField(max_length=6, choices=Tree)
    size = models.BigIntegerField()
    root = models.BinaryField(max_length=32)
    text = models.TextField()
    at = models.DateTimeField()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("log", "tree", "size"), name="never_two_roots_for_one_size"),
            models.CheckConstraint(condition=models.Q(tree__in=Tree.values), name="head_of_a_known_tree"),
        )

    def __str__(self) -> str:
        return f"{self.tree} {self.size}"


class HeadSignature(models.Model):
    """A signature line under a head: the log's own, or a witness's with the time it names.

    ``witness`` is the seat's short name, empty for the log itself.
    """

    head = models.ForeignKey(Head, on_delete=models.PROTECT, related_name="signatures", db_index=False)
    witness = models.CharField(max_length=80, blank=True)
    line = models.TextField()
    signed_at = models.DateTimeField()
    stored_at = models.DateTimeField()

    class Meta:
        ordering = ("id",)
        constraints = (models.UniqueConstraint(fields=("head", "witness", "line"), name="a_line_stands_once"),)


class LogKey(models.Model):
    """A public key with which a county's logs sign their heads, listed before its first signature."""

    county = models.CharField(max_length=20)
    kid = models.CharField(max_length=80)
    alg = models.CharField(max_length=10)
    public = models.BinaryField()
    since = models.DateTimeField()

    class Meta:
        ordering = ("id",)
        constraints = (models.UniqueConstraint(fields=("county", "alg", "public"), name="a_log_key_is_listed_once"),)


class Seating(models.Model):
    """A version of a county's witnesses and quorum, as TOML, with the entry that put it on the record."""

    county = models.CharField(max_length=20)
    version = models.PositiveSmallIntegerField()
    text = models.TextField()
    at = models.DateTimeField()
    entry = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = (models.UniqueConstraint(fields=("county", "version"), name="one_seating_per_version"),)


class WitnessState(models.Model):
    """How far a witness has seen a tree, and its last answer. It only spares a question: the witness itself knows."""

    log = models.ForeignKey(Log, on_delete=models.PROTECT, related_name="witness_states", db_index=False)
    tree = models.CharField(max_length=6, choices=Tree)
    witness = models.CharField(max_length=80)
    size = models.BigIntegerField(default=0)
    answer = models.CharField(max_length=12, blank=True)
    reason = models.TextField(blank=True)
    answered_at = models.DateTimeField(null=True)
    cosigned_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("log", "tree", "witness"), name="one_state_per_witness"),)


class Promise(models.Model):
    """What a submitter holds until the proof comes: the log's signed word that the entry will be in it."""

    entry = models.OneToOneField(Entry, on_delete=models.PROTECT, primary_key=True, related_name="promise")
    note = models.TextField()
    at = models.DateTimeField()


class Incident(models.Model):
    """Something wrong with a log. One that stops it does so until someone clears it with reasons, on the record.

    The others pass: they are closed as soon as what they name is over. ``evidence`` keeps signed heads and
    answers word for word.
    """

    class Kind(models.TextChoices):
        ROLLBACK = "rollback", N_("A witness knows a larger log than this database")
        FORK = "fork", N_("A witness has cosigned another root of the same size")
        REFUSED = "refused", N_("A witness refused the proof that the log only grew")
        ALTERED_ENTRY = "altered_entry", N_("An entry was altered before it got its place")
        ALTERED_TILES = "altered_tiles", N_("The stored tiles do not give the last signed root")
        TRUNCATED = "truncated", N_("Rows of the log are missing")
        UNEQUAL = "unequal", N_("The two trees have different sizes")
        KEY_LEAKED = "key_leaked", N_("The log's signing key is no longer secret")
        CLOCK = "clock", N_("The clock is wrong")
        NO_SIGNING = "no_signing", N_("The log cannot sign")
        DATABASE = "database", N_("The database failed while entries were given their places")
        DISK_FULL = "disk_full", N_("The disk is full")
        WITNESS = "witness", N_("Too few witnesses answer")

    log = models.ForeignKey(Log, on_delete=models.PROTECT, related_name="incidents")
    kind = models.CharField(max_length=16, choices=Kind)
    detail = models.CharField(max_length=500)
    evidence = models.TextField(blank=True)
    at = models.DateTimeField()
    cleared_at = models.DateTimeField(null=True)
    cleared_by = models.ForeignKey(Entry, null=True, on_delete=models.PROTECT, related_name="+")
    reason = models.TextField(blank=True)

    class Meta:
        ordering = ("-id",)
        constraints = (
            models.UniqueConstraint(
                fields=("log", "kind"), condition=models.Q(cleared_at=None), name="one_open_incident_of_a_kind"
            ),
            models.CheckConstraint(
                condition=models.Q(
                    kind__in=[
                        *("rollback", "fork", "refused", "altered_entry", "altered_tiles", "truncated", "unequal"),
                        *("key_leaked", "clock", "no_signing", "database", "disk_full", "witness"),
                    ]
                ),
                name="incident_of_a_known_kind",
            ),
        )

    @property
    def stops(self) -> bool:
        """Whether nothing is appended to the log until someone has cleared it."""
        return self.kind in STOPPING


STOPPING = frozenset(
    {
        Incident.Kind.ROLLBACK,
        Incident.Kind.FORK,
        Incident.Kind.REFUSED,
        Incident.Kind.ALTERED_ENTRY,
        Incident.Kind.ALTERED_TILES,
        Incident.Kind.TRUNCATED,
        Incident.Kind.UNEQUAL,
        Incident.Kind.KEY_LEAKED,
    }
)
