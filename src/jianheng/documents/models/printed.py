"""The printed form of an issued document."""

from django.db import models

from jianheng.documents.models.document import Document


class Printed(models.Model):
    """The PDF made in the act of issuing (append-only). Digests are hexadecimal and also in the entry of the issue.

    ``font_set`` names the fonts it is set in, ``engine`` what set it.
    """

    document = models.OneToOneField(Document, on_delete=models.PROTECT, related_name="printed")
    pdf = models.BinaryField()
    sha256 = models.CharField(max_length=64)
    sm3 = models.CharField(max_length=64)
    font_set = models.CharField(max_length=200)
    engine = models.CharField(max_length=40)

    class Meta:
        ordering = ("id",)

    def __str__(self) -> str:
        return self.sm3
