"""The debrief: what each group created and who claimed it, what was left on the table, and the swap nobody found.

Money is in billions of USD a year over no deal as it was expected when the talks ended. Groups play with worth of their
own, so what ranks them is a share: of the largest joint gain that a package could have brought them, and of the most
that a party could have had in a package which all would sign.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from tradetalks.counsel.diagnosis import linkage
from tradetalks.counsel.standing import standing
from tradetalks.report.spreadsheet import as_text
from tradetalks.space.choice import INDIFFERENT
from tradetalks.space.deal_space import DealSpace
from tradetalks.summit.course import Move, course
from tradetalks.summit.desk import Desk
from tradetalks.summit.room import OVER, Room
from tradetalks.summit.rules import branch_chances


@dataclass(frozen=True)
class Group:
    """How one room fared.

    Attributes:
        room: its name. agreed: the package signed, items that changed; None without a deal. signed: when each signed.
        gains: by party; 0 without a deal. drawn: without a deal, what the branch that was drawn brings by party beyond
            what no deal was expected to be worth.
        best: by party, the most it could have had in a package that all prefer to no deal. most: the largest joint
            gain.
        left: what the package that is better for some and worse for nobody adds to the joint gain; without a deal, what
            the one of the largest joint gain brings that all prefer to no deal, which is ``most``. ``better``: its
            items that differ from what was agreed, item to option.
        swap: items that two or three give each other, to the gain of all, which stood together in no offer.
        moves: every offer in time. minutes: of talks.
    """

    room: str
    phase: str
    agreed: Mapping[str, str] | None
    signed: Mapping[str, float]
    gains: Mapping[str, float]
    drawn: Mapping[str, float]
    best: Mapping[str, float]
    most: float
    left: float
    better: Mapping[str, str]
    swap: tuple[tuple[str, str], ...]
    swap_gain: Mapping[str, float]
    moves: tuple[Move, ...]
    minutes: float
    people: Mapping[str, tuple[str, ...]]

    @property
    def over(self) -> bool:
        """Is there a result? Only groups that have one are ranked."""
        return self.phase in OVER

    @property
    def created(self) -> float:
        """Joint gain."""
        return sum(self.gains.values())

    @property
    def share_created(self) -> float:
        """Of the largest joint gain, what was created; where there was none to create 1, or less than nothing if some
        was lost."""
        return _share(self.created, self.most)

    def share(self, party: str) -> float:
        """Of the most that a party could have had, what it got; where there was nothing to get 1, or less than nothing
        if it lost."""
        return _share(self.gains[party], self.best[party])


def _share(got: float, most: float) -> float:
    """``got / most``; of nothing, 1 for who lost nothing and minus 1 for who did."""
    if most > INDIFFERENT:
        return got / most
    return 1.0 if got >= -INDIFFERENT else -1.0


def group(room: Room, desk: Desk, now: float) -> Group:
    """Judge a room, as it stands."""
    space = desk.space(branch_chances(room, desk.dossier))
    moves = tuple(course(room, desk))
    status_quo = desk.dossier.status_quo()
    agreed = None if room.agreed is None else dict(room.offers[room.agreed].package)
    with desk.engine.lock:
        deal = space.deal(agreed or {})
        stands = standing(space, deal, mend=False)
        gains = dict(deal.gain) if agreed is not None else dict.fromkeys(space.parties, 0.0)
        best = {p: max((d.gain[p] for d in space.frontier), default=0.0) for p in space.parties}
        largest = max(space.frontier, key=lambda d: sum(d.gain.values()), default=None)
        most = sum(largest.gain.values()) if largest else 0.0
        target = dict(stands.best) if agreed is not None else dict(largest.package) if largest else {}
        swap, swap_gain = _unfound(room, space, target) if target else ((), {})
    base = {**status_quo, **(agreed or {})}
    expected = dict(zip(space.parties, space.expected_no_deal.tolist(), strict=True))
    branch = {} if room.branch is None else desk.branches()[room.branch]
    return Group(
        room=room.name,
        phase=room.phase,
        agreed=agreed,
        signed={} if room.agreed is None else dict(room.offers[room.agreed].signed),
        gains=gains,
        drawn={p: value - expected[p] for p, value in branch.items()},
        best=best,
        most=most,
        left=most if agreed is None else sum(stands.more.values()),
        better={item: option for item, option in target.items() if base[item] != option},
        swap=swap,
        swap_gain=swap_gain,
        moves=moves,
        minutes=room.clock.reads(now if room.closed is None else room.closed) / 60,
        people={p: _spoke(room, p) for p in room.terms.parties},
    )


def _spoke(room: Room, party: str) -> tuple[str, ...]:
    """Who spoke for a party: who came in, or is expected, and the computer where it does."""
    computer = (f"the computer ({room.computers[party]})",) if party in room.computers else ()
    return (*(room.people.get(party, ()) or room.assigned.get(party, ())), *computer)


def _unfound(
    room: Room, space: DealSpace, target: Mapping[str, str]
) -> tuple[tuple[tuple[str, str], ...], Mapping[str, float]]:
    """Of the swaps inside a package, the one of the largest joint gain whose items stood together in no offer."""
    offered = [set(offer.package.items()) for offer in room.offers.values()]
    fresh = [s for s in linkage(space, target, most=50).swaps if not any(set(s.parts) <= known for known in offered)]
    found = max(fresh, key=lambda swap: swap.joint, default=None)
    return ((), {}) if found is None else (found.parts, found.gain)


# ---------------------------------------------------------------------- the class
def ranks(groups: Sequence[Group], party: str | None = None) -> dict[str, int]:
    """Room to its place among the groups whose talks are over, from 1, by what they created or by what one party got;
    ties share it."""
    score = {g.room: round(g.share_created if party is None else g.share(party), 9) for g in groups if g.over}
    return {room: 1 + sum(other > own for other in score.values()) for room, own in score.items()}


COLUMNS = (
    "room", "outcome", "minutes", "offers", "created", "could_create", "share_created", "rank", "left_on_the_table",
    "party", "people", "gain", "could_get", "share", "rank_of_party",
)  # fmt: skip


def class_csv(groups: Sequence[Group], names: Mapping[str, str]) -> str:
    """One line a party and room; money in billions of USD a year over no deal, shares between 0 and 1. What a room that
    is not over has no result of is left empty."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(COLUMNS)
    overall = ranks(groups)
    by_party = {party: ranks(groups, party) for party in names}
    for g in groups:
        joint = [f"{g.created:.4f}", f"{g.most:.4f}", f"{g.share_created:.4f}", overall.get(g.room), f"{g.left:.4f}"]
        common = [g.room, g.phase, f"{g.minutes:.1f}", len(g.moves), *_if_over(g, joint)]
        for party in names:
            own = [
                f"{g.gains[party]:.4f}",
                f"{g.best[party]:.4f}",
                f"{g.share(party):.4f}",
                by_party[party].get(g.room),
            ]
            writer.writerow([*common, names[party], "; ".join(map(as_text, g.people[party])), *_if_over(g, own)])
    return text.getvalue()


def _if_over(g: Group, cells: Sequence[object]) -> Sequence[object]:
    return cells if g.over else [""] * len(cells)
