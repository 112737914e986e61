"""The search over everything the searcher may see: plain substrings, which suit Chinese."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _

from jianheng import charter
from jianheng.charter import Charter, Language
from jianheng.council.selectors import decided
from jianheng.documents.selectors import issued
from jianheng.elections.selectors.pages import elections
from jianheng.ledger.codes import is_well_formed, normalise
from jianheng.ledger.selectors import entries
from jianheng.people import selectors as people
from jianheng.rules.roles import Officer
from jianheng.web.text import article_name, is_chinese, localised

LIMIT = 12
"""Hits shown of each kind."""
AROUND = 28
"""Characters of a text shown before and after what was found."""


@dataclass(frozen=True)
class Hit:
    """One hit: where it leads, its name, and the place in its text cut into before, found, after."""

    url: str
    title: str
    before: str = ""
    found: str = ""
    after: str = ""


@dataclass(frozen=True)
class Group:
    """The hits of one kind; ``count`` may exceed those shown."""

    label: str
    hits: tuple[Hit, ...]
    count: int


def find(officer: Officer, text: str, day: date, here: Charter) -> tuple[Group, ...]:
    """What the county's pages hold about a text, by kind; empty kinds are left out.

    ``here`` is the charter in force: articles are searched as they read with its values.
    """
    wanted = text.strip()
    if not wanted:
        return ()
    kinds = (
        (_("Persons"), _persons(officer.county, wanted, day)),
        (_("Articles"), _articles(wanted, here)),
        (_("Readings"), _readings(wanted)),
        (_("Parameters"), _parameters(wanted)),
        (_("Documents"), _documents(officer.county, wanted)),
        (_("Decisions"), _decisions(officer.county, wanted)),
        (_("Elections"), _elections(officer.county, wanted)),
        (_("Ledger"), _entries(officer.county, wanted)),
    )
    groups = ((label, tuple(hits)) for label, hits in kinds)
    return tuple(Group(label, hits[:LIMIT], len(hits)) for label, hits in groups if hits)


def _cut(url: str, title: str, texts: Iterable[str], wanted: str) -> Hit | None:
    """A hit in the first of the texts that holds what is wanted; the title alone if it is that."""
    for text in texts:
        start = text.casefold().find(wanted.casefold())
        if start >= 0:
            end = start + len(wanted)
            before, after = text[max(0, start - AROUND) : start], text[end : end + AROUND]
            return Hit(
                url,
                title,
                before=("…" if start > AROUND else "") + before,
                found=text[start:end],
                after=after + ("…" if end + AROUND < len(text) else ""),
            )
    return Hit(url, title) if wanted.casefold() in title.casefold() else None


def _persons(county: str, wanted: str, day: date) -> Iterator[Hit]:
    for row in people.search(county, wanted, day, limit=5 * LIMIT):
        yield Hit(reverse("people:person", args=[row.code]), row.name, before=row.detail)


def _articles(wanted: str, here: Charter) -> Iterator[Hit]:
    language: Language = "zh" if is_chinese() else "en"
    number = wanted.strip("第条 ").removeprefix("Art.").strip()
    for found in charter.articles().values():
        page, title = reverse("county:article", args=[found.number]), article_name(found.number)
        name = f"{title} {localised(found.title)}"
        if found.number == number:
            yield Hit(page, name)
            continue
        in_force = charter.fill(localised(found.text), here, language=language)
        hit = _cut(page, name, (in_force,), wanted)
        if hit:
            yield hit


def _readings(wanted: str) -> Iterator[Hit]:
    for found in charter.readings().values():
        page = reverse("county:reading", args=[found.id])
        if found.id.casefold() == wanted.casefold():
            yield Hit(page, found.id, before=localised(found.problem))
            continue
        hit = _cut(page, found.id, (localised(found.problem), localised(found.resolution)), wanted)
        if hit:
            yield hit


def _parameters(wanted: str) -> Iterator[Hit]:
    for found in charter.parameters().values():
        title = localised(found.title)
        if wanted.casefold() in f"{title} {found.name}".casefold():
            yield Hit(reverse("county:article", args=[found.article]), title, before=found.name)


def _documents(county: str, wanted: str) -> Iterator[Hit]:
    for row in issued(county, wanted):
        yield Hit(reverse("documents:document", args=[row.code]), row.title, before=row.code)


def _decisions(county: str, wanted: str) -> Iterator[Hit]:
    for row in decided(county).filter(title__icontains=wanted):
        hit = _cut(reverse("council:motion", args=[row.pk]), row.title, (), wanted)
        if hit:
            yield hit


def _elections(county: str, wanted: str) -> Iterator[Hit]:
    for row in elections(county):
        if wanted.casefold() in row.title.casefold():
            yield Hit(row.get_absolute_url(), row.title, before=row.get_state_display())


def _entries(county: str, wanted: str) -> Iterator[Hit]:
    code = normalise(wanted)
    if is_well_formed(code):
        for row in entries(county).filter(code=code):
            yield Hit(reverse("ledger:entry", args=[row.code]), row.code)
