"""Bring every room's catalogue up to date with its texts, or check that none lacks its Chinese.

``tools/messages.py`` adds new message ids to the room's django.po and retires those no longer used;
``tools/messages.py --check`` changes nothing and lists what is missing, unused or wrong.
A room may spread its messages over several .po files of one folder.
"""

import re
import sys
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

import polib
from babel.messages.extract import extract
from django.utils.translation.template import templatize

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "src" / "jianheng"
LANGUAGE = "zh_Hans"
# The charter's own marked texts are shown by rules.
CATALOGUE_OF = {"charter": "rules"}
PLACE = re.compile(r"(?<!\{)\{([a-z_]\w*)[^{}]*\}|%\((\w+)\)")
KEYWORDS: dict[str, tuple[int | tuple[int, str], ...] | None] = {
    "_": None,
    "N_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
    "npgettext_lazy": ((1, "c"), 2, 3),
}
Key = tuple[str, str]  # context, message id


@dataclass(frozen=True)
class Message:
    """A text as the source marks it. ``plural`` is empty unless it has a plural form."""

    context: str
    text: str
    plural: str
    place: str

    @property
    def key(self) -> Key:
        return self.context, self.text


def _readable(path: Path) -> str:
    text = path.read_text(encoding="utf-8")
    if path.suffix == ".py":
        return text
    # What Django blanks out keeps its indentation, which a tokenizer of Python would stumble over.
    return "\n".join(line.strip() for line in templatize(text, origin=str(path)).splitlines())


def _messages(path: Path) -> Iterator[Message]:
    source = BytesIO(_readable(path).encode())
    for line, found, _comments, context in extract("python", source, keywords=KEYWORDS):
        text, plural = found[:2] if isinstance(found, tuple) else (found, "")
        if text:
            yield Message(context or "", text, plural or "", f"{path.relative_to(ROOT)}:{line}")


def extracted() -> dict[str, dict[Key, Message]]:
    """Every marked message of every room that speaks, by the room whose catalogue holds it."""
    rooms: dict[str, dict[Key, Message]] = defaultdict(dict)
    for path in sorted([*PACKAGE.rglob("*.py"), *PACKAGE.glob("*/templates/**/*.*")]):
        room = path.relative_to(PACKAGE).parts[0]
        if "migrations" in path.parts or path.parent == PACKAGE:
            continue
        for message in _messages(path):
            rooms[CATALOGUE_OF.get(room, room)].setdefault(message.key, message)
    return dict(rooms)


def _folder(room: str) -> Path:
    return PACKAGE / room / "locale" / LANGUAGE / "LC_MESSAGES"


def _catalogues(room: str) -> dict[Path, polib.POFile]:
    return {path: polib.pofile(str(path), wrapwidth=110) for path in sorted(_folder(room).glob("*.po"))}


def _key(entry: polib.POEntry) -> Key:
    return entry.msgctxt or "", entry.msgid


def _places(text: str) -> set[str]:
    return {braces or percent for braces, percent in PLACE.findall(text)}


def _texts(entry: polib.POEntry) -> list[str]:
    return list(entry.msgstr_plural.values()) if entry.msgid_plural else [entry.msgstr]


def _wrong_places(entry: polib.POEntry) -> Iterator[str]:
    """Named places that only one of message and translation has; a singular form may leave out the number."""
    wanted = _places(entry.msgid_plural or entry.msgid)
    for text in _texts(entry):
        differing = wanted ^ _places(text)
        if differing:
            yield f"{entry.msgid!r}: differing places {', '.join(sorted(differing))}"


def _faults_of(room: str, messages: dict[Key, Message]) -> Iterator[str]:
    translated: set[Key] = set()
    for path, catalogue in _catalogues(room).items():
        name = path.relative_to(ROOT)
        for entry in catalogue.translated_entries():
            translated.add(_key(entry))
            yield from (f"{name}: {fault}" for fault in _wrong_places(entry))
            if _key(entry) not in messages:
                yield f"{name}: unused {entry.msgid!r}"
    for key, message in messages.items():
        if key not in translated:
            yield f"{message.place}: no Chinese for {message.text!r}"


def _speaking() -> list[str]:
    return sorted(
        {path.relative_to(PACKAGE).parts[0] for path in PACKAGE.glob(f"*/locale/{LANGUAGE}/LC_MESSAGES/*.po")}
    )


def _contradictions() -> Iterator[str]:
    """Message ids to which two rooms give different translations: Django would show only one of them."""
    known: dict[Key, tuple[list[str], str]] = {}
    for room in _speaking():
        for catalogue in _catalogues(room).values():
            for entry in catalogue.translated_entries():
                texts, other = known.setdefault(_key(entry), (_texts(entry), room))
                if texts != _texts(entry):
                    yield f"{room} and {other} translate {entry.msgid!r} differently"


def faults() -> list[str]:
    """Everything wrong with the catalogues; empty if every text has its Chinese."""
    found = extracted()
    rooms = sorted({*found, *_speaking()})
    return [fault for room in rooms for fault in _faults_of(room, found.get(room, {}))] + list(_contradictions())


def update() -> None:
    """Add new messages to each room's django.po, retire unused ones, bring retired ones back when used again."""
    for room, messages in extracted().items():
        catalogues = _catalogues(room)
        listed: set[Key] = set()
        for path, catalogue in catalogues.items():
            before = str(catalogue)
            for entry in catalogue:
                entry.obsolete = _key(entry) not in messages
                listed.add(_key(entry))
            if str(catalogue) != before:
                catalogue.save(str(path))
        new = [message for key, message in messages.items() if key not in listed]
        if new:
            _append(_folder(room) / "django.po", catalogues.get(_folder(room) / "django.po"), new)
            print(f"{room}: {len(new)} new messages await their Chinese")


def _append(path: Path, catalogue: polib.POFile | None, new: list[Message]) -> None:
    if catalogue is None:
        catalogue = polib.POFile(wrapwidth=110)
        catalogue.metadata = {
            "Language": LANGUAGE,
            "Content-Type": "text/plain; charset=UTF-8",
            "Content-Transfer-Encoding": "8bit",
            "Plural-Forms": "nplurals=1; plural=0;",
        }
    for message in new:
        entry = polib.POEntry(msgctxt=message.context or None, msgid=message.text)
        if message.plural:
            entry.msgid_plural, entry.msgstr_plural = message.plural, {0: ""}
        catalogue.append(entry)
    path.parent.mkdir(parents=True, exist_ok=True)
    catalogue.save(str(path))


def main() -> int:
    """0 if nothing is wrong, or after an update."""
    if "--check" not in sys.argv[1:]:
        update()
        return 0
    found = faults()
    print("\n".join(found) or "Every message has its Chinese.")
    return bool(found)


if __name__ == "__main__":
    sys.exit(main())
