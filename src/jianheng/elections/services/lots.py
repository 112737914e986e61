"""Lots by the verifiable draw, the last link of the chain of ties (Art. 3.5, 13.3).

1. The presiding officer calls lots; the pool (the tied) and its digest stand on the ledger.
2. Contributors commit: each publishes only the digest of a contribution they keep to themselves.
3. The presiding officer closes the commitments; the ledger entry of that moment is the checkpoint.
4. Contributors reveal; each contribution must match its commitment.
5. Seed and order follow; the round is counted again with them.
6. If someone does not reveal, the draw is repeated without them and the first attempt stays on record.
"""

import re
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction

from jianheng.charter import N_, cites
from jianheng.county.services import keep
from jianheng.elections import access
from jianheng.elections.events import (
    CommitmentsClosed,
    ContributionCommitted,
    ContributionRevealed,
    DrawAbandoned,
    LotsCalled,
    LotsDrawn,
)
from jianheng.elections.models import Contribution, Draw, Round
from jianheng.elections.selectors.tally import charter_of
from jianheng.elections.selectors.ties import require_open_tie
from jianheng.elections.services.counting import count_anew
from jianheng.elections.services.locks import locked_draw, locked_round
from jianheng.ledger.services import record
from jianheng.rules import Derivation, Refused, apply
from jianheng.rules.ballots.ties import LOTS
from jianheng.rules.draws import DrawFacts, commitment, order, pool_digest
from jianheng.rules.roles import Officer

LEAST_CONTRIBUTORS = 2
_DIGEST = re.compile(r"[0-9a-f]{64}")


@cites("3.5", "13.3", reading=("E07", "E08"))
@transaction.atomic
def call_lots(*, round_id: int, tied: Sequence[str], by: Officer, at: datetime) -> Draw:
    """Step 1: call lots among exactly the tied persons, where the chain has come to them."""
    round_ = locked_round(round_id)
    access.require_preside(by, round_.contest.election)
    require_open_tie(round_, tied, LOTS)
    pool = sorted(tied)
    if any(draw.tied == pool for draw in round_.draws.exclude(state=Draw.State.ABANDONED)):
        raise Refused("3.5", N_("Lots among {tied} have already been called."), tied=pool)
    return _call(round_, pool, 1, by=by, at=at)


def _call(round_: Round, pool: list[str], attempt: int, *, by: Officer, at: datetime) -> Draw:
    draw = Draw.objects.create(round=round_, tied=pool, attempt=attempt)
    record(LotsCalled(round_.pk, draw.pk, pool_digest(pool)), by=by, at=at)
    return draw


@cites("13.3")
@transaction.atomic
def commit_contribution(*, draw_id: int, digest: str, by: Officer, at: datetime) -> Contribution:
    """Step 2: publish the commitment ``rules.draws.commitment(by.key, contribution)``, 64 hexadecimal digits."""
    draw = locked_draw(draw_id)
    access.require_contribute(by, draw)
    _require(draw, Draw.State.COMMITTING)
    if not _DIGEST.fullmatch(digest):
        raise Refused("13.3", N_("A commitment is 64 hexadecimal digits in lower case."), field="contribution")
    if draw.contributions.filter(contributor=by.key).exists():
        raise Refused("13.3", N_("You have already committed to a contribution; it cannot be changed."))
    contribution = Contribution.objects.create(draw=draw, contributor=by.key, commitment=digest)
    record(ContributionCommitted(draw.pk, digest), by=by, at=at)
    return contribution


@cites("13.3")
@transaction.atomic
def close_commitments(*, draw_id: int, by: Officer, at: datetime) -> Draw:
    """Step 3: close the commitments; this act's ledger entry becomes the checkpoint of the seed."""
    draw = locked_draw(draw_id)
    access.require_preside(by, draw.round.contest.election)
    _require(draw, Draw.State.COMMITTING)
    digests = tuple(draw.contributions.order_by("contributor").values_list("commitment", flat=True))
    if len(digests) < LEAST_CONTRIBUTORS:
        raise Refused(
            "13.3",
            N_("At least {least} persons must contribute, so that no one of them alone fixes the draw."),
            least=LEAST_CONTRIBUTORS,
        )
    entry = record(CommitmentsClosed(draw.pk, digests), by=by, at=at)
    draw.state, draw.checkpoint = Draw.State.REVEALING, bytes(entry.leaf_sha256).hex()
    draw.save(update_fields=["state", "checkpoint"])
    return draw


@cites("13.3")
@transaction.atomic
def reveal_contribution(*, draw_id: int, contribution: str, by: Officer, at: datetime) -> Contribution:
    """Step 4: publish the contribution itself; refused if it does not match the commitment."""
    draw = locked_draw(draw_id)
    access.require_contribute(by, draw)
    _require(draw, Draw.State.REVEALING)
    found = draw.contributions.filter(contributor=by.key).first()
    if found is None:
        raise Refused("13.3", N_("You have committed to nothing in this draw."), field="contribution")
    if found.contribution:
        raise Refused("13.3", N_("You have already revealed your contribution."), field="contribution")
    if commitment(by.key, contribution) != found.commitment:
        raise Refused(
            "13.3",
            N_("This is not the contribution you committed to."),
            remedy=N_("Enter it exactly as you noted it, letter by letter."),
            field="contribution",
        )
    found.contribution = contribution
    found.save(update_fields=["contribution"])
    record(ContributionRevealed(draw.pk, contribution), by=by, at=at)
    return found


@cites("3.5", "13.3")
@transaction.atomic
def draw_lots(*, draw_id: int, by: Officer, at: datetime) -> Draw:
    """Step 5: compute seed and order, keep them, and count the round again."""
    draw = locked_draw(draw_id)
    election = draw.round.contest.election
    access.require_preside(by, election)
    _require(draw, Draw.State.REVEALING)
    rows = list(draw.contributions.all())
    facts = DrawFacts(
        pool=tuple(draw.tied),
        commitments={row.contributor: row.commitment for row in rows},
        contributions={row.contributor: row.contribution for row in rows if row.contribution},
        checkpoint=draw.checkpoint,
    )
    derivation: Derivation[Any] = apply(order, facts, charter_of(election))
    draw.application = keep(
        derivation,
        county=election.county.code,
        subject=f"elections.draw:{draw.pk}",
        title=f"{election.title_zh} {draw.round.series}",
        path=draw.get_absolute_url(),
        by=by,
        at=at,
    )
    draw.state, draw.seed, draw.order = Draw.State.DRAWN, derivation.outcome.seed, list(derivation.outcome.order)
    draw.save(update_fields=["state", "seed", "order", "application"])
    record(LotsDrawn(draw.pk, draw.seed, derivation.digest), by=by, at=at)
    count_anew(locked_round(draw.round_id), by=by, at=at)
    return draw


@cites("13.3")
@transaction.atomic
def repeat_draw(*, draw_id: int, by: Officer, at: datetime) -> Draw:
    """Step 6: abandon a draw in which someone did not reveal, and call it again."""
    draw = locked_draw(draw_id)
    access.require_preside(by, draw.round.contest.election)
    _require(draw, Draw.State.REVEALING)
    if not draw.contributions.filter(contribution="").exists():
        raise Refused("13.3", N_("Everyone has revealed; the lots can be drawn."))
    draw.state = Draw.State.ABANDONED
    draw.save(update_fields=["state"])
    record(DrawAbandoned(draw.pk), by=by, at=at)
    return _call(draw.round, draw.tied, draw.attempt + 1, by=by, at=at)


_SAYS = {
    Draw.State.COMMITTING: N_("Commitments to this draw are still being collected."),
    Draw.State.REVEALING: N_("The commitments to this draw are closed."),
    Draw.State.DRAWN: N_("These lots have been drawn."),
    Draw.State.ABANDONED: N_("This draw was repeated; see the later one."),
}


def _require(draw: Draw, state: Draw.State) -> None:
    if draw.state != state:
        raise Refused("13.3", _SAYS[Draw.State(draw.state)])
