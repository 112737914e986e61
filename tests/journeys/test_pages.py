"""Every page type in a real browser: accessible, at home on a phone, quiet, in both languages (WCAG 2.2 AA)."""

import re
from pathlib import Path

import pytest

from tests.architecture.matrix import ROLES, address, rows

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]
AXE = Path(__file__).resolve().parents[2] / "node_modules" / "axe-core" / "axe.min.js"
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
SHOWN = [row for row in rows() if row.shows]


# Text nodes that a reader sees, those inside what is data or code in either language left out.
VISIBLE = """quiet => {
    const found = [], walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
    while (walker.nextNode()) {
        const near = walker.currentNode.parentElement
        if (near.closest(quiet) === null && near.checkVisibility()) found.push(walker.currentNode.data.trim())
    }
    return found.filter(Boolean)
}"""
DATA = "code, pre, script, style, textarea, select, .latin, #swagger-ui"
SENTENCE = re.compile(r"[A-Za-z]{4,}( [A-Za-z]+){2,}")
HAN = re.compile(r"[\u4e00-\u9fff]")
# The frame of a page rather than what the county wrote into it; ballots are in Chinese and charts name options.
FRAME = "nav.sections, nav.entries, nav.sitemap, th[scope=col], legend, summary, dt, .tag, .hint, .stepper, .me__roles"


SCREENS = {"phone": (390, "zh-hans"), "desktop": (1280, "zh-hans"), "english": (1280, "en")}


# What a page weighs as sent, without scripts of charts and of the documentation of the interface, in bytes.
WEIGHT = """() => [...performance.getEntriesByType("navigation"), ...performance.getEntriesByType("resource")]
    .filter(each => !/charts|swagger|[.]json$/.test(each.name))
    .reduce((sum, each) => sum + each.encodedBodySize, 0)"""
HEAVIEST = 120 * 1024


@pytest.fixture(scope="module", params=list(SCREENS.values()), ids=list(SCREENS))
def screen(request):
    """How wide the window is, and in which language the pages are read."""
    return request.param


@pytest.fixture(scope="module")
def open_as(site, browser, screen):
    """A function that returns a page of someone in a role, one web session for each role."""
    known = {}
    width, language = screen

    def of(role):
        if role not in known:
            known[role] = site.visit(browser, "" if role == "visitor" else role, width=width, language=language)
        return known[role]

    yield of
    for page in known.values():
        page.context.close()


@pytest.mark.parametrize("row", SHOWN, ids=lambda row: row.name)
def test_a_page_is_accessible_and_fits(site, open_as, screen, row):
    page = open_as(next(role for role in ROLES if role in row.allow))
    errors = []
    page.on("console", lambda message: errors.append(message.text) if message.type == "error" else None)
    page.on("requestfinished", lambda sent: None if sent.url.startswith(site.address) else errors.append(sent.url))
    path = address(row, lambda word: site.things[word])
    answer = page.goto(path)
    assert answer.status == 200, path
    assert page.locator("h1").count() == 1
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), "scrolls sideways"
    assert "visitor" not in row.allow or page.evaluate(WEIGHT) <= HEAVIEST
    assert _foreign(page, screen[1]) == []
    page.evaluate(AXE.read_text(encoding="utf-8"))
    found = page.evaluate("rules => axe.run(document, rules)", RULES)["violations"]
    assert [(fault["id"], [node["target"] for node in fault["nodes"]][:3]) for fault in found] == []
    assert errors == []


def _foreign(page, language):
    """Texts of the page in the language it is not read in: sentences on a Chinese page, the frame on an English one."""
    page.evaluate("document.querySelectorAll('details').forEach(each => each.open = true)")
    if language == "en":
        shown = page.locator(f":is({FRAME}):not(body [lang] *, .chart *)").all_inner_texts()
        return [text for text in shown if HAN.search(text)]
    return [text for text in page.evaluate(VISIBLE, DATA) if SENTENCE.search(text)]
