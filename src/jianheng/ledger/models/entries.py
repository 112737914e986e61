"""Entries and the fields they commit to. Triggers refuse any change of an entry on both databases."""

from django.db import models


class Entry(models.Model):
    """One act on the record.

    ``body`` holds the canonical bytes that will become a leaf of both trees; ``leaf_sha256`` and
    ``leaf_sm3`` its two leaf hashes. The body names nobody: it holds a type, a trace code, the county, the
    time and the root of salted commitments.
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


class Field(models.Model):
    """One committed value, kept off the log: ``value`` is canonical JSON text, ``salt`` 32 random bytes.

    A field may be destroyed when its subject's data must go; the entry still verifies, and says nothing.
    """

    entry = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="fields")
    name = models.CharField(max_length=40)
    value = models.TextField()
    salt = models.BinaryField(max_length=32)
    is_public = models.BooleanField(default=False)

    class Meta:
        ordering = ("entry_id", "name")
        constraints = (models.UniqueConstraint(fields=("entry", "name"), name="one_field_of_a_name_per_entry"),)

    def __str__(self) -> str:
        return f"{self.entry_id}.{self.name}"
