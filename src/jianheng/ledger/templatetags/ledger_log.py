"""What the pages of the log say in the reader's language."""

from django import template
from django.utils.safestring import SafeString
from django.utils.translation import gettext

from jianheng.charter import N_
from jianheng.ledger.models import Incident
from jianheng.ledger.selectors.health import IncidentRow, WitnessRow
from jianheng.ledger.selectors.log import Status
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
def log_status(status: str) -> SafeString:
    """How far an entry has come, as a tag."""
    meaning, words = STATUSES[Status(status)]
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
