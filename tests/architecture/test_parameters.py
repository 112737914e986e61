"""A county can only amend what the code obeys: every parameter with a real choice is read somewhere."""

from decimal import Decimal
from pathlib import Path

import pytest

import jianheng
from jianheng.charter import Parameter, parameters

SOURCE = Path(jianheng.__file__).parent
PARTS = {3, 4, 6, 8, 9, 11}
# Read under a name put together from this beginning and a word.
COMPOSED = ("council.weights_",)

# Parameters of these Parts whose articles are carried out by rooms that do not exist yet.
AWAITED = {
    "the live defence of Art. 3.7": {"defence.show", "defence.min_raters"},
    "the encrypted channel, its guardians and observers, Art. 3.6, 3.8, 3.9": {
        "election.guardians",
        "election.threshold",
        "election.observer_access",
        "election.merge_floor",
    },
    "deputies and department heads, Art. 4.7": {
        "deputies.min",
        "deputies.max",
        "appointments.consent",
        "appointments.silence_days",
        "appointments.max_refusals",
        "appointments.majority",
    },
    "what citizens' points are used for, Art. 8.2": {"rewards.recruitment_threshold", "rewards.third_person_uses"},
    "the black list with its reviews, Art. 8.3": {"blacklist.review_years"},
    "the gate of promotion, Art. 8.10": {"promotion.merit_gate"},
    "the four steps of the review committee, Art. 8.11": {
        "committee.size",
        "committee.quorum",
        "committee.majority",
        "committee.term_months",
        "committee.first_reviewers",
    },
    "exits, Art. 11.3": {"exit.exam_free"},
}


def is_open(parameter: Parameter) -> bool:
    """Whether more than one value is permitted."""
    shape = parameter.shape
    match shape.kind:
        case "choice":
            return len(shape.options) > 1
        case "flag":
            return len(shape.options) != 1
        case "sequence":
            return not (shape.complete and len(shape.options) == 1)
        case "table":
            return True
        case _:
            return shape.nullable or shape.low is None or shape.low != shape.high


def sources() -> str:
    found = [*SOURCE.rglob("*.py"), *SOURCE.glob("*/templates/**/*.html")]
    return "\n".join(path.read_text(encoding="utf-8") for path in found if "charter" not in path.parts[-2:])


def concerned() -> list[str]:
    return [one.name for one in parameters().values() if int(one.article.partition(".")[0]) in PARTS and is_open(one)]


def test_every_open_choice_of_the_decided_parts_is_read_by_the_code() -> None:
    text = sources()
    awaited = set().union(*AWAITED.values())
    unread = [
        name
        for name in concerned()
        if name not in text and name not in awaited and not (name.startswith(COMPOSED) and COMPOSED[0] in text)
    ]
    assert unread == []


@pytest.mark.parametrize(("reason", "names"), AWAITED.items())
def test_what_is_awaited_is_open_and_not_read_yet(reason: str, names: set[str]) -> None:
    text = sources()
    assert names <= set(concerned()), reason
    assert [name for name in sorted(names) if f'"{name}"' in text] == [], reason


def test_a_fixed_amount_permits_one_value_alone() -> None:
    fixed = parameters()["report.outcomes"].shape
    assert (fixed.low, fixed.high) == (Decimal(3), Decimal(3))
    assert not is_open(parameters()["report.outcomes"])
