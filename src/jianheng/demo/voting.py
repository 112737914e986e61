"""Elections of the demo county: invented voters mark paper ballots, tellers enter them, the rules count."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from jianheng.demo.founding import Demo, at
from jianheng.elections import serials
from jianheng.elections.models import Contest, Election, Round
from jianheng.elections.selectors.paper import differing
from jianheng.elections.selectors.tally import keys_of
from jianheng.elections.selectors.ties import open_ties
from jianheng.elections.services.attendance import check_in
from jianheng.elections.services.calling import call_election, close_list, enter_candidate
from jianheng.elections.services.certifying import certify, publish_result
from jianheng.elections.services.counting import count_round
from jianheng.elections.services.entry import BATCH, PaperBallot, enter_batch
from jianheng.elections.services.lots import (
    call_lots,
    close_commitments,
    commit_contribution,
    draw_lots,
    reveal_contribution,
)
from jianheng.elections.services.polling import close_round, open_round, print_sheets
from jianheng.elections.services.reconciling import close_entry, reconcile_difference
from jianheng.elections.services.rounds import call_next_round, call_runoff, open_final, open_primary
from jianheng.people.models import Person
from jianheng.rules.ballots.ties import LOTS
from jianheng.rules.draws import commitment
from jianheng.rules.roles import Role

Marks = Mapping[str, int | str]
SPARE = 20
TURNOUT = 0.95


@dataclass(frozen=True)
class Standing:
    """How well a candidate is liked: the mean of what voters think, on a scale around zero."""

    person: Person
    appeal: float


def standings(demo: Demo, persons: Sequence[Person]) -> list[Standing]:
    """An invented standing for each person, spread evenly so that few are equally liked."""
    step = 2.4 / max(len(persons) - 1, 1)
    ladder = [1.2 - step * index for index in range(len(persons))]
    demo.random.shuffle(ladder)
    return [Standing(person, appeal) for person, appeal in zip(persons, ladder, strict=True)]


def call(demo: Demo, candidates: Sequence[Person], *, number: int, day: date, term_starts_on: date) -> Election:
    """Call an election and close its list."""
    organisation = demo.officer(Role.ORGANISATION, day)
    election = call_election(
        county=demo.county,
        kind="two_stage",
        title_zh=f"衡川县第{'一二三四五'[number - 1]}次联动选举",
        title_en=f"Linked election no. {number} of Hengchuan County",
        term_starts_on=term_starts_on,
        presiding=demo.persons[Role.PRESIDING][0],
        by=organisation,
        at=at(day, 8),
    )
    for person in candidates:
        enter_candidate(election_id=election.pk, person=person, by=organisation, at=at(day, 9))
    return close_list(election_id=election.pk, by=organisation, at=at(day + timedelta(days=1), 9))


def hold_primary(demo: Demo, election: Election, liked: Sequence[Standing], day: date) -> None:
    """Hold and certify the primary."""
    presiding = demo.officer(Role.PRESIDING, day)
    round_ = open_primary(election_id=election.pk, by=presiding, at=at(day, 8))
    appeal = {row.person.code: row.appeal for row in liked}
    conduct(demo, round_, day, Role.DELEGATE, lambda keys: _ten_votes(demo, keys, appeal))
    count(demo, round_, day, appeal)
    certify(election_id=election.pk, by=demo.officer(Role.SUPERVISION, day), at=at(day, 17))


def begin_final(demo: Demo, election: Election, liked: Sequence[Standing], day: date) -> Round:
    """Hold the voting of the final and enter its ballots, leaving the count to whoever comes next."""
    presiding = demo.officer(Role.PRESIDING, day)
    appeal = {row.person.code: row.appeal for row in liked}
    round_ = open_final(election_id=election.pk, by=presiding, at=at(day, 8))
    conduct(demo, round_, day, Role.DEPUTY, lambda keys: _marks(demo, keys, appeal))
    return round_


def hold_final(demo: Demo, election: Election, liked: Sequence[Standing], day: date) -> None:
    """Hold the final over as many rounds as it takes, certify and publish it."""
    presiding = demo.officer(Role.PRESIDING, day)
    appeal = {row.person.code: row.appeal for row in liked}
    round_ = begin_final(demo, election, liked, day)
    outcome = count(demo, round_, day, appeal)
    while outcome["again"]:
        round_ = call_next_round(round_id=round_.pk, by=presiding, at=at(day, 16))
        conduct(demo, round_, day, Role.DEPUTY, lambda keys: _marks(demo, keys, appeal))
        outcome = count(demo, round_, day, appeal)
    supervision = demo.officer(Role.SUPERVISION, day)
    certify(election_id=election.pk, by=supervision, at=at(day, 18))
    publish_result(election_id=election.pk, by=supervision, at=at(day, 19))


def conduct(demo: Demo, round_: Round, day: date, body: Role, mark: Callable[[Sequence[str]], Marks]) -> None:
    """Print, open, admit, close, enter twice, reconcile and close the entry of one round."""
    presiding = demo.officer(Role.PRESIDING, day)
    voters = demo.persons[body]
    print_sheets(round_id=round_.pk, count=len(voters) + SPARE, by=presiding, at=at(day, 8, 30))
    open_round(round_id=round_.pk, by=presiding, at=at(day, 9))
    present = [person for person in voters if demo.random.random() < TURNOUT]
    doors = [demo.officer(Role.TELLER, day, index) for index in range(2)]
    for index, person in enumerate(present):
        check_in(round_id=round_.pk, person=person.code, by=doors[index % 2], at=at(day, 9, index % 60))
    close_round(round_id=round_.pk, returned=len(present), by=presiding, at=at(day, 11))
    round_.refresh_from_db()
    _enter(demo, round_, day, len(present), mark)


def _enter(demo: Demo, round_: Round, day: date, returned: int, mark: Callable[[Sequence[str]], Marks]) -> None:
    """Two tellers enter every sheet; the second slips once, so that there is a difference to settle."""
    keys = keys_of(round_)
    numbers = sorted(demo.random.sample(range(1, round_.printed + 1), returned))
    sheets = [(number, serials.short_code(round_.series, number), dict(mark(keys))) for number in numbers]
    slip = next((index for index, (_, _, marks) in enumerate(sheets) if len(marks) > 1), 0)
    first, second = (demo.officer(Role.TELLER, day, index) for index in (2, 3))
    for clerk in (first, second):
        for start in range(0, len(sheets), BATCH):
            batch = [
                PaperBallot(code, _slipped(marks) if clerk is second and start + place == slip else marks)
                for place, (_, code, marks) in enumerate(sheets[start : start + BATCH])
            ]
            enter_batch(round_id=round_.pk, ballots=batch, by=clerk, at=at(day, 13))
    true = {number: marks for number, _, marks in sheets}
    for sheet in differing(round_):
        for reader in (first, demo.officer(Role.SUPERVISION, day)):
            reconcile_difference(
                round_id=round_.pk, number=sheet.number, marks=true[sheet.number], by=reader, at=at(day, 14)
            )
    close_entry(round_id=round_.pk, by=demo.officer(Role.PRESIDING, day), at=at(day, 14, 30))


def _slipped(marks: Marks) -> Marks:
    """The marks without the last one, as a tired reader might enter them."""
    return dict(list(marks.items())[:-1])


def count(demo: Demo, round_: Round, day: date, appeal: Mapping[str, float]) -> Mapping[str, list[str]]:
    """Count a round, settle its ties by the chain, and return the last outcome in its JSON form."""
    presiding = demo.officer(Role.PRESIDING, day)
    count_round(round_id=round_.pk, by=presiding, at=at(day, 15))
    round_.refresh_from_db()
    while ties := open_ties(round_):
        for tie in ties:
            if tie.link == LOTS:
                _lots(demo, round_, tie.tied, day)
            else:
                runoff = call_runoff(round_id=round_.pk, tied=tie.tied, by=presiding, at=at(day, 15))
                body = Role.DELEGATE if round_.contest.stage == Contest.Stage.PRIMARY else Role.DEPUTY
                conduct(demo, runoff, day, body, lambda keys: _one_vote(demo, keys, appeal))
                count_round(round_id=runoff.pk, by=presiding, at=at(day, 15, 30))
            break  # a settled tie may settle others, so they are looked up again
        round_.refresh_from_db()
    result: Mapping[str, list[str]] = round_.counts.latest("id").application.derivation["result"]
    return result


def _lots(demo: Demo, round_: Round, tied: Sequence[str], day: date) -> None:
    presiding = demo.officer(Role.PRESIDING, day)
    draw = call_lots(round_id=round_.pk, tied=tied, by=presiding, at=at(day, 15, 40))
    supervisors = [demo.officer(Role.SUPERVISION, day, index) for index in range(2)]
    secrets = {officer.key: f"{demo.random.getrandbits(128):032x}" for officer in supervisors}
    for officer in supervisors:
        digest = commitment(officer.key, secrets[officer.key])
        commit_contribution(draw_id=draw.pk, digest=digest, by=officer, at=at(day, 15, 45))
    close_commitments(draw_id=draw.pk, by=presiding, at=at(day, 15, 50))
    for officer in supervisors:
        reveal_contribution(draw_id=draw.pk, contribution=secrets[officer.key], by=officer, at=at(day, 15, 55))
    draw_lots(draw_id=draw.pk, by=presiding, at=at(day, 16))


def _opinions(demo: Demo, keys: Sequence[str], appeal: Mapping[str, float], spread: float) -> dict[str, float]:
    return {key: appeal[key] + demo.random.gauss(0, spread) for key in keys}


def _ten_votes(demo: Demo, keys: Sequence[str], appeal: Mapping[str, float]) -> Marks:
    """A cumulative ballot: some concentrate, most spread their votes over those they like best; a few are blank."""
    if demo.random.random() < 0.015:
        return {}
    liked = sorted(_opinions(demo, keys, appeal, 0.9).items(), key=lambda item: -item[1])
    split = demo.random.choice(((10,), (6, 4), (5, 3, 2), (4, 3, 2, 1), (2, 2, 2, 2, 2), (1,) * 10, (3, 3, 2, 1, 1)))
    if demo.random.random() < 0.01:
        split = (*split, 1)  # one vote too many: invalid on paper
    return {key: votes for (key, _), votes in zip(liked, split, strict=False)}


def _marks(demo: Demo, keys: Sequence[str], appeal: Mapping[str, float]) -> Marks:
    """A final ballot: for those above a personal bar, against those clearly below it, abstention between."""
    opinions = _opinions(demo, keys, appeal, 0.7)
    bar = sum(opinions.values()) / len(opinions) - demo.random.uniform(0.35, 0.9)
    return {
        key: "for" if opinion > bar else ("against" if opinion < bar - 0.2 else "abstain")
        for key, opinion in opinions.items()
    }


def _one_vote(demo: Demo, keys: Sequence[str], appeal: Mapping[str, float]) -> Marks:
    """A run-off ballot: one vote for the person liked best."""
    opinions = _opinions(demo, keys, appeal, 0.6)
    return {max(opinions, key=lambda key: opinions[key]): 1}
