"""Two terms of history, and a third election that waits for the visitor."""

from collections.abc import Callable, Iterator, Sequence
from datetime import date, timedelta
from functools import partial

from jianheng.demo import deciding, voting
from jianheng.demo.founding import Demo, at
from jianheng.documents.services import draft_from_decision
from jianheng.elections.models import Contest, Election
from jianheng.merit.models import Case
from jianheng.merit.services import Claim, Sanctioned, award_merit, register_case
from jianheng.offices.services import (
    begin_team,
    declare_vacancy,
    pick_executive,
    record_audit,
    record_consultative_vote,
)
from jianheng.people.models import Person
from jianheng.people.selectors import office_holders, officer_of
from jianheng.rules.calendar import add_months
from jianheng.rules.roles import Officer, Role

TERM_MONTHS = 60
DECISIONS_EACH_TERM = 8
CASES = ((14, "discipline", "section"), (27, "congress", "deputy_division"), (40, "discipline", "section"))


def live(demo: Demo, progress: Callable[[str], None]) -> None:
    """Let the county live until today."""
    *items, latest = [item for item in deciding.items() if not item.is_pending]
    for number in (1, 2):
        start = add_months(demo.today, -TERM_MONTHS * (3 - number))
        progress(f"第{number}届选举与任期  Election and term {number}")
        fill(demo, hold(demo, number, start), start)
        business = items[(number - 1) * DECISIONS_EACH_TERM : number * DECISIONS_EACH_TERM]
        for _day, act in sorted(term(demo, start, business), key=lambda event: event[0]):
            act()
    progress("第三次选举，等待决选计票  Third election, the final waiting to be counted")
    wait_for_the_count(demo, latest)


def hold(demo: Demo, number: int, start: date) -> Election:
    """Hold a whole election so that the term starts on ``start``."""
    candidates = demo.persons[Role.CANDIDATE]
    called = start - timedelta(days=60)
    election = voting.call(demo, candidates, number=number, day=called, term_starts_on=start)
    liked = voting.standings(demo, candidates)
    voting.hold_primary(demo, election, liked, called + timedelta(days=20))
    voting.hold_final(demo, election, liked, called + timedelta(days=40))
    return election


def fill(demo: Demo, election: Election, start: date) -> None:
    """Let the rule fill the offices; the secretary picks, the conference elects its chair."""
    team = begin_team(election_id=election.pk, by=Officer.rule(demo.county.code), at=at(start))
    secretary = _holder(demo, "secretary", start)
    three = team.fillings.latest("id").application.derivation["result"]["remaining"]
    picked = Person.objects.get(code=demo.random.choice(three))
    reason = "熟悉政府日常工作，曾主持重点项目。"
    pick_executive(team_id=team.pk, person=picked, reason=reason, by=secretary, at=at(start, 15))
    conference = demo.officer(Role.CONFERENCE, start)
    record_consultative_vote(team_id=team.pk, is_elected=True, by=conference, at=at(start + timedelta(days=1)))


def _holder(demo: Demo, office: str, day: date) -> Officer:
    return officer_of(office_holders(demo.county.code, day)[office].person, day)


Event = tuple[date, Callable[[], object]]


def term(demo: Demo, start: date, business: Sequence[deciding.Item]) -> Iterator[Event]:
    """What happens in a term, each act with its day: decisions, cases, an audit, a promotion in mid-term."""
    for index, item in enumerate(business, start=1):
        day = start + timedelta(days=45 + 190 * index)
        yield day, partial(decide_and_issue, demo, item, day)
    for months, office, rank in CASES:
        day = add_months(start, months)
        yield day, partial(credit, demo, office, rank, day)
    yield add_months(start, 12), partial(audit, demo, start, add_months(start, 12))
    yield add_months(start, 33), partial(promote_executive, demo, add_months(start, 33))


def decide_and_issue(demo: Demo, item: deciding.Item, day: date) -> None:
    """Decide on an item and, if it passed, issue its document."""
    motion = deciding.decide(demo, item, day)
    if motion.is_decided:
        deciding.issue(demo, motion, day)


def decide_and_draft(demo: Demo, item: deciding.Item, day: date) -> None:
    """Decide on an item; the draft of its document still lacks its recipients."""
    motion = deciding.decide(demo, item, day)
    draft_from_decision(motion_id=motion.pk, by=demo.officer(Role.SECRETARIAT, day), at=at(day, 15))


def credit(demo: Demo, office: str, rank: str, day: date) -> None:
    """Register a case that an office-holder reported, and credit it."""
    reporter = Person.objects.get(code=_holder(demo, office, day).key)
    registrar, member = (demo.officer(Role.COMMITTEE, day, index) for index in range(2))
    case = register_case(
        county=demo.county,
        closed_on=day - timedelta(days=20),
        sanctioned=[Sanctioned(rank=rank)],
        sanction_final_on=day - timedelta(days=5),
        by=registrar,
        at=at(day, 9),
    )
    claim = Claim(reporter, reported_on=day - timedelta(days=90), knew_on=day - timedelta(days=100))
    award_merit(case_id=case.pk, claims=[claim], by=member, at=at(day))


def audit(demo: Demo, start: date, day: date) -> None:
    """An independent audit of the first year finds no missed lead."""
    record_audit(
        county=demo.county,
        starts_on=start,
        ends_on=day - timedelta(days=1),
        outcome="clean",
        basis="市审计局年度审计报告",
        by=demo.officer(Role.AUDITOR, day),
        at=at(day),
    )


def promote_executive(demo: Demo, day: date) -> None:
    """The executive is promoted away; the reserve of the final moves up."""
    declare_vacancy(
        county=demo.county,
        office="executive",
        cause="promotion",
        basis=f"市委任免通知〔{day.year}〕18号",
        by=demo.officer(Role.ORGANISATION, day),
        at=at(day),
    )


def wait_for_the_count(demo: Demo, latest: deciding.Item) -> None:
    """Hold the third election up to the count of its final, with a draft, an item and a case in waiting."""
    candidates: Sequence[Person] = demo.persons[Role.CANDIDATE]
    election = voting.call(demo, candidates, number=3, day=demo.before(30), term_starts_on=demo.today)
    liked = voting.standings(demo, candidates)
    voting.hold_primary(demo, election, liked, demo.before(10))
    decide_and_draft(demo, latest, demo.before(3))
    pending = next(item for item in deciding.items() if item.is_pending)
    motion = deciding.propose(demo, pending, demo.before(2))
    deciding.check(demo, motion, demo.before(1))
    voting.begin_final(demo, election, liked, demo.before(1))
    superior_of_all(demo, election)


def superior_of_all(demo: Demo, election: Election) -> Case:
    """A closed case against a former superior of every nominee, so that whoever is credited for it gains most."""
    nominees = election.contests.get(stage=Contest.Stage.PRIMARY).certification.winners
    return register_case(
        county=demo.county,
        closed_on=demo.before(12),
        sanctioned=[Sanctioned(rank="division", superior_of=list(Person.objects.filter(code__in=nominees)))],
        sanction_final_on=demo.before(3),
        by=demo.officer(Role.COMMITTEE, demo.today),
        at=at(demo.before(1)),
    )
