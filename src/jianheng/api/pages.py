"""Long lists by pages."""

from collections.abc import Callable
from typing import Any, TypeVar

from django.core.paginator import Paginator
from django.db.models import Model, QuerySet

RowT = TypeVar("RowT", bound=Model)
LARGEST = 200


def paged(rows: QuerySet[RowT], page: int, size: int, shown: Callable[[RowT], dict[str, Any]]) -> dict[str, Any]:
    """One page of rows in the form of `schemas.Page`; a page beyond the last is the last."""
    paginator = Paginator(rows, max(1, min(size, LARGEST)))
    chosen = paginator.get_page(page)
    return {
        "page": chosen.number,
        "pages": paginator.num_pages,
        "count": paginator.count,
        "items": [shown(row) for row in chosen],
    }
