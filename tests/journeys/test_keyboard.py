"""Pages by keyboard alone: everything is reached, in reading order, and one always sees where one is (WCAG 2.2)."""

import pytest

from tests.architecture.matrix import address, rows

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]
PAGES = {
    "demo:path": "visitor",
    "demo:roles": "visitor",
    "council:motion": "auditor",
    "council:opinion": "secretary",
    "documents:edit": "secretariat",
    "elections:round": "visitor",
    "merit:award": "committee",
}
# The marked stops of the content, radios of one group as one stop.
STOPS = """() => {
    const groups = new Set()
    return [...document.querySelectorAll("main :is(a[href], button, input, select, textarea, summary, [tabindex='0'])")]
        .filter(each => each.type !== "hidden" && !each.disabled && each.checkVisibility())
        .filter(each => each.type !== "radio" || (!groups.has(each.name) && groups.add(each.name)))
        .map((each, index) => { each.dataset.stop = index; each.dataset.group = each.name || ""; return index })
}"""
HERE = """() => {
    const each = document.activeElement, box = each.getBoundingClientRect(), style = getComputedStyle(each)
    const group = each.type === "radio" && document.querySelector(`[data-stop][name="${each.name}"]`)
    const bar = document.querySelector(".tabbar")
    const bottom = bar && bar.checkVisibility() ? bar.getBoundingClientRect().top : innerHeight
    return {
        stop: Number((group || each).dataset.stop ?? -1),
        seen: box.bottom > 0 && box.top < bottom,
        ringed: style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2,
        inside: each.closest("main") !== null,
    }
}"""


@pytest.mark.parametrize("width", [390, 1280], ids=["phone", "desktop"])
@pytest.mark.parametrize("name", PAGES)
def test_the_keyboard_reaches_everything_in_order_and_focus_is_seen(site, browser, name, width):
    role = PAGES[name]
    page = site.visit(browser, "" if role == "visitor" else role, width=width)
    row = next(row for row in rows() if row.name == name)
    page.goto(address(row, lambda word: site.things[word]))
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    stops = page.evaluate(STOPS)
    walked = _walk(page, len(stops))
    page.context.close()
    assert stops
    assert [place["stop"] for place in walked] == stops
    assert [place for place in walked if not (place["seen"] and place["ringed"])] == []


def _walk(page, most):
    """The places that Tab leads to inside the content, one after the other."""
    walked = []
    for _ in range(most):
        page.keyboard.press("Tab")
        place = page.evaluate(HERE)
        if not place["inside"]:
            break
        walked.append(place)
    return walked
