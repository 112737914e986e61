"""The printed form of documents after GB/T 9704-2012, measured from the PDF (Art. 7.2)."""

import itertools
import time
from dataclasses import asdict
from typing import Any

import numpy as np
import pytest
import zxingcpp
from hypothesis import given, settings
from hypothesis import strategies as st

from jianheng.documents.typeset import FontsIncomplete, MissingGlyphs, Seal, TooLong, faces, font_sets, typeset
from jianheng.documents.typeset.faces import KNOWN, Role
from jianheng.documents.typeset.grid import CELL, CELLS, MEASURE, NOT_FIRST, NOT_LAST, PITCH, SIZE, paragraph
from jianheng.documents.typeset.levels import level_of, spans_of
from tests.rooms import printing
from tests.rooms.printing import ADDRESS, ANNEX, MM, SENTENCE, form, ink, picture, reader, rules, runs, small_font

TOP, BOTTOM, ODD, EVEN, WIDE = 37, 262, 28, 26, 156
NEAR = 0.5
LONG = "县城老旧供水管网更新改造工程建设管理工作实施方案审查意见落实情况报告" * 60


def pages(pdf: bytes) -> int:
    return len(reader(pdf).pages)


def near(value: float, wanted: float, by: float = NEAR) -> bool:
    return abs(value - wanted) <= by


@pytest.fixture(scope="module")
def usual() -> bytes:
    """The usual document: two pages."""
    return typeset(form()).pdf


@pytest.fixture(scope="module")
def long() -> bytes:
    """Plain text over several pages."""
    return typeset(form(paragraphs=(LONG,))).pdf


# --- the page and its grid --------------------------------------------------------------------------


def test_the_paper_is_a4(usual):
    for page in reader(usual).pages:
        assert near(float(page.mediabox.width) / MM, 210, 0.1)
        assert near(float(page.mediabox.height) / MM, 297, 0.1)


def test_a_full_page_has_22_lines_of_28_characters_that_fill_156_by_225_millimetres(long):
    lines: dict[float, list[printing.Run]] = {}
    for run in runs(long, 2):
        if near(run.size, SIZE, 0.01):
            lines.setdefault(round(run.y, 2), []).append(run)
    tops = sorted(lines)
    assert len(tops) == 22
    assert {len("".join(run.text for run in lines[top])) for top in tops} == {28}
    assert all(near(lower - upper, PITCH / MM, 0.02) for upper, lower in itertools.pairwise(tops))
    assert near(tops[0] - 0.88 * SIZE / MM, TOP, 0.1)
    assert near(tops[-1] + 0.12 * SIZE / MM, BOTTOM, 0.1)
    assert all(near(lines[top][0].x, EVEN, 0.05) for top in tops)


def test_margins_of_ink_are_those_of_the_standard(long, tmp_path):
    for page, left in ((2, EVEN), (3, ODD)):
        found = ink(picture(long, page, tmp_path)[: int(263 / 25.4 * 150)])
        for edge, wanted in zip(found, (left, TOP, left + WIDE, BOTTOM), strict=True):
            assert near(edge, wanted), (page, found)


def test_the_mark_stands_35_millimetres_below_the_upper_edge_and_is_red(usual, tmp_path):
    left, top, right, _bottom = ink(picture(usual, 1, tmp_path)[: int(100 / 25.4 * 150)], red=True)
    assert near(top, TOP + 35)
    assert near(left + right, 2 * (ODD + WIDE / 2), 1.5)


def test_number_and_red_rule(usual):
    number = [run for run in runs(usual, 1) if run.text in ("衡川委发", "〔", "2026", "〕", "3", "号")]
    assert "".join(run.text for run in number[:6]) == "衡川委发〔2026〕3号"
    rule = rules(usual, 1)[0]
    assert (near(rule.x, ODD), near(rule.length, WIDE)) == (True, True)
    assert near(rule.y - (number[0].y + 0.12 * SIZE / MM), 4)


def test_page_numbers_stand_outside_7_millimetres_below_the_text(long):
    for page in (1, 2, 3):
        number = next(run for run in runs(long, page) if run.text == f"— {page} —")
        assert near(number.size, 14, 0.01)
        assert near(number.y - 0.38 * 14 / MM, BOTTOM + 7)
        if page % 2 == 0:
            assert near(number.x, EVEN + 14 / MM)
        else:
            assert ODD + WIDE - 30 < number.x < ODD + WIDE - 14 / MM - 8


# --- the imprint ------------------------------------------------------------------------------------


def test_the_rules_of_the_imprint(usual):
    found = sorted((rule for rule in rules(usual, 2) if near(rule.length, WIDE, 0.1)), key=lambda rule: rule.y)
    thick = [round(rule.thick, 2) for rule in found[-4:]]
    assert thick == [0.35, 0.25, 0.25, 0.35]
    assert near(found[-1].y, BOTTOM)
    assert all(near(rule.x, EVEN, 0.05) for rule in found[-4:])


@pytest.mark.parametrize("count", range(1, 9))
def test_the_imprint_ends_an_even_page(count):
    pdf = typeset(form(paragraphs=(LONG[: 180 * count],), annex=None)).pdf
    assert pages(pdf) % 2 == 0
    assert "印发" in reader(pdf).pages[-1].extract_text().replace(" ", "")


def test_a_blank_page_before_the_imprint_and_the_imprint_itself_are_not_numbered():
    facts = tuple((f"事项{number}", "说明") for number in range(20))
    pdf = typeset(form(annex=type(ANNEX)("表决情况与依据", facts, ANNEX.votes))).pdf
    assert pages(pdf) == 4
    assert any(run.text == "— 2 —" for run in runs(pdf, 2))
    assert not reader(pdf).pages[2].extract_text().strip()
    assert "—" not in "".join(run.text for run in runs(pdf, 4))


def test_recipients_that_would_fill_the_first_page_move_to_the_imprint():
    many = "，".join(f"第{number}乡镇人民政府" for number in range(40))
    pdf = typeset(form(recipients=many)).pdf
    first, last = (reader(pdf).pages[at].extract_text().replace(" ", "") for at in (0, -1))
    assert "第39乡镇" not in first
    assert SENTENCE[:10] in first
    assert "主送：" in last.replace("\n", "")
    with pytest.raises(TooLong) as refused:
        typeset(form(recipients=many * 5))
    assert refused.value.part == "recipients"


# --- signature and seal -----------------------------------------------------------------------------


def test_the_date_ends_four_characters_from_the_right_and_the_issuer_is_centred_above_it(usual):
    shown = runs(usual, 1)
    at = max(number for number, run in enumerate(shown) if run.text == "日")
    date, issuer = shown[at - 5 : at + 1], next(run for run in shown if run.text == "中共衡川县委员会")
    assert "".join(run.text for run in date) == "2026年3月5日"
    end = date[-1].x + CELL / MM
    assert near(end, ODD + WIDE - 4 * CELL / MM)
    assert near(issuer.x + 4 * CELL / MM, (date[0].x + end) / 2)
    assert near(date[0].y - issuer.y, PITCH / MM, 0.05)


def test_the_seal_is_centred_on_the_date_and_begins_within_a_line_of_the_text(usual, tmp_path):
    shown = runs(usual, 1)
    image = picture(usual, 1, tmp_path)
    cut = int(130 / 25.4 * 150)
    left, top, right, bottom = ink(image[cut:], red=True)
    above = max(run.y for run in shown if run.text == "表决情况与依据") + 0.12 * SIZE / MM
    date = next(run for run in shown if run.text == "2026" and run.y > 150)
    issuer = next(run for run in shown if run.text == "中共衡川县委员会")
    top, bottom = top + 130, bottom + 130
    assert near(right - left, 42)
    assert 0 < top - above < PITCH / MM
    assert near((left + right) / 2, issuer.x + 4 * CELL / MM)
    middle = (top + bottom) / 2
    assert middle < (issuer.y + date.y) / 2 < middle + 10


def test_without_a_seal_the_date_begins_two_characters_after_the_issuer():
    pdf = typeset(form(seal=Seal.NONE, issuer="中共衡川县委员会办公室")).pdf
    shown = runs(pdf, 1)
    issuer = next(run for run in shown if run.text == "中共衡川县委员会办公室")
    date = next(run for run in shown if run.text == "2026" and run.y > issuer.y)
    assert near(date.x - issuer.x, 2 * CELL / MM)


def test_the_specimen_is_marked_and_a_real_seal_is_not(usual):
    assert "样章" in printing.text(usual)
    assert "样章" not in printing.text(typeset(form(seal=Seal.ISSUER)).pdf)


@pytest.mark.parametrize("rows", range(3, 13))
def test_signature_and_seal_never_stand_alone_on_a_page(rows):
    pdf = typeset(form(paragraphs=(LONG[: 28 * rows - 2],), annex=None)).pdf
    signed = next(at for at in range(1, pages(pdf) + 1) if any(run.text == "日" for run in runs(pdf, at)))
    issuer = next(run for run in runs(pdf, signed) if run.text == "中共衡川县委员会")
    assert any(near(run.size, SIZE, 0.01) and TOP < run.y < issuer.y - 20 for run in runs(pdf, signed))
    assert issuer.y < BOTTOM


# --- texts ------------------------------------------------------------------------------------------


def width(_role: Role, text: str) -> tuple[float, bool]:
    return sum(1.0 if ord(character) > 0x2000 else 0.5 for character in text), False


TEXTS = st.text(alphabet="一二三县委的，。、；：“”《》（）…—· 12ab%", min_size=1, max_size=150)


@settings(max_examples=300, deadline=None)
@given(TEXTS)
def test_no_line_begins_or_ends_with_a_wrong_mark_or_leaves_the_measure(text):
    lines = paragraph([(Role.BODY, text)], width, indent=2.0)
    joined = ["".join(piece["s"] for piece in line["p"]) for line in lines]
    assert "".join(joined).replace(" ", "") == text.replace(" ", "")
    for before, after in itertools.pairwise(joined):
        runs_on = set(before.strip()) | set(after.strip())
        if runs_on - NOT_FIRST - NOT_LAST:
            allowed = after[0] not in NOT_FIRST and before[-1] not in NOT_LAST
            assert allowed or _unbreakable(before + after), (before, after)
    for line in lines:
        assert _ink_width(line) <= MEASURE + 0.35 * CELL


def _unbreakable(text: str) -> bool:
    """Whether a stretch of marks as long as half a line leaves no place to break."""
    marks = [character in NOT_FIRST | NOT_LAST | {" "} for character in text]
    return sum(marks) > CELLS // 2


def _ink_width(line: dict[str, Any]) -> float:
    """Points from the margin to the end of the last character's ink, a mark's being in its first half."""
    total = float(line["i"])
    for piece in line["p"]:
        own = width(Role.BODY, piece["s"])[0] * SIZE
        total += own + piece.get("b", 0) + piece.get("a", 0)
        total += line["t"] * (len(piece["s"]) if piece["k"] in ("han", "mark") else 0)
    return total - (0.5 * CELL if line["p"] and line["p"][-1]["s"][-1] in NOT_FIRST else 0)


def test_levels_are_set_in_their_own_faces():
    assert [level_of(text) for text in ("一、总则", "（二）范围", "3.职责", "（4）例外", "三点意见", "2.5万元")] == [
        *(1, 2, 3, 4, 0, 0)
    ]
    assert spans_of("一、总体要求") == (1, [(Role.HEAD, "一、总体要求")])
    assert spans_of("（二）资金。来源为预备费。") == (0, [(Role.KAI, "（二）资金。"), (Role.BODY, "来源为预备费。")])


HOSTILE = (
    '#eval("1+1") $x^2$ *粗* _斜_ `码` @引 <标> \\u{41} // 注 /* */ [容] {代} ~ -- ... = 题 + 列',
    '#panic[停] #set page(paper: "a3") #read("sheet") #import "x" : *',
)


def test_what_looks_like_markup_is_printed_literally():
    pdf = typeset(form(paragraphs=HOSTILE, title="关于#eval与$公式$的*决定*", annex=None)).pdf
    shown = printing.text(pdf)
    for text in (*HOSTILE, "关于#eval与$公式$的*决定*"):
        assert "".join(text.split()) in shown


@pytest.mark.parametrize("title", ["决定", "关于" + LONG[:34] + "的决定", "关于" + LONG[:190] + "的若干决定"])
def test_titles_of_any_length_leave_room_for_text_on_the_first_page(title):
    pdf = typeset(form(title=title)).pdf
    first = "".join(reader(pdf).pages[0].extract_text().split())
    assert title in first
    assert SENTENCE[:15] in first
    sizes = {run.size: run.x for run in runs(pdf, 1) if run.text[:2] == title[:2]}
    assert all(x > ODD - 0.1 for x in sizes.values())


def test_a_title_of_two_lines_is_no_rectangle_and_breaks_no_word_pair():
    pdf = typeset(form(title="关于进一步加强县城供水管网改造工程建设管理工作的决定")).pdf
    lines: dict[float, str] = {}
    for run in runs(pdf, 1):
        if near(run.size, 22, 0.01):
            lines[round(run.y)] = lines.get(round(run.y), "") + run.text
    assert len(lines) == 2
    assert len({len(line) for line in lines.values()}) == 2


@pytest.mark.parametrize(
    "changes",
    [
        {"paragraphs": ("同意。",)},
        {"paragraphs": (), "recipients": "", "copied": "", "annex": None},
        {"reference": "", "dated": None, "seal": Seal.NONE, "check_address": "", "watermark": "草稿"},
        {"issuer": "衡川县高标准农田建设与县城供水管网改造工程联合推进领导小组办公室"},
        {"note": "此件公开发布"},
        {"paragraphs": ("The county adopts ISO/IEC 27001:2022 by 31 December 2026, see the appendix.",)},
        {"annex": type(ANNEX)("公文要素与依据", (("分年计划", LONG[:1000]), ("摘要值", "ab" * 32)))},
    ],
)
def test_documents_that_lack_parts_or_have_odd_ones_are_set(changes):
    pdf = typeset(form(**changes)).pdf
    assert pages(pdf) % 2 == 0
    for page in range(1, pages(pdf) + 1):
        assert all(ODD - 3 <= run.x <= 210 - 20 for run in runs(pdf, page) if run.size < 100)


# --- the file ---------------------------------------------------------------------------------------


def test_the_file_is_archivable_tagged_and_says_what_it_is(usual):
    found = reader(usual)
    root = printing.catalogue(usual)
    metadata = root["/Metadata"].get_data().decode()
    for part in ("<pdfaid:part>2<", "<pdfaid:conformance>B<", "<pdfuaid:part>1<"):
        assert part in metadata
    assert root["/MarkInfo"]["/Marked"]
    assert "/StructTreeRoot" in root
    assert root["/Lang"] == "zh-CN"
    assert found.metadata is not None
    assert found.metadata.title == "关于县城供水管网改造的决定"
    assert "HENG-2026-7K3M9QX2TA" in str(found.metadata.keywords)
    assert "字库：" in str(found.metadata.keywords)
    assert found.metadata.creation_date == form().made_at


def test_every_font_is_embedded(usual):
    found = printing.fonts(usual)
    assert len(found) >= 2
    for name, descriptor in found:
        assert {"/FontFile", "/FontFile2", "/FontFile3"} & set(descriptor), name


def test_the_same_document_gives_the_same_bytes(usual):
    assert typeset(form()).pdf == usual
    assert typeset(form(code="HENG-2026-XXXXXXXXXX")).pdf != usual


def test_the_qr_code_leads_to_the_check_page(usual, tmp_path):
    image = picture(usual, 2, tmp_path)[1150:1500, 100:700]
    for angle in (0, 3, -3, 8, -8):
        found = zxingcpp.read_barcodes(_turned(image, angle))
        assert [code.text for code in found] == [ADDRESS], angle


def _turned(image, angle: float):
    """The picture turned by some degrees about its middle, nearest neighbours, with a little noise."""
    grey = image.mean(axis=2)
    high, wide = grey.shape
    y, x = np.mgrid[0:high, 0:wide]
    turn = np.deg2rad(angle)
    dy, dx = y - high / 2, x - wide / 2
    rows = np.clip(np.cos(turn) * dy + np.sin(turn) * dx + high / 2, 0, high - 1).astype(int)
    columns = np.clip(np.cos(turn) * dx - np.sin(turn) * dy + wide / 2, 0, wide - 1).astype(int)
    noise = np.random.default_rng(7).normal(0, 12, grey.shape)
    return np.clip(grey[rows, columns] + noise, 0, 255).astype(np.uint8)


def test_a_document_of_ten_pages_costs_less_than_a_second(long):
    started = time.process_time()
    typeset(form(paragraphs=(LONG, LONG)))
    assert time.process_time() - started < 1


# --- fonts ------------------------------------------------------------------------------------------


def test_a_character_that_no_font_has_is_refused_by_name():
    with pytest.raises(MissingGlyphs) as refused:
        typeset(form(paragraphs=("责任人为𰻝某，附件见\U0001f600。",)))
    assert refused.value.characters == ("𰻝 (U+30EDD)", "😀 (U+1F600)")


@pytest.mark.parametrize("hidden", ["\u200b", "\u202e", "\ufeff", "\u0007", "\ue000"])
def test_hidden_characters_are_refused(hidden):
    with pytest.raises(MissingGlyphs) as refused:
        typeset(form(title=f"关于{hidden}改造的决定"))
    assert refused.value.characters == (f"U+{ord(hidden):04X}",)


def all_characters() -> str:
    """Every character that the usual document prints."""
    plain = form()
    return (
        "".join(map(str, asdict(plain).values()))
        + "年月日文件附职务姓名权重表决合计主抄送追溯码核验字库样章印发：— 0123456789，。、（）"
    )


@pytest.fixture
def folder(tmp_path):
    """A customer's folder with a face for every role."""
    letters = all_characters() + "".join(KNOWN[role][0] for role in Role)
    for role in Role:
        small_font(tmp_path / f"{role}.ttf", KNOWN[role][0], letters)
    return tmp_path


def test_the_customers_own_fonts_come_first_and_alone(folder):
    made = typeset(form(), folder)
    assert KNOWN[Role.BODY][0] in made.font_set
    names = [name for name, _descriptor in printing.fonts(made.pdf)]
    assert not any("Noto" in name or "Fandol" in name for name in names)
    with pytest.raises(MissingGlyphs) as refused:
        typeset(form(paragraphs=("龘龘",)), folder)
    assert refused.value.characters == ("龘 (U+9F98)",)


def test_a_folder_that_lacks_a_face_is_refused_by_name(folder):
    (folder / "title.ttf").rename(folder.parent / "elsewhere.ttf")
    other = folder.parent / "other"
    other.mkdir()
    for path in folder.glob("*.ttf"):
        path.rename(other / path.name)
    with pytest.raises(FontsIncomplete) as refused:
        typeset(form(), other)
    assert refused.value.roles == ("小标宋（FZXiaoBiaoSong-B05S）",)


def test_the_packaged_fonts_are_always_there_and_say_that_they_stand_in():
    assert font_sets()[-1].name == "Noto Serif SC、Noto Sans SC（代仿宋、楷体、小标宋）"


def test_the_first_set_that_has_every_character_is_used_and_named(folder, monkeypatch):
    fandol = folder.parent / "fandol"
    fandol.mkdir()
    families = {"FandolFang-Regular": "FandolFang R", "FandolSong": "FandolSong", "FandolHei": "FandolHei"}
    for name, family in (families | {"FandolKai": "FandolKai"}).items():
        small_font(fandol / f"{name}.otf", family, all_characters() + "Fandol仿宋宋黑楷体（、）")
    monkeypatch.setattr(faces, "_installed", lambda: [fandol])
    assert typeset(form()).font_set == "Fandol（仿宋、宋体、黑体、楷体）"
    assert typeset(form(paragraphs=("由堃某负责。",))).font_set.startswith("Noto Serif SC")
