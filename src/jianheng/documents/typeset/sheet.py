"""A document laid out: what the template is told, in points and lines."""

import math
import re
import textwrap
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from jianheng.documents.typeset.code import qr_svg
from jianheng.documents.typeset.faces import FontSet, Role
from jianheng.documents.typeset.form import Annex, Form, Seal
from jianheng.documents.typeset.glyphs import natural
from jianheng.documents.typeset.grid import (
    CELL,
    MEASURE,
    MM,
    PITCH,
    ROWS,
    SIZE,
    Measure,
    Span,
    line_of,
    paragraph,
    tokens,
    width_of,
)
from jianheng.documents.typeset.levels import spans_of
from jianheng.documents.typeset.titles import shaped

TITLE_SIZES = (22.0, 18.0, 16.0)  # 2号, and smaller where a title would push the text off the first page
TEXT_FIRST = 2  # rows of text that the first page shows at least
MARK_HIGH = 44.0
MARK_LEAST = 34.0
MARK_NARROW = 0.6
MARK_WIDE = 152 * MM
MARK_AT = 35 * MM
SMALL = 14.0  # 4号, in the imprint and the annex
IMPRINT = Measure(cell=(MEASURE - 2 * SMALL) / 29, cells=29, size=SMALL)
IMPRINT_LINES = 23
IMPRINT_LINES_CLOSE = 32
SEAL = 42 * MM
SEAL_FROM_TEXT = 6.4 * MM  # less than one line below the text
LONG_WORD = re.compile(r"[!-~]{25,}")
BREAK = "\u200b"
UNDATED = "　　年　月　日"
UNNUMBERED = "（草稿，尚未编号）"

Line = dict[str, Any]


class TooLong(Exception):
    """A part that does not fit where the standard puts it; ``part`` is title, recipients or copied."""

    def __init__(self, part: str) -> None:
        super().__init__(part)
        self.part = part


@dataclass
class Sheet:
    """The lines of one document in one set of fonts; ``used`` gathers what has to be printable."""

    form: Form
    fonts: FontSet
    used: list[tuple[Role, str]] = field(default_factory=list)

    def width(self, role: Role, text: str) -> tuple[float, bool]:
        return natural(self.fonts, role, text)

    def lines(self, spans: Iterable[Span], measure: Measure | None = None, **indents: float) -> list[Line]:
        """The lines of a paragraph."""
        listed = list(spans)
        self.used += listed
        return paragraph(listed, self.width, measure=measure, **indents)

    def one(self, role: Role, text: str, measure: Measure | None = None) -> tuple[Line, float]:
        """One line and its width in points."""
        self.used.append((role, text))
        grid = measure or Measure()
        found = tokens([(role, text)], grid, self.width)
        return line_of(found, grid), width_of(found) * grid.cell

    def data(self) -> dict[str, Any]:
        """Everything for the template; raises `TooLong`."""
        form = self.form
        mark = _mark(f"{form.issuer}文件")
        self.used += [(Role.TITLE, f"{form.issuer}文件"), (Role.SONG, f"— 0123456789 —样章{form.issuer}")]
        self.used.append((Role.HEAD, form.watermark))
        rule = MARK_AT + mark["size"] + 2 * PITCH + SIZE + 4 * MM
        start = math.ceil((rule + 2 * PITCH) / PITCH - 0.2)
        recipients = self.lines([(Role.BODY, _recipients(form.recipients))], indent=0.0) if form.recipients else []
        title, inside = self._title(start, len(recipients))
        body, tail = self._body()
        return {
            "mark": mark | {"text": f"{form.issuer}文件"},
            "reference": self.one(Role.BODY, form.reference or UNNUMBERED)[0],
            "rule": rule,
            "start": start,
            "title": title | {"text": form.title},
            "recipients": recipients if inside else [],
            "body": body,
            "tail": tail,
            "signed": self._signed(),
            "annex": self._annex(form.annex) if form.annex else None,
            "imprint": self._imprint(moved=not inside and bool(recipients)),
            "watermark": form.watermark,
            "faces": {
                role: {"family": face.family, "weight": face.weight, "stroke": face.stroke}
                for role, face in self.fonts.faces.items()
            },
            "meta": {
                "author": form.issuer,
                "keywords": list(filter(None, [form.reference, form.code, f"字库：{self.fonts.name}", form.watermark])),
            },
        }

    def _title(self, start: int, recipients: int) -> tuple[dict[str, Any], bool]:
        """The lines of the title, and whether the recipients stay on the first page, which must show some text."""
        self.used.append((Role.TITLE, self.form.title))
        for size in TITLE_SIZES:
            measure = Measure(cell=size, cells=MEASURE // size, size=size)
            found = tokens([(Role.TITLE, self.form.title)], measure, self.width)
            lines = [line_of(line, measure) for line in shaped(found, measure.cells)]
            for inside in (True, False):
                if start + len(lines) + 1 + (recipients if inside else 0) + TEXT_FIRST <= ROWS:
                    return {"size": size, "lines": lines}, inside
        raise TooLong("title")

    def _body(self) -> tuple[list[dict[str, Any]], dict[str, Any]]:
        """The paragraphs, and what stays together with the signature: the last lines and the names of annexes."""
        blocks: list[dict[str, Any]] = []
        above = 1
        for text in filter(None, self.form.paragraphs):
            level, spans = spans_of(text)
            semantic = min(above + 1, level + 1) if level else 0
            above = semantic or above
            blocks.append({"level": semantic, "lines": self.lines(spans), "text": text if level else ""})
        names: list[Line] = []
        if self.form.annex:
            names = self.lines([(Role.BODY, f"附件：{self.form.annex.title}")], indent=2.0, hang=5.0)
        count = sum(len(block["lines"]) for block in blocks)
        keep = min(2, count - 1) if names else min(2, max(1, count - 1))
        last: list[dict[str, Any]] = []
        if blocks and keep > 0:
            final = blocks[-1]
            if len(final["lines"]) > keep and not final["level"]:
                last = [{**final, "lines": final["lines"][-keep:]}]
                blocks[-1] = {**final, "lines": final["lines"][:-keep]}
            else:
                last = [blocks.pop()]
        return blocks, {"blocks": last, "annexes": names}

    def _signed(self) -> dict[str, Any]:
        """Where issuer, date and seal stand; positions in points from the left and from the row after the text."""
        form = self.form
        dated = form.dated
        date_text = f"{dated.year}年{dated.month}月{dated.day}日" if dated else UNDATED
        date_line, date_width = self.one(Role.BODY, date_text)
        self.used.append((Role.BODY, form.issuer))
        found = tokens([(Role.BODY, form.issuer)], Measure(), self.width)
        issuers = shaped(found, 24)
        widths = [width_of(line) * CELL for line in issuers]
        widest = max(widths)
        if form.seal is Seal.NONE:
            issuer_at = MEASURE - 2 * CELL - widest
            date_at = min(issuer_at + 2 * CELL, MEASURE - 2 * CELL - date_width)
            above, centres = 1, [issuer_at + widest / 2] * len(issuers)
        else:
            middle = min(MEASURE - 4 * CELL - date_width / 2, MEASURE - widest / 2)
            date_at = middle - date_width / 2
            above, centres = 2, [middle] * len(issuers)
        lines = [
            {"line": line_of(line, Measure()), "x": centre - width / 2, "row": above + number}
            for number, (line, width, centre) in enumerate(zip(issuers, widths, centres, strict=True))
        ]
        lines.append({"line": date_line, "x": date_at, "row": above + len(issuers)})
        rows = above + len(issuers) + 1
        sealed = form.seal is not Seal.NONE
        note = self.lines([(Role.BODY, f"（{form.note}）")]) if form.note else []
        return {
            "lines": lines,
            "note": note,
            "note_row": rows,
            "rows": rows + max(len(note), 1 if sealed else 0),
            "seal": {
                "name": form.issuer,
                "specimen": form.seal is Seal.SPECIMEN,
                "size": SEAL,
                "x": date_at + date_width / 2 - SEAL / 2,
                "y": SEAL_FROM_TEXT - (PITCH - SIZE),
            }
            if sealed
            else None,
        }

    def _annex(self, annex: Annex) -> dict[str, Any]:
        votes = annex.votes
        measure = Measure(cell=22.0, cells=MEASURE // 22, size=22.0)
        self.used += [(Role.HEAD, "附件职务姓名权重表决合计"), (Role.TITLE, annex.title)]
        self.used += [(Role.HEAD, label) for label, _ in annex.facts]
        self.used += [(Role.BODY, line) for _, text in annex.facts for line in text.splitlines()]
        if votes:
            self.used += [(Role.BODY, cell) for row in (*votes.rows, (votes.totals,)) for cell in row]
        found = tokens([(Role.TITLE, annex.title)], measure, self.width)
        return {
            "title": {
                "size": 22.0,
                "lines": [line_of(line, measure) for line in shaped(found, measure.cells)],
                "text": annex.title,
            },
            "facts": [[label, softened(text)] for label, text in annex.facts],
            "votes": [list(row) for row in votes.rows] if votes else [],
            "totals": votes.totals if votes else "",
        }

    def _imprint(self, *, moved: bool) -> dict[str, Any]:
        """The imprint; ``moved`` if the main recipients stand here."""
        form = self.form
        parts = [("主送：", form.recipients, "recipients")] if moved else []
        parts += [("抄送：", form.copied, "copied")] if form.copied else []
        sent: list[list[Line]] = []
        for label, text, part in parts:
            lines = self.lines([(Role.BODY, f"{label}{text.rstrip('。：:')}。")], IMPRINT, indent=0.0, hang=3.0)
            if sum(len(one) for one in sent) + len(lines) > IMPRINT_LINES_CLOSE:
                raise TooLong(part)
            sent.append(lines)
        dated = form.dated
        told = f"{dated.year}年{dated.month}月{dated.day}日印发" if dated else "未印发"
        printer, (date, date_width) = self.one(Role.BODY, form.printer, IMPRINT)[0], self.one(Role.BODY, told, IMPRINT)
        labels = [("追溯码", form.code), ("核验", form.check_address), ("字库", self.fonts.name)]
        self.used += [(role, text) for label, text in labels for role, text in ((Role.HEAD, label), (Role.BODY, text))]
        return {
            "sent": sent,
            "leading": 8.0 if sum(len(lines) for lines in sent) <= IMPRINT_LINES else 2.4,
            "printer": printer,
            "date": date,
            "date_at": MEASURE - SMALL - date_width,
            "qr": qr_svg(form.check_address) if form.check_address else "",
            "address": form.check_address,
            "labels": [[label, text] for label, text in labels if text],
        }


def softened(text: str) -> str:
    """A text whose very long words may be broken, digests for instance."""
    return LONG_WORD.sub(lambda found: BREAK.join(textwrap.wrap(found[0], 8)), text)


def _recipients(text: str) -> str:
    return text.rstrip("：:。") + "："


def _mark(text: str) -> dict[str, float]:
    """Size of the issuer's mark in points and how far it is narrowed to stay within the measure."""
    size = min(MARK_HIGH, max(MARK_LEAST, MARK_WIDE / len(text)))
    scale = min(1.0, MARK_WIDE / (len(text) * size))
    if scale < MARK_NARROW:
        size, scale = MARK_WIDE / (len(text) * MARK_NARROW), MARK_NARROW
    return {"size": size, "scale": scale}
