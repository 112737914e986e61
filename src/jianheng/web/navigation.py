"""The header's sections and the phone's tabs. Rooms register their own entries in their ``navigation.py``."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from jianheng.rules.roles import Officer
from jianheng.web.links import address

Access = Callable[[Officer], bool]
Label = str | Promise

SECTIONS: dict[str, Label] = {
    "elections": _("Elections"),
    "offices": _("Offices"),
    "council": _("Council"),
    "documents": _("Documents"),
    "merit": _("Merit and line"),
    "charter": _("Charter"),
}
TABS = "tabs"
ACCOUNT = "account"


@dataclass(frozen=True)
class NavItem:
    """One entry: the name of its page, its label, and who sees it."""

    url_name: str
    label: Label
    access: Access
    order: int = 0


@dataclass(frozen=True)
class Entry:
    """An entry as shown on one page."""

    url: str
    label: Label
    current: bool


@dataclass(frozen=True)
class ShownSection:
    """A section as shown on one page; its address is that of its first entry."""

    code: str
    label: Label
    entries: tuple[Entry, ...]
    current: bool

    @property
    def url(self) -> str:
        return self.entries[0].url


_ITEMS: dict[str, dict[str, NavItem]] = {}


def register(section: str, url_name: str, label: Label, access: Access, order: int = 0) -> None:
    """Put a page without arguments into a section, `TABS` (the phone's bar) or `ACCOUNT` (my own pages)."""
    if section not in (*SECTIONS, TABS, ACCOUNT):
        raise KeyError(f"no section {section!r}; known: {', '.join((*SECTIONS, TABS, ACCOUNT))}")
    _ITEMS.setdefault(section, {})[url_name] = NavItem(url_name, label, access, order)


def entries(section: str, officer: Officer, view_name: str = "") -> tuple[Entry, ...]:
    """The entries of a section that an officer sees, in order; pages that do not exist are left out."""
    found = sorted(_ITEMS.get(section, {}).values(), key=lambda item: (item.order, item.url_name))
    shown = ((item, address(item.url_name)) for item in found if item.access(officer))
    return tuple(Entry(url, item.label, item.url_name == view_name) for item, url in shown if url)


def sections(officer: Officer, view_name: str = "") -> tuple[ShownSection, ...]:
    """The sections that an officer sees, with the one that holds the page ``view_name`` marked."""
    here = section_of(view_name)
    shown = ((code, label, entries(code, officer, view_name)) for code, label in SECTIONS.items())
    return tuple(ShownSection(code, label, found, code == here) for code, label, found in shown if found)


def section_of(view_name: str) -> str:
    """The section of a page: where it is registered itself, else where its room is; empty if nowhere."""
    room = view_name.partition(":")[0]
    return _first(code for code in SECTIONS if view_name in _ITEMS.get(code, {})) or _first(
        code for code in SECTIONS for name in _ITEMS.get(code, {}) if ":" in name and name.partition(":")[0] == room
    )


def _first(codes: Iterable[str]) -> str:
    return next(iter(codes), "")
