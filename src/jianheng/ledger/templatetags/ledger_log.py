"""What the pages of the log say in the reader's language, and the alarm in the frame."""

from typing import Any

from django import template
from django.template import Context
from django.utils.safestring import SafeString
from django.utils.translation import gettext

from jianheng.charter import N_
from jianheng.ledger.models import Entry, Incident
from jianheng.ledger.selectors.health import IncidentRow, WitnessRow, is_troubled
from jianheng.ledger.selectors.log import Status, status_of
from jianheng.rules.roles import Officer
from jianheng.web.pages import now
from jianheng.web.templatetags.house import tag

register = template.Library()

ANSWERS = {
    "": ("neutral", N_("not yet asked")),
    "cosigned": ("good", N_("cosigned")),
    "behind": ("info", N_("has seen less; asked again")),
    "ahead": ("bad", N_("has seen more than this database")),
    "conflict": ("bad", N_("contradicts this log")),
    "refused": ("attention", N_("does not accept this log or its key")),
    "unwell": ("attention", N_("is not well itself")),
    "silent": ("attention", N_("does not answer")),
    "false": ("bad", N_("an answer that does not verify")),
}
STATUSES = {
    Status.WAITING: ("attention", N_("waiting for its place")),
    Status.SEQUENCED: ("info", N_("waiting for witnesses")),
    Status.WITNESSED: ("good", N_("witnessed")),
}


@register.simple_tag
def answer(row: WitnessRow) -> SafeString:
    """A witness's last answer as a tag."""
    meaning, words = ANSWERS[row.answer]
    return tag(meaning, gettext(words))


@register.simple_tag
def log_status(entry: Entry, status: str = "") -> SafeString:
    """How far an entry has come, as a tag; ``status`` spares the question in lists."""
    meaning, words = STATUSES[Status(status or status_of(entry))]
    return tag(meaning, gettext(words))


@register.simple_tag
def incident_kind(row: Incident) -> str:
    """What an incident is called."""
    return gettext(Incident.Kind(row.kind).label)


@register.simple_tag
def incident_meaning(incident: IncidentRow) -> str:
    """What it means."""
    return gettext(incident.words.meaning)


@register.simple_tag
def incident_remedy(incident: IncidentRow) -> str:
    """What to do about it."""
    return gettext(incident.words.remedy)


@register.inclusion_tag("ledger/partials/alarm.html", takes_context=True)
def log_alarm(context: Context) -> dict[str, Any]:
    """The alarm for officers while something is wrong with the log of their county; nothing otherwise."""
    officer: Officer | None = context.get("officer")
    asked = officer is not None and officer.is_known
    return {"is_troubled": asked and officer is not None and is_troubled(officer.county, at=now())}
