"""Tiles, bundles and signed heads as they are stored and served (C2SP tlog-tiles)."""

from django.db.models import Exists, OuterRef, QuerySet

from jianheng.crypto.hashing import HASH_BYTES
from jianheng.crypto.tlog.paths import HEIGHT
from jianheng.crypto.tlog.tiles import WIDTH, Read, encode_bundle
from jianheng.ledger.models.log import Head, HeadSignature, Leaf, Log, Tile


def log_of(county: str, year: int) -> Log | None:
    """The log of a county and year, if anything was ever recorded in it."""
    return Log.objects.filter(county=county, year=year).first()


def reader(log: Log, tree: str) -> Read:
    """How proofs read the stored tiles of a tree; a missing or short tile gives fewer bytes than asked for."""

    def read(level: int, number: int, width: int) -> bytes:
        found = Tile.objects.filter(log=log, tree=tree, level=level, number=number).values_list("data", flat=True)
        return bytes(found[0])[: width * HASH_BYTES] if found else b""

    return read


def last_heads(log: Log) -> dict[str, Head]:
    """The newest head of each tree; empty for a log that was just opened."""
    newest = Head.objects.filter(log=log).order_by("-size")
    found = {tree: newest.filter(tree=tree).first() for tree in ("sha256", "sm3")}
    return {tree: head for tree, head in found.items() if head is not None}


def signed_heads(log: Log, tree: str, *, at_most: int | None = None) -> QuerySet[Head]:
    """The heads of a tree that the log has signed, the largest first, of at most that size if one is given."""
    own = HeadSignature.objects.filter(head=OuterRef("pk"), witness="")
    found = Head.objects.filter(Exists(own), log=log, tree=tree).order_by("-size")
    return found if at_most is None else found.filter(size__lte=at_most)


def note_of(head: Head) -> str:
    """The signed note: the head's text, the log's own signature first, then the witnesses'."""
    lines = sorted(head.signatures.all(), key=lambda line: (line.witness != "", line.pk))
    return head.text + "\n" + "".join(f"{line.line}\n" for line in lines)


def is_demanded(log: Log, tree: str, level: int, number: int, width: int) -> bool:
    """Whether some signed head of the tree needs this tile: a full one stays needed, a partial one by its own sizes."""
    rows = number * WIDTH + width
    needing = Head.objects.filter(log=log, tree=tree, size__gte=rows << (HEIGHT * level), signatures__witness="")
    if width < WIDTH:
        needing = needing.filter(size__lt=(rows + 1) << (HEIGHT * level))
    return needing.exists()


def tile(log: Log, tree: str, level: int, number: int, width: int) -> bytes | None:
    """The bytes of a tile that a signed head demands; None for any other."""
    if not is_demanded(log, tree, level, number, width):
        return None
    data = reader(log, tree)(level, number, width)
    return data if len(data) == width * HASH_BYTES else None


def bundle(log: Log, tree: str, number: int, width: int) -> bytes | None:
    """The entries under a level-0 tile; one whose body was redacted has no bytes, its leaf hash stays in the tile."""
    if not is_demanded(log, tree, 0, number, width):
        return None
    start = number * WIDTH
    rows = Leaf.objects.filter(log=log, index__gte=start, index__lt=start + width).order_by("index")
    bodies = [bytes(body) for body in rows.values_list("entry__body", flat=True)]
    return encode_bundle(bodies) if len(bodies) == width else None


__all__ = ["bundle", "is_demanded", "last_heads", "log_of", "note_of", "reader", "signed_heads", "tile"]
