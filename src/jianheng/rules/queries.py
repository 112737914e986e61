"""Queries of the record: who may ask, for what, how widely, and for how long it stays sealed (Art. 7.4, 18.5)."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from jianheng.charter import N_, Charter, cites
from jianheng.rules.derivation import Derived, Step, rule
from jianheng.rules.refusals import Refused
from jianheng.rules.roles import Role

ASKING = (Role.HIGHER_DISCIPLINE, Role.INSPECTION, Role.CONGRESS, Role.AUDITOR)
"""The bodies of Art. 7.4, as the roles of their posts."""
OVERSIGHT = (*ASKING, Role.DISCIPLINE, Role.SUPERVISION)
"""The oversight side, to which every query is visible."""


class QueryScope(StrEnum):
    """What a query asks for."""

    ENTRY = "scope_entry"
    DOCUMENT = "scope_document"
    MATTER = "scope_matter"
    PERSON = "scope_person"
    PERIOD = "scope_period"


class QueryPurpose(StrEnum):
    """What a query is for."""

    CASE = "purpose_case"
    INSPECTION = "purpose_inspection"
    OVERSIGHT = "purpose_oversight"
    AUDIT = "purpose_audit"
    APPEAL = "purpose_appeal"


class QueryReach(StrEnum):
    """How the asking body stands to the county: of the county itself, above it, or neither."""

    OWN = "reach_own"
    BELOW = "reach_below"
    OTHER = "reach_other"


class QueryState(StrEnum):
    """Where the matter stands for which a query was opened."""

    RUNNING = "query_running"
    ENDED = "query_ended"


class QueryAct(StrEnum):
    """What is done in the course of a query."""

    READ = "read"
    EXPORT = "export"
    END = "end"


QUERY_TRANSITIONS: Mapping[QueryState, Mapping[QueryAct, QueryState]] = {
    QueryState.RUNNING: {
        QueryAct.READ: QueryState.RUNNING,
        QueryAct.EXPORT: QueryState.RUNNING,
        QueryAct.END: QueryState.ENDED,
    },
    QueryState.ENDED: {},
}

_TIMED = (QueryScope.PERSON, QueryScope.PERIOD)


@cites("7.4", "18.5")
def next_query_state(state: str, act: QueryAct) -> QueryState:
    """The state of a query after an act; refused once the matter has ended."""
    found = QUERY_TRANSITIONS[QueryState(state)].get(act)
    if found is None:
        raise Refused(
            "7.4",
            N_("The matter of this query has ended; nothing more is read under it."),
            remedy=N_("Open a new query with its own purpose."),
        )
    return found


@dataclass(frozen=True)
class QueryFacts:
    """A query as asked: the role it is asked under, what it covers, and what was written for it.

    ``days`` is the length of the period with both ends, 0 where the scope has none; ``entries`` how many entries
    of the record lie within the scope.
    """

    role: str
    scope: QueryScope
    reach: QueryReach
    purpose: str
    reasons_length: int
    has_reference: bool
    has_basis: bool
    days: int
    entries: int


@dataclass(frozen=True)
class QueryPermit:
    """The role a query is permitted to, and for how many months at most it stays sealed from those concerned."""

    role: str
    seal_months: int


@rule("queries.may_query", "7.4", "18.5", reading="X03")
def may_query(facts: QueryFacts, charter: Charter) -> Derived[QueryPermit]:
    """Whether a body may query the record: the body, its remit, the purpose, the width of the scope, the seal."""
    steps = (
        _body(facts),
        _purpose(facts, charter.number("query.reasons_length")),
        _scope(facts, charter),
        _width(facts, charter.number("query.max_entries")),
    )
    months = charter.number("query.seal_months")
    seal = Step(
        "18.5",
        N_("Those concerned see the query when the matter ends, after {months} months at the latest."),
        {"months": months},
    )
    return Derived(QueryPermit(facts.role, months), (*steps, seal))


def _body(facts: QueryFacts) -> Step:
    if facts.role not in ASKING:
        raise Refused(
            "7.4",
            N_("{role} does not query the record: higher discipline, inspection, congress and audit do."),
            role=facts.role,
        )
    if facts.reach == QueryReach.OTHER:
        raise Refused(
            "7.4",
            N_("The record of a county is queried by its own bodies and by those above it."),
            remedy=N_("Ask the body to whose remit the county belongs."),
        )
    return Step("7.4", N_("{role} may query; remit: {reach}."), {"role": facts.role, "reach": facts.reach.value}, "X03")


def _purpose(facts: QueryFacts, least: int) -> Step:
    if facts.purpose not in list(QueryPurpose):
        raise Refused("7.4", N_("A query names one of the purposes of the list."), field="purpose")
    if facts.reasons_length < least:
        raise Refused(
            "7.4",
            N_("The reasons have {length} characters; at least {least} are needed."),
            remedy=N_("Say what is to be verified, and why the record is needed for it."),
            field="reasons",
            length=facts.reasons_length,
            least=least,
        )
    if not facts.has_reference:
        raise Refused("7.4", N_("A query names the case or matter it belongs to."), field="reference")
    if not facts.has_basis:
        raise Refused("7.4", N_("A query names its legal basis."), field="basis")
    return Step(
        "7.4",
        N_("Purpose: {purpose}, with reasons of {length} characters, a reference and a legal basis."),
        {"purpose": facts.purpose, "length": facts.reasons_length},
        "X03",
    )


def _scope(facts: QueryFacts, charter: Charter) -> Step:
    if facts.scope == QueryScope.PERSON and facts.role not in charter.sequence("query.person_bodies"):
        raise Refused(
            "7.4",
            N_("{role} does not query what one officer did."),
            remedy=N_("Query the matter or the document instead."),
            field="scope",
            role=facts.role,
        )
    if facts.scope not in _TIMED:
        return Step("7.4", N_("Scope: {scope}."), {"scope": facts.scope.value})
    longest = charter.number("query.max_days")
    if facts.days < 1:
        raise Refused("7.4", N_("This scope needs a period that begins before it ends."), field="since")
    if facts.days > longest:
        raise Refused(
            "7.4",
            N_("The scope is too wide: {days} days; one query covers at most {longest}."),
            remedy=N_("Shorten the period, or query a matter or a document."),
            field="until",
            days=facts.days,
            longest=longest,
        )
    return Step(
        "7.4",
        N_("Scope: {scope}, {days} of at most {longest} days."),
        {"scope": facts.scope.value, "days": facts.days, "longest": longest},
    )


def _width(facts: QueryFacts, most: int) -> Step:
    if facts.entries > most:
        raise Refused(
            "7.4",
            N_("The scope is too wide: {entries} entries; one query covers at most {most}."),
            remedy=N_("Shorten the period, choose kinds of entries, or query a matter or a document."),
            field="until" if facts.scope in _TIMED else "target",
            entries=facts.entries,
            most=most,
        )
    return Step("7.4", N_("{entries} of at most {most} entries."), {"entries": facts.entries, "most": most})
