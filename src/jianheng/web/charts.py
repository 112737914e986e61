"""Charts: one form of data for the script, the server's drawing and the table behind (web charts carry all three)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

BAR = 28
LABEL = 130
WIDTH = 520
ROOM = 70


@dataclass(frozen=True)
class ChartRow:
    """One label with its value in each series, as text."""

    label: str
    cells: tuple[tuple[str, str], ...]


def table(data: Mapping[str, Any]) -> tuple[ChartRow, ...]:
    """The rows of the table behind a chart.

    ``data`` is ``{"labels": […], "series": [{"name": …, "values": […]}, …], "unit": …, "target": {"label": …,
    "value": …}}``; unit and target are optional.
    """
    series: Sequence[Mapping[str, Any]] = data["series"]
    return tuple(
        ChartRow(str(label), tuple((str(line["name"]), number(line["values"][index])) for line in series))
        for index, label in enumerate(data["labels"])
    )


@dataclass(frozen=True)
class Bar:
    """A bar of the server's drawing, in units of its view box."""

    label: str
    text: str
    y: int
    middle: int
    length: int
    end: int


@dataclass(frozen=True)
class Bars:
    """A drawing of horizontal bars from zero, with the target as a line if there is one."""

    bars: tuple[Bar, ...]
    width: int
    height: int
    start: int
    target: int | None
    target_label: str


def bars(data: Mapping[str, Any]) -> Bars | None:
    """Draw the first series as bars; None where a value is negative or missing."""
    values = data["series"][0]["values"] if data["series"] else []
    if not values or any(value is None or Decimal(str(value)) < 0 for value in values):
        return None
    target = data.get("target")
    scale = [Decimal(str(value)) for value in values] + ([Decimal(str(target["value"]))] if target else [])
    unit = Decimal(WIDTH - LABEL - ROOM) / (max(scale) or 1)
    drawn = tuple(
        _bar(str(label), value, index, unit)
        for index, (label, value) in enumerate(zip(data["labels"], values, strict=True))
    )
    return Bars(
        bars=drawn,
        width=WIDTH,
        height=BAR * len(drawn) + (22 if target else 4),
        start=LABEL,
        target=LABEL + int(scale[-1] * unit) if target else None,
        target_label=str(target["label"]) if target else "",
    )


def _bar(label: str, value: Any, index: int, unit: Decimal) -> Bar:
    length = int(Decimal(str(value)) * unit)
    return Bar(label, number(value), BAR * index + 5, BAR * index + BAR // 2, length, LABEL + length + 8)


def number(value: Any) -> str:
    """A number for readers: thousands apart, a true minus sign, an en dash where there is none."""
    if value is None:
        return "–"
    return f"{Decimal(str(value)):,}".replace("-", "\u2212")
