"""The link between a rule and the articles it carries out.

``@cites("4.2", reading="R08")`` on a function says which articles the function executes and which
readings settle their doubtful points. The register built here feeds ``make where``, the rulebook and
the citation check; it changes nothing about the function.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

F = TypeVar("F", bound=Callable[..., object])


@dataclass(frozen=True)
class Citation:
    """One function that carries out articles of the charter."""

    articles: tuple[str, ...]
    readings: tuple[str, ...]
    module: str
    qualname: str
    line: int

    @property
    def path(self) -> str:
        """Source file, relative to the folder that holds the package."""
        return "src/" + self.module.replace(".", "/") + ".py"


_REGISTER: dict[tuple[str, str], Citation] = {}


def cites(*articles: str, reading: str | tuple[str, ...] = ()) -> Callable[[F], F]:
    """Register the decorated function as carrying out ``articles`` under ``reading`` (ids such as ``R08``)."""
    readings = (reading,) if isinstance(reading, str) else reading

    def register(function: F) -> F:
        module, qualname = function.__module__, function.__qualname__
        line = getattr(getattr(function, "__code__", None), "co_firstlineno", 0)
        _REGISTER[module, qualname] = Citation(articles, readings, module, qualname, line)
        return function

    return register


def citations() -> tuple[Citation, ...]:
    """Every citation of the modules imported so far, in the order of module and line."""
    return tuple(sorted(_REGISTER.values(), key=lambda c: (c.module, c.line)))
