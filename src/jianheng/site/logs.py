"""Logs as lines of JSON without client addresses, names or what people typed."""

import logging
import traceback
from collections.abc import Mapping, MutableMapping
from typing import Any

import structlog


def formatter() -> logging.Formatter:
    """The formatter for standard-library records."""
    return structlog.stdlib.ProcessorFormatter(
        processors=[
            structlog.stdlib.ProcessorFormatter.remove_processors_meta,
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
        foreign_pre_chain=[
            structlog.stdlib.add_log_level,
            structlog.stdlib.add_logger_name,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            _where,
        ],
    )


def _where(_logger: Any, _method: str, event: MutableMapping[str, Any]) -> Mapping[str, Any]:
    """Where a defect happened and of what kind it is; messages of exceptions quote values, so they are left out."""
    raised = event.pop("exc_info", None)
    failure = raised[1] if isinstance(raised, tuple) else raised
    if isinstance(failure, BaseException):
        event["exception"] = " < ".join(_trace(one) for one in _chain(failure))
    return event


def _chain(failure: BaseException | None) -> list[BaseException]:
    found: list[BaseException] = []
    while failure is not None and failure not in found:
        found.append(failure)
        failure = failure.__cause__ or failure.__context__
    return found


def _trace(failure: BaseException) -> str:
    frames = traceback.extract_tb(failure.__traceback__)
    calls = ", ".join(f"{frame.filename}:{frame.lineno} {frame.name}" for frame in frames)
    return f"{type(failure).__module__}.{type(failure).__qualname__} at {calls}"
