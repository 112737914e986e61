"""Entries and the fields they commit to. Triggers refuse any change but blanking, on both databases."""

from django.db import models

DIGESTS = ("pdf_sha256", "pdf_sm3", "sha256", "sm3")
"""The names of public fields that hold the digest of a text people keep."""


class Entry(models.Model):
    """One act on the record.

    ``body`` holds the canonical bytes that are a leaf of both trees, and is empty once redacted;
    ``leaf_sha256`` and ``leaf_sm3`` are its two leaf hashes. The body names nobody: it holds a type, a trace
    code, the county, the time and the root of salted commitments. ``about`` is the matter of the entry, such
    as ``motion:12``, never a private person; it stands off the log.
    """

    code = models.CharField(max_length=40, unique=True)
    county = models.CharField(max_length=20, db_index=True)
    type = models.CharField(max_length=40, db_index=True)
    at = models.DateTimeField(db_index=True)
    body = models.BinaryField()
    leaf_sha256 = models.BinaryField(max_length=32)
    leaf_sm3 = models.BinaryField(max_length=32)
    supersedes = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="superseded_by")
    about = models.CharField(max_length=60, blank=True, db_index=True)

    class Meta:
        ordering = ("id",)

    def __str__(self) -> str:
        return f"{self.code} {self.type}"

    @property
    def is_redacted(self) -> bool:
        return not self.body


class DataKey(models.Model):
    """The key of one subject's closed fields, wrapped by the key provider.

    ``subject`` is the trace code of the entry unless the event names another. Deleting the row makes every
    field sealed under it unreadable for good, in whichever entry it stands.
    """

    subject = models.CharField(max_length=60, unique=True)
    wrapped = models.BinaryField()

    def __str__(self) -> str:
        return self.subject


class Field(models.Model):
    """One committed value, kept off the log.

    A public field has its canonical JSON text in ``value`` and its 32 random bytes in ``salt``. A closed one
    has both in ``sealed``, SM4-GCM under the data key of its ``subject``. ``commitment`` is what the entry
    counts in, so that a field whose value was destroyed still verifies, and says nothing.
    """

    entry = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="fields")
    name = models.CharField(max_length=40)
    is_public = models.BooleanField(default=False)
    commitment = models.BinaryField(max_length=32)
    value = models.TextField(blank=True)
    salt = models.BinaryField(max_length=32, default=b"")
    sealed = models.BinaryField(default=b"")
    subject = models.CharField(max_length=60, blank=True)

    class Meta:
        ordering = ("entry_id", "name")
        constraints = (models.UniqueConstraint(fields=("entry", "name"), name="one_field_of_a_name_per_entry"),)
        indexes = (
            models.Index(fields=("value",), condition=models.Q(name__in=DIGESTS), name="entries_by_digest"),
            models.Index(fields=("subject",), condition=~models.Q(subject=""), name="fields_by_subject"),
        )

    def __str__(self) -> str:
        return f"{self.entry_id}.{self.name}"


class OfficeKey(models.Model):
    """A public key with which an office signs entries, and the entry that published it."""

    kid = models.CharField(max_length=80)
    alg = models.CharField(max_length=10)
    county = models.CharField(max_length=20)
    role = models.CharField(max_length=20)
    public = models.BinaryField()
    entry = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = (models.UniqueConstraint(fields=("kid", "alg"), name="an_office_key_is_published_once"),)

    def __str__(self) -> str:
        return self.kid
