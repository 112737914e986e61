"""Pages of the room."""

from jianheng.queries.views.asking import end, export, new, results
from jianheng.queries.views.matters import matter, matters
from jianheng.queries.views.oversight import index, query

__all__ = ["end", "export", "index", "matter", "matters", "new", "query", "results"]
