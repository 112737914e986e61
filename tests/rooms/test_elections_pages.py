"""The pages of an election: who may open them, what they show, what they refuse, how many queries they take."""

from datetime import date

import pytest
from django.urls import reverse

from jianheng.county.services import found_county
from jianheng.elections import services
from jianheng.elections.models import Contest, Election, Entry, Round
from jianheng.elections.services import PaperBallot
from jianheng.people.services import register_person
from jianheng.rules.draws import commitment
from jianheng.rules.roles import Officer
from tests.rooms.elections_world import NOW, called, closed, code, descending, hall, held, in_favour, nominated, opened
from tests.rooms.elections_world import listed as listed_election
from tests.rooms.world import FOUNDER

pytestmark = pytest.mark.django_db
QUERIES = 12


@pytest.fixture
def station(world):
    return hall(world)


@pytest.fixture
def primary(station):
    election = listed_election(station)
    return services.open_primary(election_id=election.pk, by=station.presiding, at=NOW)


@pytest.fixture
def box(station, primary):
    return closed(station, primary, station.delegates)


@pytest.fixture
def tied(station, primary):
    """A primary with a tie at the border that awaits a run-off."""
    *first, seventh, eighth = station.keys
    ballots = [dict.fromkeys(first, 1) | {key: 1} for key in (seventh, eighth)]
    held(station, primary, station.delegates, [*ballots, dict.fromkeys(first, 1)])
    return Round.objects.get(pk=primary.pk)


@pytest.fixture
def published(station):
    election = nominated(station)
    final = services.open_final(election_id=election.pk, by=station.presiding, at=NOW)
    keys = station.keys[:7]
    held(station, final, station.deputies, [in_favour(keys, keys[:5])] * 2 + [in_favour(keys, keys[:1])])
    services.certify(election_id=election.pk, by=station.supervision, at=NOW)
    return services.publish_result(election_id=election.pk, by=station.supervision, at=NOW)


@pytest.fixture
def visit(acting, client, django_assert_max_num_queries):
    """A function that opens a page as somebody, within the query budget, and returns its text."""

    def open_page(name: str, pk: int | None, who: str = "", status: int = 200, **query: str) -> str:
        browser = acting(who) if who else client
        with django_assert_max_num_queries(QUERIES):
            response = browser.get(reverse(f"elections:{name}", args=[pk] if pk else []), query)
        assert response.status_code == status, response.content.decode()[-2000:]
        return str(response.content.decode())

    return open_page


def test_anyone_sees_the_list_and_the_election(visit, published):
    assert "2026年换届选举" in visit("list", None)
    text = visit("election", published.pk)
    assert "某33" in text
    assert "2026年3月9日" in text


def test_the_published_result_carries_its_derivation_and_the_way_to_dispute(visit, published):
    text = visit("result", published.pk)
    assert "ballots.ranking" in text
    assert published.contests.get(stage=Contest.Stage.FINAL).certification.application.digest in text
    assert 'class="note"' in text


def test_an_empty_list_says_who_calls_an_election(visit, world):
    assert 'class="empty"' in visit("list", None)


@pytest.mark.parametrize("who", ["", "presiding", "supervision", "teller"])
def test_only_the_organisation_department_opens_the_call(visit, world, who):
    visit("call", None, who, 403)


def test_calling_through_the_page(acting, station):
    values = {
        "kind": "two_stage",
        "title_zh": "2030年换届选举",
        "title_en": "Election of 2030",
        "term_starts_on": "2099年9月1日",
        "presiding": station.presiding.key,
    }
    response = acting("organisation").post(reverse("elections:call"), values)
    election = Election.objects.get()
    assert response.url == reverse("elections:candidates", args=[election.pk])
    assert election.presiding is not None
    assert election.presiding.code == station.presiding.key


def test_a_refused_call_keeps_what_was_typed(acting, station):
    values = {"kind": "two_stage", "title_zh": "题", "title_en": "T", "term_starts_on": "2001-01-01"}
    response = acting("organisation").post(reverse("elections:call"), values)
    assert response.status_code == 409
    assert 'value="题"' in response.content.decode()


def test_candidates_are_entered_by_code_or_name(acting, station):
    election = called(station)
    address = reverse("elections:candidates", args=[election.pk])
    first, second = station.candidates[:2]
    browser = acting("organisation")
    assert browser.post(address, {"person": first.code}).status_code == 302
    assert browser.post(address, {"person": second.name_zh}).status_code == 302
    assert browser.post(address, {"person": "某无"}).status_code == 422
    assert browser.post(address, {"person": first.code}).status_code == 409
    assert acting("teller").post(address, {"person": first.code}).status_code == 403
    assert election.candidates.count() == 2


def test_closing_a_short_list_is_answered_with_its_article(acting, station):
    election = called(station)
    response = acting("organisation").post(reverse("elections:close_list", args=[election.pk]))
    assert response.status_code == 409
    assert "3.1" in response.content.decode()


def test_buttons_are_for_those_who_may_press_them(visit, primary, station):
    election = primary.contest.election
    assert reverse("elections:sheets", args=[primary.pk]) in visit("round", primary.pk, "presiding")
    assert reverse("elections:sheets", args=[primary.pk]) not in visit("round", primary.pk, "teller")
    assert reverse("elections:certify", args=[election.pk]) not in visit("round", primary.pk, "supervision")


def test_the_presiding_officer_numbers_ballots_and_opens_and_closes(acting, station, primary):
    browser = acting("presiding")
    assert browser.post(reverse("elections:open_round", args=[primary.pk])).status_code == 409
    assert browser.post(reverse("elections:sheets", args=[primary.pk]), {"count": "０"}).status_code == 422
    assert browser.post(reverse("elections:sheets", args=[primary.pk]), {"count": "１０"}).status_code == 302
    assert browser.post(reverse("elections:open_round", args=[primary.pk])).status_code == 302
    account = reverse("elections:account", args=[primary.pk])
    assert browser.post(account, {"returned": "1"}).status_code == 409
    assert browser.post(account, {"returned": "0"}).status_code == 302
    assert Round.objects.get().state == "closed"


def test_ballots_are_printed_with_code_and_square(visit, station, primary):
    services.print_sheets(round_id=primary.pk, count=40, by=station.presiding, at=NOW)
    text = visit("ballots", primary.pk, "presiding")
    assert text.count('class="qr"') == 30
    assert f"{primary.series}-{code(primary, 1)}" in text
    assert "style=" not in text
    assert visit("ballots", primary.pk, "presiding", **{"from": "31"}).count('class="qr"') == 10
    visit("ballots", primary.pk, "presiding", 404, **{"from": "99"})
    visit("ballots", primary.pk, "teller", 403)


def test_the_roll_checks_a_voter_in_once(acting, visit, station, primary):
    opened(station, primary)
    address = reverse("elections:roll", args=[primary.pk])
    person = station.delegates[0].code
    assert acting("teller").post(address, {"person": person}).status_code == 302
    again = acting("teller").post(address, {"person": person})
    assert again.status_code == 409
    assert "3.4" in again.content.decode()
    assert acting("supervision").post(address, {"person": station.delegates[1].code}).status_code == 403
    assert person in visit("roll", primary.pk, "supervision", q=station.delegates[0].name_zh)
    visit("roll", primary.pk, "organisation", 403)
    visit("roll", primary.pk, "", 403)


def test_a_spoiled_sheet_is_replaced_at_the_door(acting, station, primary):
    opened(station, primary)
    services.check_in(round_id=primary.pk, person=station.delegates[0].code, by=station.teller, at=NOW)
    address = reverse("elections:spoil", args=[primary.pk])
    assert acting("teller").post(address, {"code": "0001"}).status_code == 409
    assert acting("teller").post(address, {"code": code(primary, 1)}).status_code == 302
    assert Round.objects.get().spoiled == 1


def test_a_ballot_is_entered_line_by_line(acting, visit, station, box):
    address = reverse("elections:entry", args=[box.pk])
    visit("entry", box.pk, "teller")
    response = acting("teller").post(address, {"code": code(box, 1), "line_1": "6", "line_2": "４"}, follow=True)
    assert Entry.objects.get().marks[:3] == [6, 4, 0]
    assert code(box, 1) in response.content.decode()
    visit("entry", box.pk, "presiding", 403)


def test_an_overvoted_ballot_is_announced_as_invalid(acting, station, box):
    values = {"code": code(box, 1), "line_1": "11"}
    response = acting("teller").post(reverse("elections:entry", args=[box.pk]), values, follow=True)
    assert "note--attention" in response.content.decode()
    assert Entry.objects.count() == 1


def test_a_repeated_ballot_is_refused_at_its_code_and_keeps_the_input(acting, station, box):
    address = reverse("elections:entry", args=[box.pk])
    values = {"code": code(box, 1), "line_1": "7"}
    acting("teller").post(address, values)
    response = acting("teller").post(address, values)
    assert response.status_code == 409
    assert 'value="7"' in response.content.decode()


def test_every_line_of_a_final_is_looked_at(acting, station):
    election = nominated(station)
    final = services.open_final(election_id=election.pk, by=station.presiding, at=NOW)
    closed(station, final, station.deputies)
    address = reverse("elections:entry", args=[final.pk])
    marks = {f"line_{number}": "for" for number in range(1, 7)}
    assert acting("teller").post(address, {"code": code(final, 1), **marks}).status_code == 422
    assert acting("teller").post(address, {"code": code(final, 1), **marks, "line_7": "none"}).status_code == 302
    assert Entry.objects.filter(sheet__round=final).get().marks == ["for"] * 6 + [""]


def test_no_page_shows_what_another_clerk_read(acting, visit, station, box):
    ballot = PaperBallot(code(box, 1), {station.keys[0]: 9})
    services.enter_ballot(round_id=box.pk, ballot=ballot, by=station.teller, at=NOW)
    assert code(box, 1) not in visit("entry", box.pk, "teller2")
    response = acting("teller2").get(reverse("elections:reconcile", args=[box.pk, 1]))
    assert response.status_code == 404


def test_differences_are_read_again_by_two_persons(acting, visit, station, box):
    for clerk, votes in (("teller", 9), ("teller2", 8)):
        ballot = PaperBallot(code(box, 1), {station.keys[0]: votes})
        services.enter_ballot(round_id=box.pk, ballot=ballot, by=getattr(station, clerk), at=NOW)
    assert code(box, 1) in visit("differences", box.pk, "supervision")
    visit("differences", box.pk, "organisation", 403)
    address = reverse("elections:reconcile", args=[box.pk, 1])
    page = acting("teller3").get(address).content.decode()
    assert ">9<" in page
    assert ">8<" in page
    assert acting("teller3").post(address, {"line_1": "9"}).status_code == 302
    assert acting("teller3").post(address, {"line_1": "9"}).status_code == 409
    assert acting("presiding").post(address, {"line_1": "9"}).status_code == 302
    assert "note--good" in acting("presiding").get(address).content.decode()


def test_a_counted_round_shows_its_results_and_why(visit, station, primary):
    held(station, primary, station.delegates, [descending(station.keys)] * 3)
    text = visit("round", primary.pk)
    assert "ballots.primary" in text
    assert 'data-chart="bars"' in text
    visit("counting_sheet", primary.pk)


def test_single_ballots_are_read_by_those_who_supervise_and_by_nobody_else(acting, client, visit, station, primary):
    count = held(station, primary, station.delegates, [descending(station.keys)] * 3)
    derivation = reverse("county:application_json", args=[count.application.pk])
    assert client.get(derivation).status_code == acting("organisation").get(derivation).status_code == 403
    assert acting("supervision").get(derivation).status_code == 200
    assert "仅对有权知悉者开放" in visit("round", primary.pk)
    assert "仅对有权知悉者开放" not in visit("round", primary.pk, "supervision")


def test_no_counting_sheet_before_the_count(visit, primary):
    visit("counting_sheet", primary.pk, status=404)


def test_a_tie_shows_the_next_link_and_is_settled_on_pages(acting, visit, station, tied):
    keys = station.keys[6:]
    assert reverse("elections:runoff", args=[tied.pk]) in visit("round", tied.pk, "presiding")
    address = reverse("elections:runoff", args=[tied.pk])
    assert acting("presiding").post(address, {"tied": keys[:1]}).status_code == 409
    assert acting("presiding").post(address, {"tied": keys}).status_code == 302
    runoff = Round.objects.get(contest__stage="runoff")
    held(station, runoff, station.delegates, [{}, {}, {}])
    visit("round", runoff.pk)
    response = acting("presiding").post(reverse("elections:lots", args=[tied.pk]), {"tied": keys})
    draw = tied.draws.get()
    assert response.url == draw.get_absolute_url()
    for who in ("presiding", "supervision"):
        commit = reverse("elections:commit", args=[draw.pk])
        assert acting(who).post(commit, {"contribution": f"some words of {who}"}).status_code == 302
    assert acting("teller").post(commit, {"contribution": "some words"}).status_code == 403
    by = station.supervision
    assert draw.contributions.get(contributor=by.key).commitment == commitment(by.key, "some words of supervision")
    acting("presiding").post(reverse("elections:close_commitments", args=[draw.pk]))
    reveal = reverse("elections:reveal", args=[draw.pk])
    assert acting("supervision").post(reveal, {"contribution": "other words"}).status_code == 409
    for who in ("presiding", "supervision"):
        assert acting(who).post(reveal, {"contribution": f"some words of {who}"}).status_code == 302
    assert acting("presiding").post(reverse("elections:draw_now", args=[draw.pk])).status_code == 302
    draw.refresh_from_db()
    assert draw.seed in visit("draw", draw.pk)
    assert draw.get_absolute_url() in visit("round", tied.pk)


def test_certifying_is_for_the_supervision_committee(acting, station, primary):
    held(station, primary, station.delegates, [descending(station.keys)] * 3)
    address = reverse("elections:certify", args=[primary.contest.election_id])
    assert acting("presiding").post(address).status_code == 403
    assert acting("supervision").post(address).status_code == 302
    assert acting("supervision").get(address).status_code == 405


def test_an_election_of_another_county_is_not_found(acting, station, primary):
    other = found_county(
        code="elsewhere",
        name_zh="别县",
        name_en="Elsewhere",
        city_zh="临江市",
        city_en="Linjiang City",
        profile="as_written",
        effective_on=date(2016, 1, 1),
        is_demo=True,
        by=FOUNDER,
        at=NOW,
    )
    founder = Officer("P000000", other.code, FOUNDER.roles)
    person = register_person(county=other, name_zh="别人", name_en="Someone", by=founder, at=NOW)
    station.world.persons["stranger"] = person
    assert acting("stranger").get(primary.get_absolute_url()).status_code == 404
    assert acting("teller").get(primary.get_absolute_url()).status_code == 200


def test_pages_speak_english(client, published):
    client.cookies["jh_language"] = "en"
    assert "Result of the election" in client.get(reverse("elections:result", args=[published.pk])).content.decode()
