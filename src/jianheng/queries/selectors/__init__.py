"""Questions of the room: what a query covers, whom it concerns, which queries there are, how a matter went."""

from jianheng.queries.selectors.listed import Months, Shown, by_month, queries, query_page, waiting_queries
from jianheng.queries.selectors.matters import matter_rows, matters
from jianheng.queries.selectors.scope import Scope, concerned, count, covered, days_of, resolve, type_choices
from jianheng.queries.selectors.shown import Row, rows
from jianheng.queries.selectors.timeline import Timeline, timeline

__all__ = [
    "Months",
    "Row",
    "Scope",
    "Shown",
    "Timeline",
    "by_month",
    "concerned",
    "count",
    "covered",
    "days_of",
    "matter_rows",
    "matters",
    "queries",
    "query_page",
    "resolve",
    "rows",
    "timeline",
    "type_choices",
    "waiting_queries",
]
