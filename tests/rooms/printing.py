"""Printed documents for tests: a form, its pages measured in millimetres, and small fonts made on the spot."""

import io
import re
import shutil
import subprocess
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from fontTools.fontBuilder import FontBuilder
from fontTools.pens.ttGlyphPen import TTGlyphPen
from numpy.typing import NDArray
from pypdf import PdfReader

from jianheng.documents.typeset import Annex, Form, Seal, Votes

MM = 72 / 25.4
HIGH = 297.0
ADDRESS = "https://jianheng.example/check/HENG-2026-7K3M9QX2TA/"
ISSUED = datetime(2026, 3, 5, 1, 30, tzinfo=UTC)
SENTENCE = "为解决县城老旧供水管网漏损严重和水压不稳的问题，县委会议按照加权表决的结果作出如下决定。"
ANNEX = Annex(
    "表决情况与依据",
    (("追溯码", "HENG-2026-7K3M9QX2TA"), ("法律依据", "《城市供水条例》第十四条"), ("资金总额", "5,000,000元")),
    Votes(
        (("县委书记", "某一", "80", "实施改造"), ("县纪委书记", "某二", "60", "维持现状")), "实施改造 80，维持现状 60"
    ),
)


def form(**changes) -> Form:
    """A document of one page with an annex."""
    made = Form(
        issuer="中共衡川县委员会",
        reference="衡川委发〔2026〕3号",
        title="关于县城供水管网改造的决定",
        recipients="县水务局",
        paragraphs=(SENTENCE,),
        copied="县人大常委会办公室，县纪委监委",
        printer="中共衡川县委办公室",
        code="HENG-2026-7K3M9QX2TA",
        check_address=ADDRESS,
        made_at=ISSUED,
        dated=ISSUED.date(),
        annex=ANNEX,
        seal=Seal.SPECIMEN,
    )
    return replace(made, **changes)


@dataclass(frozen=True)
class Run:
    """A run of text: where its baseline begins, in millimetres from the left and from the upper edge."""

    text: str
    x: float
    y: float
    size: float


@dataclass(frozen=True)
class Rule:
    """A horizontal rule, in millimetres."""

    x: float
    y: float
    length: float
    thick: float


def reader(pdf: bytes) -> PdfReader:
    return PdfReader(io.BytesIO(pdf))


def catalogue(pdf: bytes) -> Any:
    """The root dictionary of a file."""
    return reader(pdf).root_object


def fonts(pdf: bytes) -> list[tuple[str, Any]]:
    """Name and descriptor of every font of a file, once."""
    found: dict[str, Any] = {}
    for page in reader(pdf).pages:
        resources: Any = page["/Resources"]
        for font in resources.get("/Font", {}).values():
            inner = font.get_object()["/DescendantFonts"][0].get_object()
            found[str(inner["/BaseFont"])] = inner["/FontDescriptor"].get_object()
    return list(found.items())


def runs(pdf: bytes, page: int) -> list[Run]:
    """The runs of a page (from 1) in the order they were set."""
    found: list[Run] = []

    def visit(text, matrix, _text_matrix, _font, size):
        if text.strip():
            found.append(Run(text.strip(), matrix[4] / MM, HIGH - matrix[5] / MM, size))

    reader(pdf).pages[page - 1].extract_text(visitor_text=visit)
    return found


def rules(pdf: bytes, page: int) -> list[Rule]:
    """The horizontal rules of a page, from its content."""
    content = reader(pdf).pages[page - 1].get_contents()
    assert content is not None
    pattern = rb"1 0 0 -1 ([\d.]+) ([\d.]+) cm(?:(?!cm)[^Q])*?([\d.]+) w(?:(?!cm)[^Q])*?0 0 m ([\d.]+) 0 l"
    return [
        Rule(float(x) / MM, HIGH - float(y) / MM, float(length) / MM, float(thick) / MM)
        for x, y, thick, length in re.findall(pattern, content.get_data())
    ]


def text(pdf: bytes) -> str:
    """All the text without spaces and line ends."""
    return "".join("".join(page.extract_text().split()) for page in reader(pdf).pages)


def picture(pdf: bytes, page: int, folder: Path, *, dots: int = 150) -> NDArray[np.uint8]:
    """A page as an array of rows, columns and colours, by poppler; skipped where that is not installed."""
    program = shutil.which("pdftoppm")
    if program is None:
        pytest.skip("pdftoppm (poppler-utils) is not installed: ink and QR codes are not measured")
    (folder / "page.pdf").write_bytes(pdf)
    asked = [program, "-r", str(dots), "-f", str(page), "-l", str(page), str(folder / "page.pdf")]
    data = subprocess.run(asked, capture_output=True, check=True).stdout
    head = re.match(rb"P6\s+(\d+)\s+(\d+)\s+255\s", data)
    assert head is not None
    wide, high = int(head[1]), int(head[2])
    return np.frombuffer(data[head.end() :], np.uint8).reshape(high, wide, 3)


def ink(image: NDArray[np.uint8], *, red: bool = False, dots: int = 150) -> tuple[float, float, float, float]:
    """Left, top, right, bottom in millimetres of what is black, or red."""
    part = image.astype(int)
    mask = (part[..., 0] > 150) & (part[..., 1] < 110) & (part[..., 2] < 110) if red else part.max(axis=2) < 110
    rows, columns = np.flatnonzero(mask.any(axis=1)), np.flatnonzero(mask.any(axis=0))
    edges = (columns[0], rows[0], columns[-1] + 1, rows[-1] + 1)
    left, top, right, bottom = (float(edge) * 25.4 / dots for edge in edges)
    return left, top, right, bottom


def small_font(path: Path, family: str, characters: str) -> None:
    """A font file whose glyphs are plain squares, one em wide for ideographs and half for the rest."""
    codes = sorted({ord(character) for character in characters})
    names = {code: f"u{code:X}" for code in codes}
    builder = FontBuilder(1000, isTTF=True)
    builder.setupGlyphOrder([".notdef", *names.values()])
    builder.setupCharacterMap(names)
    pen = TTGlyphPen(None)
    for step, point in enumerate(((50, 0), (50, 700), (400, 700), (400, 0))):
        (pen.lineTo if step else pen.moveTo)(point)
    pen.closePath()
    square = pen.glyph()
    builder.setupGlyf({".notdef": square, **dict.fromkeys(names.values(), square)})
    widths = {name: (1000 if code > 0x2000 else 500, 50) for code, name in names.items()}
    builder.setupHorizontalMetrics({".notdef": (1000, 50), **widths})
    builder.setupHorizontalHeader(ascent=880, descent=-120)
    builder.setupNameTable({"familyName": family, "styleName": "Regular", "psName": f"Small-{path.stem}"})
    builder.setupOS2(sTypoAscender=880, usWinAscent=880, usWinDescent=120, usWeightClass=400)
    builder.setupPost()
    builder.save(path)
