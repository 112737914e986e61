"""Acts of the room: open a query, read under it, export what it gives, end its matter."""

from jianheng.queries.services.ending import end_matter
from jianheng.queries.services.exporting import Exported, export_results
from jianheng.queries.services.opening import open_query
from jianheng.queries.services.reading import Looked, read_results

__all__ = ["Exported", "Looked", "end_matter", "export_results", "open_query", "read_results"]
