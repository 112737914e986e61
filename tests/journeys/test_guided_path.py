"""The guided path, walked in a browser: hold the final, fill the offices, decide, book a merit, move the line."""

import re

import pytest
from playwright.sync_api import Page

from tests.journeys.conftest import serve

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]
MOST_ACTS = 20


WAYS = {
    "phone-zh": (390, "zh-hans", True),
    "desktop-en": (1280, "en", True),
    "without-scripts": (1280, "zh-hans", False),
}


@pytest.fixture(params=list(WAYS.values()), ids=list(WAYS))
def visitor(request, browser):
    """A visitor of a county of its own, with and without JavaScript."""
    width, language, scripts = request.param
    with serve() as site:
        page = site.visit(browser, width=width, language=language, scripts=scripts)
        yield page
        page.context.close()


def test_the_path_from_the_final_to_the_line(visitor):
    acts = 0
    while _take_next(visitor):
        acts += 1
        assert acts < MOST_ACTS, visitor.url
    assert visitor.locator("ol.path .tag--good").count() == 6
    visitor.goto("/offices/line/")
    changes = visitor.locator("table").last.locator("tbody tr")
    assert changes.count() >= 1


def _take_next(page: Page) -> bool:
    """Take the next act of the path; False when it has been walked."""
    page.goto("/demo/path/")
    button = page.locator("main .card .button--primary")
    if button.count() == 0:
        return False
    button.click()
    path = re.sub(r"https?://[^/]+", "", page.url)
    for pattern, act in ACTS:
        if re.fullmatch(pattern, path):
            act(page)
            return True
    raise AssertionError(f"the path led to {path}, which this journey does not know")


def _press(page: Page, action: str) -> None:
    """Press the button of the form that leads to ``action``."""
    page.locator(f"form[action$='{action}'] button").last.click()


def _on_the_election(page: Page) -> None:
    certify = page.locator("form[action$='/certify/'] button")
    (certify if certify.count() else page.locator("form[action$='/publish/'] button")).last.click()


def _pick(page: Page) -> None:
    page.locator("main form input[type=radio]").last.check()
    page.locator("main form textarea").fill("熟悉政府日常工作。")
    page.locator("main form button").last.click()


def _vote(page: Page) -> None:
    page.locator("main form input[type=radio]").first.check()
    page.locator("main form button").last.click()


def _award(page: Page) -> None:
    """Credit the congress chair, whose name stands on the third card of the offices."""
    case = page.url
    page.goto("/offices/")
    chair = page.locator("main section.card .figure").nth(2).inner_text()
    page.goto(case)
    page.locator("main form input[type=text]").first.fill(chair)
    page.locator("main form button").last.click()


def _appeal(page: Page) -> None:
    page.locator("main form textarea").fill("与事实不符，请复核。")
    page.locator("main form button").last.click()


def _answer(page: Page) -> None:
    page.locator("main form input[value=dismissed]").check()
    page.locator("main form textarea").fill("记录属实，维持原决定。")
    page.locator("main form button").last.click()


def _look(page: Page) -> None:
    """A page that is only looked at."""


ACTS = (
    (r"/elections/rounds/\d+/", lambda page: _press(page, "/count/")),
    (r"/elections/\d+/", _on_the_election),
    (r"/offices/begin/\d+/", lambda page: page.locator("main form button").last.click()),
    (r"/offices/teams/\d+/pick/", _pick),
    (r"/offices/teams/\d+/vote/", _vote),
    (r"/council/\d+/vote/", _vote),
    (r"/council/\d+/", lambda page: _press(page, "/close/")),
    (r"/demo/path/", _look),
    (r"/merit/cases/[^/]+/award/", _award),
    (r"/merit/bookings/[^/]+/appeal/", _appeal),
    (r"/merit/appeals/\d+/", _answer),
    (r"/offices/line/", _look),
)
