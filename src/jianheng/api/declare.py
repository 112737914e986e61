"""How an operation says who may call it: the same access functions as pages, and none without one (Art. 18.5)."""

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec, TypeVar, cast

import ninja
from django.http import HttpRequest

from jianheng.charter import N_
from jianheng.rules import Forbidden
from jianheng.web.pages import Access, Request

P = ParamSpec("P")
R = TypeVar("R")


class Undeclared(TypeError):
    """An operation does not say who may call it."""


class Router(ninja.Router):
    """A router that takes no operation without declared access."""

    def add_api_operation(self, path: str, methods: list[str], view_func: Callable[..., Any], **kwargs: Any) -> None:
        if not hasattr(view_func, "jianheng_access"):
            raise Undeclared(f"{view_func.__module__}.{view_func.__qualname__} needs @allows(…) beneath its route")
        super().add_api_operation(path, methods, view_func, **kwargs)


def allows(
    access: Access, *, article: str = "18.5"
) -> Callable[[Callable[Concatenate[Request, P], R]], Callable[Concatenate[HttpRequest, P], R]]:
    """Declare who may call an operation, as `web.pages.page` does for a page; raises `Forbidden` for anyone else."""

    def declare(operation: Callable[Concatenate[Request, P], R]) -> Callable[Concatenate[HttpRequest, P], R]:
        @wraps(operation)
        def guarded(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> R:
            asked = cast(Request, request)
            if not access(asked.officer):
                raise Forbidden(article, N_("Your present roles have no part in this operation."))
            return operation(asked, *args, **kwargs)

        guarded.jianheng_access = access  # type: ignore[attr-defined]  # read by `Router`
        return cast(Callable[Concatenate[HttpRequest, P], R], guarded)

    return declare
