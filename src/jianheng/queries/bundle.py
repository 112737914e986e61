"""The exported file: entries, opened fields with their salts, proofs, a table and a guide in both languages."""

import csv
import hashlib
import io
import json
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.template.loader import render_to_string
from django.utils.translation import gettext, override

from jianheng.ledger.models import Entry
from jianheng.ledger.selectors.evidence import evidence
from jianheng.queries.commitments import commit, parts_of
from jianheng.queries.models import Query
from jianheng.queries.selectors import Row, rows
from jianheng.web.text import COUNTY_TIME, field_name, instant_text

READMES = {"README.zh.txt": "zh-hans", "README.en.txt": "en"}
"""The guides, by the language each is written in."""
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def bundle(query: Query, entries: Sequence[Entry], at: datetime) -> bytes:
    """The zip file of an export. Its parts are stamped with ``at``, so that equal parts give equal bytes."""
    parts = dict(_parts(query, entries, at))
    parts["digests.txt"] = _digests(parts)
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            info = zipfile.ZipInfo(f"{query.code}/{name}", at.astimezone(COUNTY_TIME).timetuple()[:6])
            info.external_attr = 0o644 << 16
            archive.writestr(info, data, zipfile.ZIP_DEFLATED)
    return made.getvalue()


def _parts(query: Query, entries: Sequence[Entry], at: datetime) -> Iterator[tuple[str, bytes]]:
    for name, language in READMES.items():
        with override(language):
            context = {"query": query, "entries": entries, "at": instant_text(at)}
            yield name, render_to_string(f"queries/export/{name}", context).encode("utf-8")
    yield "query.json", _json({**_query(query), "at": at.isoformat()})
    yield "entries.csv", _table(rows(entries))
    for entry in entries:
        names = [field.name for field in entry.fields.all()]
        yield f"evidence/{entry.code}.json", _json(evidence(entry, names))


def _query(query: Query) -> Mapping[str, Any]:
    """The query itself with what opens the three commitments of its entry."""
    parts = parts_of(query)
    return {
        "kind": "jianheng-query",
        "query": query.code,
        "entry": query.entry.code,
        "opened_at": query.opened_at.isoformat(),
        "parts": parts,
        "salts": query.salts,
        "commitments": commit(parts, query.salts),
    }


def _json(value: Any) -> bytes:
    return (json.dumps(value, ensure_ascii=False, indent=1, sort_keys=True) + "\n").encode("utf-8")


def _table(found: Sequence[Row]) -> bytes:
    """One line per opened field, for a spreadsheet: UTF-8 with a mark at its beginning, formulas disarmed."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(["trace code 追溯码", "time 时间", "type", "内容", "what happened", "field", "项目", "value 值"])
    for row in found:
        entry = row.entry
        titles = [_in("zh-hans", row.title), _in("en", row.title)]
        for name, value in row.fields.items():
            shown = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
            cells = [entry.code, instant_text(entry.at), entry.type, *titles, name, _field(name, entry.type), shown]
            writer.writerow([f"'{cell}" if cell.startswith(_FORMULA) else cell for cell in cells])
    return text.getvalue().encode("utf-8-sig")


def _in(language: str, message: str) -> str:
    with override(language):
        return gettext(message)


def _field(name: str, of: str) -> str:
    with override("zh-hans"):
        return field_name(name, of) or name


def _digests(parts: Mapping[str, bytes]) -> bytes:
    lines = [f"{hashlib.sha256(data).hexdigest()}  {name}\n" for name, data in sorted(parts.items())]
    return "".join(lines).encode()
