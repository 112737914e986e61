"""Compile every room's messages: the .po files of one folder become its django.mo."""

import sys
from pathlib import Path

import polib

ROOT = Path(__file__).resolve().parent.parent


def merged(folder: Path) -> polib.POFile:
    """All translated messages of the .po files in ``folder``; two files that disagree stop the build."""
    together = polib.POFile()
    for path in sorted(folder.glob("*.po")):
        source = polib.pofile(str(path))
        together.metadata = together.metadata or source.metadata
        for entry in source.translated_entries():
            known = together.find(entry.msgid, msgctxt=entry.msgctxt or False)
            if known is None:
                together.append(entry)
            elif (known.msgstr, known.msgstr_plural) != (entry.msgstr, entry.msgstr_plural):
                sys.exit(f"{path.relative_to(ROOT)}: another file translates {entry.msgid!r} differently.")
    together.metadata.setdefault("Content-Type", "text/plain; charset=UTF-8")
    together.metadata.setdefault("Plural-Forms", "nplurals=1; plural=0;")
    return together


def main() -> None:
    """Write a django.mo beside the sources of every room and language."""
    for folder in sorted({path.parent for path in ROOT.glob("src/jianheng/*/locale/*/LC_MESSAGES/*.po")}):
        merged(folder).save_as_mofile(str(folder / "django.mo"))


if __name__ == "__main__":
    main()
