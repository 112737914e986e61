"""A citizen checks a document: the browser computes and verifies by itself, and does without scripts too (Art. 7.5)."""

import json
import os
import secrets
from io import BytesIO
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Request
from pypdf import PdfReader

from jianheng.crypto.hashing import SHA256
from tests.rooms.checking_world import CODE, DOCUMENT, FEW, FLIPPED, FORGERIES, TITLE, answer, county, evidence

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]
AXE = Path(__file__).resolve().parents[2] / "node_modules" / "axe-core" / "axe.min.js"
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
DIGEST = SHA256.digest(DOCUMENT).hex()
WITHIN = 20_000


@pytest.fixture(scope="module")
def page(site, browser):
    """A visitor's page in English."""
    opened = site.visit(browser, language="en")
    yield opened
    opened.context.close()


def prepared(page, given, asked=None):
    """The check page, whose server has this one answer for the code and the digest, and nothing for others."""

    def reply(route):
        query = parse_qs(urlsplit(route.request.url).query)
        if asked is not None:
            asked.append(route.request)
        known = query.get("code") == [CODE] or query.get("digest") == [DIGEST]
        body = given if known else {"problem": "unknown", "asked": next(iter(query.values()))[0]}
        route.fulfill(content_type="application/json", body=json.dumps(body))

    page.unroute_all()
    page.route("**/check/answer/**", reply)
    if page.url.endswith("/check/"):
        page.evaluate("document.getElementById('check-result').replaceChildren()")
    else:
        page.goto("/check/")


def by_code(page, code=CODE):
    page.fill("#id_code", code)
    page.keyboard.press("Enter")
    return verdict(page)


def by_file(page, content, name="received.pdf"):
    page.set_input_files("#check-file", {"name": name, "mimeType": "application/pdf", "buffer": content})
    return verdict(page)


def verdict(page):
    shown = page.locator("#check-result:not([aria-busy]) [data-verdict]")
    shown.wait_for(timeout=WITHIN)
    return shown.get_attribute("data-verdict")


def failed(page):
    """The steps that the page says did not hold."""
    return page.locator("[data-step]:has(.tag--bad)").evaluate_all("found => found.map(each => each.dataset.step)")


def test_the_right_file_is_intact_and_was_not_sent(page):
    asked: list[Request] = []
    prepared(page, answer(evidence()), asked)
    assert by_file(page, DOCUMENT) == "intact"
    assert failed(page) == []
    shown = page.locator("#check-result").inner_text()
    for text in (TITLE, CODE, "防洪法第二十条", "中共衡川县委员会", "in force", DIGEST):
        assert text in shown
    assert [(request.method, request.post_data) for request in asked] == [("GET", None)]


def test_one_changed_bit_makes_the_file_altered_and_the_page_says_whom_to_ask(page):
    prepared(page, answer(evidence()))
    assert by_file(page, FLIPPED) == "altered"
    assert failed(page) == ["digest"]
    shown = page.locator("[data-verdict]").inner_text()
    assert "archivist" in shown
    assert "discipline commission" in shown


def test_a_file_that_bears_no_code_is_unknown_until_its_code_is_known(page):
    prepared(page, answer(evidence()))
    assert by_file(page, b"%PDF something else") == "unknown"
    assert by_file(page, b"%PDF something else", name=f"{CODE}.pdf") == "altered"


def test_a_code_alone_shows_what_is_on_the_record_and_how_it_was_verified(page):
    prepared(page, answer(evidence()))
    assert by_code(page) == "recorded"
    page.locator("summary", has_text="Details for experts").click()
    details = page.locator("details.experts")
    assert details.locator("svg[role=img]").count() == 2
    assert "县纪委监委" in details.inner_text()
    assert county().checkpoint("sha256").split("\n")[2] in details.inner_text()


@pytest.mark.parametrize("name", FORGERIES)
def test_forged_evidence_is_refused(page, name):
    forge, step = FORGERIES[name]
    prepared(page, answer(evidence(forge)))
    assert by_code(page) == "faulty"
    assert step in failed(page)
    assert TITLE not in page.locator("#check-result .facts").first.inner_text()


@pytest.mark.parametrize("name", FEW)
def test_below_the_quorum_nothing_counts_as_witnessed(page, name):
    prepared(page, answer(evidence(FEW[name])))
    assert by_code(page) == "recorded-waiting"
    assert failed(page) == ["quorum"]
    assert by_file(page, DOCUMENT) == "intact-waiting"


@pytest.mark.parametrize("policy", ["", "quorum none\n", "nonsense\n"])
def test_a_policy_that_names_no_log_proves_nothing(page, policy):
    prepared(page, answer(evidence(), policy))
    assert by_code(page) == "faulty"


def test_an_entry_without_a_place_yet_waits(page):
    def forge(made):
        made["proofs"], made["keys"] = {}, [{**key, "proofs": {}} for key in made["keys"]]

    prepared(page, answer(evidence(forge)))
    assert by_code(page) == "recorded-waiting"
    assert "waiting to enter the log" in page.locator("#check-result").inner_text()


def test_a_later_document_counts_only_if_its_own_entry_names_this_one(page):
    given = answer(evidence())
    given["standing"]["later"] = [{"code": CODE, "title": "Later", "url": "/check/", "how": "superseded"}]
    prepared(page, given)
    assert by_code(page) == "recorded"
    assert "could not be verified" in page.locator("#check-result").inner_text()


@pytest.mark.parametrize(("width", "language"), [(390, "zh-hans"), (1280, "en"), (390, "en"), (1280, "zh-hans")])
def test_results_are_accessible_and_fit(site, browser, width, language):
    page = site.visit(browser, width=width, language=language)
    prepared(page, answer(evidence()))
    for content in (DOCUMENT, FLIPPED):
        by_file(page, content)
        page.evaluate("document.querySelectorAll('details').forEach(each => each.open = true)")
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), "scrolls sideways"
        page.evaluate(AXE.read_text(encoding="utf-8"))
        found = page.evaluate("rules => axe.run(document, rules)", RULES)["violations"]
        assert [(fault["id"], [node["target"] for node in fault["nodes"]][:3]) for fault in found] == []
    page.context.close()


def test_the_result_prints_on_one_page(page):
    prepared(page, answer(evidence()))
    by_file(page, DOCUMENT)
    printed = page.pdf(prefer_css_page_size=True)
    assert len(PdfReader(BytesIO(printed)).pages) == 1


# --- with the real server --------------------------------------------------------------------------


def test_the_code_on_the_paper_leads_to_a_result_on_a_phone(site, browser):
    page = site.visit(browser, width=390)
    page.goto(f"/check/{site.things['document']}/")
    page.locator(".certificate", has_text="由本浏览器核验于").wait_for(timeout=WITHIN)
    assert verdict(page) in ("recorded", "recorded-waiting")
    assert page.locator("[data-verdict]").bounding_box()["y"] < 400
    page.context.close()


def test_without_scripts_the_server_checks_and_says_so(site, browser):
    page = site.visit(browser, scripts=False)
    page.goto("/check/")
    page.fill("#id_code", str(site.things["document"]).lower())
    page.keyboard.press("Enter")
    assert verdict(page) in ("recorded", "recorded-waiting")
    assert "由本服务器核验于" in page.locator(".certificate").inner_text()
    wrong = b"%PDF " + str(site.things["document"]).encode() + secrets.token_bytes(300_000)
    page.set_input_files("#check-file", {"name": "a.pdf", "mimeType": "application/pdf", "buffer": wrong})
    page.locator("form.drop button").click()
    assert verdict(page) == "altered"
    assert "未予保存" in page.locator("#check-result").inner_text()
    page.context.close()


def test_a_slip_of_the_hand_is_told_apart_from_an_unknown_code(site, browser):
    page = site.visit(browser, language="en")
    page.goto("/check/")
    code = str(site.things["document"])
    assert by_code(page, code[:-1] + ("2" if code[-1] != "2" else "3")) == "slip"
    page.goto("/check/")
    assert by_code(page, CODE) == "unknown"
    page.goto("/check/")
    assert by_code(page, "abc") == "malformed"
    page.context.close()


def test_a_large_file_is_digested_without_freezing_the_page(page):
    prepared(page, answer(evidence()))
    content = os.urandom(24 * 1024 * 1024)
    assert by_file(page, content) == "unknown"
    assert SHA256.digest(content).hex() in page.locator("[data-asked]").inner_text()
