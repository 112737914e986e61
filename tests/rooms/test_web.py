"""The page furniture: forms, refusals, the default of no access, texts, tags, styles."""

import re
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from django import forms
from django.contrib.staticfiles import finders
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.template import Context, Template, TemplateSyntaxError
from django.test import Client, RequestFactory
from django.utils import translation

from jianheng.charter import Charter
from jianheng.rules import Forbidden, Refused, Step
from jianheng.rules.roles import Officer, Role
from jianheng.web import navigation, pages, specimen
from jianheng.web.charts import bars, table
from jianheng.web.display import Display
from jianheng.web.explanation import explain, show
from jianheng.web.forms import DateField, Form, PointsField, WholeNumberField, plain, position, problems
from jianheng.web.links import parent_page
from jianheng.web.middleware import (
    DefaultDenyMiddleware,
    DisplayMiddleware,
    RefusalMiddleware,
    SecurityHeadersMiddleware,
)
from jianheng.web.text import day_text, instant_text, localise, step_text, word

SHEET = Path(str(finders.find("web/house.css")))
OFFICER = Officer("P000001", "", frozenset({Role.SECRETARY}), "林若谷")


@pytest.fixture
def english():
    with translation.override("en"):
        yield


@pytest.fixture
def chinese():
    with translation.override("zh-hans"):
        yield


def asked(method: str = "get", path: str = "/council/items/3/close/", *, by: Officer = OFFICER, **data: str):
    request = getattr(RequestFactory(), method)(path, data)
    request.officer = by
    request.htmx = False
    request._messages = []
    return request


def shown(source: str, **context: object) -> str:
    return Template(source).render(Context(context))


def answer(_request: HttpRequest) -> HttpResponse:
    return HttpResponse("done")


# --- styles -----------------------------------------------------------------------------------------


def tokens(selector: str) -> dict[str, str]:
    """The colours that a block of the sheet defines, on top of those of ``:root``."""
    sheet = SHEET.read_text(encoding="utf-8")
    found: dict[str, str] = {}
    for block in (":root", selector):
        body = sheet.split(f"  {block} {{", 1)[1].split("}", 1)[0]
        found.update(re.findall(r"--([a-z0-9-]+): (#[0-9a-f]{6});", body))
    return found


def luminance(colour: str) -> float:
    parts = (int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5))
    red, green, blue = (part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


TEXT = [
    *((ink, ground) for ink in ("ink", "ink-2", "link", "brand", "bad") for ground in ("page", "card", "head")),
    ("on-brand", "brand"),
    ("on-brand", "brand-hover"),
    *((meaning, f"{meaning}-ground") for meaning in ("good", "attention", "bad", "info")),
    *((ink, f"{ground}-ground") for ink in ("ink", "ink-2", "link") for ground in ("good", "attention", "bad", "info")),
]


@pytest.mark.parametrize("theme", [":root", ".contrast", ".screen"])
@pytest.mark.parametrize(("ink", "ground"), TEXT)
def test_every_text_colour_is_readable_on_its_ground(theme, ink, ground):
    colours = tokens(theme)
    assert contrast(colours[ink], colours[ground]) >= 4.5


@pytest.mark.parametrize("theme", [":root", ".contrast", ".screen"])
def test_field_borders_and_the_focus_ring_can_be_seen(theme):
    colours = tokens(theme)
    for ground in ("page", "card"):
        assert contrast(colours["field"], colours[ground]) >= 3
        ring = max(contrast(colours[part], colours[ground]) for part in ("focus", "focus-outer"))
        assert ring >= 3


def test_the_high_contrast_version_reaches_seven_to_one():
    colours = tokens(".contrast")
    assert all(contrast(colours[ink], colours[ground]) >= 7 for ink, ground in TEXT)


def test_the_style_sheet_stays_within_its_budget_and_loads_nothing():
    sheet = SHEET.read_text(encoding="utf-8")
    assert len(sheet.encode()) <= 25 * 1024
    assert "url(" not in sheet
    assert "@import" not in sheet


def test_no_template_carries_an_inline_style_or_script():
    folder = Path(pages.__file__).parent / "templates"
    for path in folder.rglob("*.html"):
        source = path.read_text(encoding="utf-8")
        assert not re.search(r"\sstyle=|\son[a-z]+=\"|<style|<script(?![^>]*\bsrc=)", source), path.name


# --- tolerant input ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "typed", ["2026年11月21日", "2026-11-21", "2026.11.21", " 2026 / 11 / 21 ", "２０２６－１１－２１", "20261121"]
)
def test_a_day_may_be_written_in_every_usual_way(typed):
    assert DateField().clean(typed) == date(2026, 11, 21)


@pytest.mark.parametrize("typed", ["2026-02-30", "21.11.2026", "soon", "2026"])
def test_what_is_no_day_is_refused_with_an_example(typed, english):
    with pytest.raises(forms.ValidationError, match="such as 2026-11-21"):
        DateField().clean(typed)


def test_an_empty_day_is_missing_and_not_wrong():
    assert DateField(required=False).clean("  ") is None
    with pytest.raises(forms.ValidationError) as caught:
        DateField().clean("")
    assert caught.value.code == "required"


@pytest.mark.parametrize("typed", ["3000", "３０００", " 3 000 ", "3,000", "３，０００"])
def test_a_whole_number_may_be_typed_full_width_and_with_spaces(typed):
    assert WholeNumberField().clean(typed) == 3000


def test_points_are_decimals_to_one_tenth(english):
    assert PointsField().clean("８６．５") == Decimal("86.5")
    with pytest.raises(forms.ValidationError, match="one tenth"):
        PointsField().clean("86.55")


# --- forms ------------------------------------------------------------------------------------------


class Motion(Form):
    title = forms.CharField(label="Title")
    votes = WholeNumberField(label="Votes")


def test_the_summary_names_every_fault_and_leads_to_its_field(english):
    form = Motion({"title": "", "votes": "many"})
    form.is_valid()
    assert [(line.target, line.label) for line in form.error_summary] == [("id_title", "Title"), ("id_votes", "Votes")]
    page = str(form)
    for line in form.error_summary:
        assert f'href="#{line.target}">{line.label}: {line.message}<' in page
        assert page.count(line.message) == 2
    assert page.index("error-summary") < page.index('id="id_title"')
    assert "autofocus" in page


def test_what_was_typed_is_kept_when_faulty_and_when_refused():
    faulty = Motion({"title": "修建水渠", "votes": "九票"})
    faulty.is_valid()
    assert 'value="修建水渠"' in str(faulty)
    assert 'value="九票"' in str(faulty)
    refused = Motion({"title": "修建水渠", "votes": "9"})
    refused.is_valid()
    refused.refuse(Refused("6.5", "This motion has already been decided."))
    assert 'value="修建水渠"' in str(refused)
    assert 'value="9"' in str(refused)


def test_a_refusal_appears_at_its_field_with_article_and_remedy(english):
    def act() -> None:
        raise Refused("6.5", "Only {limit} votes exist.", remedy="Count again.", field="votes", limit=9)

    form = Motion({"title": "x", "votes": "12"})
    assert form.is_valid()
    assert pages.status_of(form) == 200
    assert pages.attempt(form, act) is None
    assert form.errors["votes"] == ["Only 9 votes exist. Count again."]
    assert "Art. 6.5" in str(form)
    assert pages.status_of(form) == 409


def test_a_refusal_of_a_field_the_form_lacks_concerns_the_whole_form(english):
    form = Motion({"title": "x", "votes": "12"})
    form.is_valid()
    form.refuse(
        Refused("6.5", "{person} is not in office.", field="person", person="P000001"), names={"P000001": "Lin"}
    )
    assert form.non_field_errors() == ["Lin is not in office."]


def test_an_act_that_succeeds_gives_its_result_and_other_errors_are_not_hidden():
    form = Motion({"title": "x", "votes": "1"})
    form.is_valid()
    assert pages.attempt(form, lambda: 42) == 42
    with pytest.raises(ZeroDivisionError):
        pages.attempt(form, lambda: 1 // 0)


def test_faulty_fields_answer_with_422_and_an_unsent_form_with_200():
    assert pages.status_of(Motion()) == 200
    assert pages.status_of(Motion({})) == 422


def test_every_label_stands_outside_its_field_and_nothing_relies_on_placeholders():
    page = str(specimen.SpecimenForm())
    assert page.count("<label") + page.count("<legend") >= len(specimen.SpecimenForm().fields)
    assert "placeholder" not in page
    assert 'autocomplete="off"' in page


def test_an_empty_field_is_asked_for_in_words_that_fit_it(english):
    form = specimen.SpecimenForm({})
    said = {line.target: line.lead + line.message for line in form.error_summary}
    assert said["id_title"] == "Title of the matter: Please fill this in."
    assert said["id_sure"] == "I have read the draft decision: Please tick this to go on."
    assert "Which vote do you cast? Please choose one." in said.values()


def test_forms_that_are_not_ours_get_the_same_summary(english):
    class Foreign(forms.Form):
        code = forms.CharField()

    form = Foreign({})
    assert [line.target for line in problems(form)] == ["id_code"]
    assert "error-summary" in shown("{% error_summary form %}", form=form)
    assert shown("{% error_summary form %}", form=Foreign()).strip() == ""


# --- refusals and access ----------------------------------------------------------------------------


def test_a_refusal_becomes_a_page_with_reason_remedy_article_and_a_way_back(english):
    refused = Refused("6.5", specimen.REASON, remedy=specimen.REMEDY)
    response = RefusalMiddleware(answer).process_exception(asked("post"), refused)
    assert response is not None
    assert response.status_code == 409
    page = response.content.decode()
    for part in (specimen.REASON, specimen.REMEDY, "Art. 6.5", "Back"):
        assert part in page


def test_htmx_gets_the_refusal_alone_and_puts_it_at_the_top():
    request = asked("post")
    request.htmx = True
    response = RefusalMiddleware(answer).process_exception(request, Refused("6.5", specimen.REASON))
    assert response is not None
    assert response.status_code == 409
    assert response["HX-Retarget"] == "#notice"
    assert "<html" not in response.content.decode()


def test_a_forbidden_page_says_whose_it_is_and_offers_visitors_to_sign_in(english):
    middleware = RefusalMiddleware(answer)
    reason = "Only the organisation department keeps the register."
    for officer, offered in ((Officer.visitor(""), True), (OFFICER, False)):
        response = middleware.process_exception(asked(by=officer), Forbidden("18.5", reason))
        assert response is not None
        assert response.status_code == 403
        assert reason in response.content.decode()
        assert ("?next=/council/items/3/close/" in response.content.decode().split("<main")[1]) is offered


def test_a_defect_is_neither_a_refusal_nor_hidden():
    assert RefusalMiddleware(answer).process_exception(asked(), ValueError("broken")) is None


def test_a_view_that_does_not_say_who_may_open_it_is_open_to_nobody():
    middleware = DefaultDenyMiddleware(answer)
    refused = middleware.process_view(asked(), answer, (), {})
    assert refused is not None
    assert refused.status_code == 403
    assert middleware.process_view(asked(), pages.page(pages.everyone)(answer), (), {}) is None


def test_a_declared_page_opens_for_its_roles_only():
    @pages.page(lambda officer: officer.has(Role.SECRETARY), article="5.1")
    def view(request: pages.Request) -> HttpResponse:
        return HttpResponse(request.officer.name)

    assert view(asked()).content.decode() == "林若谷"
    with pytest.raises(Forbidden) as caught:
        view(asked(by=Officer.visitor("")))
    assert caught.value.article == "5.1"


def test_known_is_whoever_has_signed_in():
    assert pages.known(OFFICER)
    assert not pages.known(Officer.visitor(""))


def test_the_way_back_from_an_act_is_the_nearest_page_above():
    assert parent_page("/display/") == "/"
    assert parent_page("/accounts/login/nothing/here/") == "/accounts/login/"


def test_security_headers_are_on_every_answer_and_do_not_break_forms():
    response = SecurityHeadersMiddleware(answer)(asked())
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Cross-Origin-Opener-Policy"] == "same-origin"
    assert "geolocation=()" in response["Permissions-Policy"]
    # With no-referrer a browser sends "Origin: null" with forms and Django refuses them all.
    assert response["Referrer-Policy"] == "same-origin"


def test_pages_of_someone_signed_in_are_not_stored():
    assert pages.render(asked(), "web/refusal.html", {"refused": Refused("6.5", "x")})["Cache-Control"] == "no-store"
    visitor = pages.render(asked(by=Officer.visitor("")), "web/refusal.html", {"refused": Refused("6.5", "x")})
    assert "Cache-Control" not in visitor
    assert "HX-Request" in visitor["Vary"]


def test_now_is_aware_and_in_utc():
    assert pages.now().tzinfo is UTC


# --- the reader's display ---------------------------------------------------------------------------


def test_chinese_is_shown_unless_english_was_chosen():
    seen = []

    def remember(_request: HttpRequest) -> HttpResponse:
        seen.append(translation.get_language())
        return HttpResponse()

    with translation.override(None):
        for cookie in ("", "en", "tlh"):
            request = asked()
            request.META["HTTP_ACCEPT_LANGUAGE"] = "en"
            request.COOKIES["jh_language"] = cookie
            DisplayMiddleware(remember)(request)
    assert seen == ["zh-hans", "en", "zh-hans"]


def test_large_text_and_high_contrast_come_from_cookies():
    assert Display.of({}).classes == ""
    assert Display.of({"jh_text": "large", "jh_contrast": "high"}).classes == "large contrast"


@pytest.mark.django_db
def test_the_switches_are_kept_and_lead_back_but_never_elsewhere():
    client = Client()
    response = client.post("/display/", {"text": "large", "next": "/_specimen/"})
    assert response["Location"] == "/_specimen/"
    assert 'class="large"' in client.get("/_specimen/").content.decode()
    response = client.post("/display/", {"text": "normal", "next": "https://example.org/"})
    assert response["Location"] == "/"
    assert 'class="large"' not in client.get("/_specimen/").content.decode()


@pytest.mark.django_db
def test_the_language_switch_turns_the_whole_page():
    client = Client()
    assert '<html lang="zh-Hans"' in client.get("/_specimen/").content.decode()
    client.post("/language/", {"language": "en", "next": "/"})
    page = client.get("/_specimen/").content.decode()
    assert '<html lang="en"' in page
    assert "Skip to the content" in page


@pytest.mark.django_db
def test_an_expired_session_shows_what_was_typed_but_no_password():
    client = Client(enforce_csrf_checks=True)
    response = client.post("/_specimen/", {"title": "修建水渠", "password": "secret-word"})
    assert response.status_code == 403
    page = response.content.decode()
    assert "修建水渠" in page
    assert "secret-word" not in page


@pytest.mark.django_db
def test_the_specimen_page_answers_200_422_and_409():
    client = Client()
    assert client.get("/_specimen/").status_code == 200
    faulty = client.post("/_specimen/", {"title": "修建水渠"})
    assert faulty.status_code == 422
    with translation.override("zh-hans"):
        assert f"<title>{translation.pgettext('before a title', 'Error: ')}" in faulty.content.decode()
    whole = {"title": "修", "count": "９", "points": "86.5", "on": "2026年11月21日", "office": "for", "sure": "on"}
    assert client.post("/_specimen/", whole).status_code == 409


# --- texts ------------------------------------------------------------------------------------------


def test_a_step_names_persons_and_offices_in_the_readers_language(english):
    step = Step(
        "4.3", "{person} becomes {office}: rank {rank}.", {"person": "P000001", "office": "discipline", "rank": 2}
    )
    assert step_text(step, {"P000001": "Lin Ruogu"}) == "Lin Ruogu becomes Discipline Secretary: rank 2."
    in_json = {"article": "4.3", "text": step.text, "values": dict(step.values), "reading": ""}
    assert step_text(in_json, {"P000001": "Lin Ruogu"}) == step_text(step, {"P000001": "Lin Ruogu"})


def test_words_follow_the_language(chinese):
    assert word("discipline") == "县纪委书记（监委主任）"
    with translation.override("en"):
        assert word("discipline") == "Discipline Secretary"
    assert word("unheard_of") == "unheard_of"


def test_values_are_written_as_people_write_them(english):
    text = localise(
        "{yes} {none} {many} {on}", {"yes": True, "none": None, "many": ["P1", "x"], "on": "2026-11-21"}, {"P1": "Lin"}
    )
    assert text == "yes none Lin, x 21 November 2026"


def test_a_message_without_its_value_is_a_defect():
    with pytest.raises(KeyError):
        localise("{person} is missing", {})
    assert localise("", {}) == ""


def test_days_and_instants_are_in_county_time(chinese):
    late = datetime(2026, 11, 21, 17, 0, tzinfo=UTC)
    assert day_text(late) == "2026年11月22日"
    assert instant_text(late) == "2026-11-22 01:00"


# --- tags -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("meaning", ["good", "attention", "bad", "info", "neutral"])
def test_a_status_tag_says_it_in_shape_and_words(meaning):
    html = shown("{% tag meaning words %}", meaning=meaning, words="通过 <b>")
    assert "通过 &lt;b&gt;" in html
    assert "<path" in html or "<circle" in html


def test_no_two_meanings_share_a_shape():
    drawn = {
        re.sub(r'class="[^"]*"', "", shown("{% tag m 'x' %}", m=m))
        for m in ("good", "attention", "bad", "info", "neutral")
    }
    assert len(drawn) == 5


def test_a_tag_without_words_is_refused():
    with pytest.raises(TemplateSyntaxError):
        shown("{% tag 'good' '' %}")


def test_points_have_one_decimal_and_a_true_minus_sign():
    assert shown("{% points p %}", p=Decimal("-12.5")) == "−12.5"
    assert shown("{{ p|points }}", p=3) == "3.0"


def test_an_article_is_explained_once_per_page(english):
    html = shown("{% article '4.3' %}{% article '4.3' %}{% article '99.9' %}")
    assert html.count('popovertarget="article-4-3"') == 2
    assert html.count('id="article-4-3"') == 1
    assert "Art. 99.9" in html


def test_the_drawer_shows_steps_parameters_facts_and_digests(english):
    names = {"P000001": "林若谷", "P000002": "沈知远", "P000003": "顾清和"}
    derivation = specimen.derivation()
    html = shown("{% why derivation names %}", derivation=derivation, names=names)
    for part in (
        "林若谷 stands before 沈知远",
        "Art. 11.1",
        "Reading R08",
        "council.threshold",
        "160",
        Charter().digest,
    ):
        assert part in html
    assert "P000001" not in html
    assert explain(derivation, names).digest in html


def test_a_parameter_that_was_amended_shows_what_the_charter_says(english):
    derivation = specimen.derivation() | {"parameters": {"council.threshold": "150"}}
    (parameter,) = explain(derivation).parameters
    assert (parameter.value, parameter.as_written) == ("150", "160")


def test_long_facts_are_cut_with_their_number_said():
    rows = show([{"person": str(number)} for number in range(3000)], {})
    assert rows.kind == "table"
    assert (len(rows.rows), rows.more) == (24, 2976)


def test_the_page_of_the_application_shows_every_fact(english):
    derivation = specimen.derivation() | {"facts": {"roll": [{"person": f"X{number}"} for number in range(40)]}}
    assert "X39" not in shown("{% why derivation %}", derivation=derivation)
    assert "X39" in shown("{% why derivation whole=True %}", derivation=derivation)


def test_a_chart_carries_its_data_its_table_and_a_drawing(english):
    data = {
        "labels": ["A", "B"],
        "series": [{"name": "Points", "values": [3, 6]}],
        "target": {"label": "goal", "value": 5},
    }
    html = shown("{% chart 'bars' 'c1' data 'B leads' %}", data=data)
    assert 'data-chart="bars" data-source="c1"' in html
    assert '<script id="c1" type="application/json">' in html
    assert html.count("<rect") == 2
    assert "<details>" in html
    drawn = bars(data)
    assert drawn is not None
    assert drawn.bars[1].length == 2 * drawn.bars[0].length
    assert [row.cells for row in table(data)] == [(("Points", "3"),), (("Points", "6"),)]


def test_bars_are_not_drawn_for_values_below_zero():
    assert bars({"labels": ["A"], "series": [{"name": "x", "values": [-1]}]}) is None


def test_page_links_keep_the_rest_of_the_query():
    page = Paginator(range(60), 20).page(2)
    request = RequestFactory().get("/", {"q": "纪委", "page": "2"})
    html = Template("{% pagination page %}").render(Context({"page": page, "request": request}))
    assert "q=%E7%BA%AA%E5%A7%94&amp;page=1" in html
    assert "page=3" in html


# --- navigation -------------------------------------------------------------------------------------


@pytest.fixture
def entries(monkeypatch):
    monkeypatch.setattr(navigation, "_ITEMS", {})


def test_an_officer_sees_the_entries_of_his_roles_and_no_page_that_is_not_there(entries):
    navigation.register("council", "web:specimen", "Open to all", pages.everyone, 2)
    navigation.register("council", "web:display", "For the secretary", lambda officer: officer.has(Role.SECRETARY), 1)
    navigation.register("council", "web:nowhere", "Nowhere", pages.everyone)
    (section,) = navigation.sections(OFFICER, "web:specimen")
    assert [(entry.label, entry.current) for entry in section.entries] == [
        ("For the secretary", False),
        ("Open to all", True),
    ]
    assert section.current
    (section,) = navigation.sections(Officer.visitor(""))
    assert section.url == "/_specimen/"


def test_a_page_that_is_not_listed_belongs_to_the_section_of_its_room(entries):
    navigation.register("merit", "offices:line", "Line", pages.everyone)
    navigation.register("offices", "offices:board", "Offices", pages.everyone)
    assert navigation.section_of("offices:line") == "merit"
    assert navigation.section_of("offices:oath") == "offices"
    assert navigation.section_of("home") == ""


def test_there_are_at_most_six_sections_and_no_unknown_one(entries):
    assert len(navigation.SECTIONS) <= 6
    with pytest.raises(KeyError):
        navigation.register("elsewhere", "web:specimen", "x", pages.everyone)


class Typed(Form):
    text = forms.CharField(widget=forms.Textarea)
    secret = forms.CharField(widget=forms.PasswordInput, strip=False)
    count = WholeNumberField(required=False)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("Cafe\u0301", "Caf\u00e9"),
        ("\u1112\u1161\u11ab", "\ud55c"),
        ("a\0b\x07c", "abc"),
        ("\u202egnp.exe", "gnp.exe"),
        ("甲\r\n乙\r丙", "甲\n乙\n丙"),
        ("half \ud800 of one", "half  of one"),
        ("👩\u200d👧", "👩\u200d👧"),
    ],
)
def test_typed_text_is_kept_as_it_shows_and_as_the_ledger_wants_it(typed, kept):
    assert plain(typed) == kept
    form = Typed({"text": typed, "secret": "x"})
    assert form.is_valid()
    assert form.cleaned_data["text"] == kept


def test_a_password_is_taken_to_the_letter():
    form = Typed({"text": "x", "secret": "Cafe\u0301\u200b"})
    assert form.is_valid()
    assert form.cleaned_data["secret"] == "Cafe\u0301\u200b"


def test_a_text_without_a_limit_of_its_own_has_that_of_the_house(english):
    assert Typed({"text": "x" * 2000, "secret": "x"}).is_valid()
    form = Typed({"text": "x" * 2001, "secret": "x", "count": "2147483648"})
    assert set(form.errors) == {"text", "count"}


@pytest.mark.parametrize("typed", ["1899-12-31", "2200-01-01", "0001-01-01", "9999-12-31"])
def test_days_out_of_reach_are_refused(english, typed):
    with pytest.raises(forms.ValidationError, match="between the years 1900 and 2199"):
        DateField().clean(typed)


def test_a_place_in_a_list_is_a_small_number_or_the_first():
    assert [position(text) for text in ("31", "", "-1", "x", "9" * 5000, "٣")] == [31, 1, 1, 1, 1, 1]
