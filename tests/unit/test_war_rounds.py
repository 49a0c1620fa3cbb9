"""When the rounds of a war end, and when the answering of deviations does: with players whose moves are set."""

from dataclasses import FrozenInstanceError, dataclass
from types import SimpleNamespace

import numpy as np
import pytest

import tradetalks as tt
from tests.worlds import random_world
from tradetalks.war import nash

EXACT = [max(nash._LAST, nash._FIRST * nash._TIGHTER**turn) for turn in range(10)]
AS_EXACT = EXACT.index(nash._LAST)
"""The first round of which the last round's exactness is asked."""


class Own:
    """One rate, which the policy itself is."""

    def read(self, policy):
        return policy.copy()

    def on(self, _policy, rates):
        return rates.copy()


@dataclass(frozen=True)
class Player:
    shock: np.ndarray
    levers: Own


def fight(monkeypatch, moves, most_rounds=10):
    """Rounds of one player that moves by ``moves[round]``; what exactness each reply was asked for."""
    asked = []

    def climb(task, _begin, _vector, exact, _curve):
        asked.append(exact)
        return SimpleNamespace(rates=task.shock + moves[len(asked) - 1], at=SimpleNamespace(vector=None), curve=None)

    monkeypatch.setattr(nash, "settle", lambda *_: None)
    monkeypatch.setattr(nash, "climb", climb)
    start = np.zeros(1)
    return nash._Fight({"R0": Player(start, Own())}, start, 1e-8, most_rounds, None), asked


class TestNashRounds:
    def test_they_go_on_until_replies_are_as_exact_as_the_last_must_be(self, monkeypatch):
        """Also where nothing moves from the first: a loose reply that stands still proves nothing."""
        rounds, asked = fight(monkeypatch, [0.0] * 10)
        rounds.rounds({"R0": np.zeros(1)})
        assert asked == EXACT[: AS_EXACT + 1]
        assert AS_EXACT > 0

    def test_they_go_on_while_an_exact_reply_still_moves(self, monkeypatch):
        rounds, asked = fight(monkeypatch, [0.1] * (AS_EXACT + 2) + [1e-9] + [0.0] * 5)
        rounds.rounds({"R0": np.zeros(1)})
        assert len(asked) == AS_EXACT + 3
        assert rounds.history == pytest.approx([0.1] * (AS_EXACT + 2) + [1e-9])

    def test_a_move_of_the_tolerance_itself_ends_them(self, monkeypatch):
        rounds, asked = fight(monkeypatch, [0.0] * AS_EXACT + [2.0**-27, 0.0, 0.0])
        rounds.tolerance = 2.0**-27
        rounds.rounds({"R0": np.zeros(1)})
        assert len(asked) == AS_EXACT + 1

    def test_a_fall_counts_as_a_move(self, monkeypatch):
        rounds, asked = fight(monkeypatch, [0.0] * AS_EXACT + [-0.3, 0.0, 0.0])
        rounds.rounds({"R0": np.zeros(1)})
        assert len(asked) == AS_EXACT + 2


class TestNashDeviations:
    def answering(self, monkeypatch, gains, settled=True):
        """Two players; the n-th deviation looked for gains where ``gains(n)`` says so."""
        looked = []
        top = SimpleNamespace(
            settled=settled, rates=np.ones(1),
            at=SimpleNamespace(task=SimpleNamespace(objective=SimpleNamespace(logs=True)), vector=None),
        )  # fmt: skip

        def deviate(_, code, *__):
            looked.append(code)
            if len(looked) > 1000:
                raise AssertionError("nothing ends it")
            return (top if gains(len(looked)) else None), (SimpleNamespace(gain=0.02, start="high"),)

        monkeypatch.setattr(nash._Fight, "deviate", deviate)
        monkeypatch.setattr(nash._Fight, "rounds", lambda self, rates: self.history.append(0.0))
        start = np.zeros(1)
        players = {code: Player(start, Own()) for code in ("R0", "R1")}
        return nash._Fight(players, start, 1e-8, 10, None), looked

    def test_as_many_are_adopted_as_are_allowed_each_player_and_no_more(self, monkeypatch):
        contest, looked = self.answering(monkeypatch, lambda _: True)
        most = 2 * nash._ANSWERS
        with pytest.raises(
            tt.NotConverged, match=f"after {most} deviations adopted and {most} rounds R0 could still gain"
        ):
            contest.challenge({"R0": {}, "R1": {}}, True)
        assert len(looked) == most + 1

    def test_all_are_asked_again_after_one_that_gained(self, monkeypatch):
        """R1's deviation is adopted: R0 is asked again, and R1 too, and neither gains."""
        contest, looked = self.answering(monkeypatch, lambda n: n == 2)
        found = contest.challenge({"R0": {}, "R1": {}}, True)
        assert looked == ["R0", "R1", "R0", "R1"]
        assert list(found) == ["R0", "R1"]
        assert contest.history == [0.0]

    def test_a_gain_that_came_to_no_optimum_is_an_error_at_once(self, monkeypatch):
        contest, looked = self.answering(monkeypatch, lambda _: True, settled=False)
        with pytest.raises(tt.NotConverged, match=r"after 0 deviations adopted and 0 rounds R0 .* came to no optimum"):
            contest.challenge({"R0": {}, "R1": {}}, True)
        assert looked == ["R0"]


def test_nash_deviations_may_begin_from_rates_themselves():
    """As an array too, which has no truth of its own; and a war cannot be changed once found."""
    world = random_world(3)
    rules = {"sectors": "all", "deficits": "zero"}
    war = tt.nash_tariffs(world, ["R0", "R1"], starts=(np.array([0.1, 0.2, 0.3]),), **rules)
    for code in war.players:
        assert len(war.tried[code]) == 1
        assert war.most_to_gain[code] == pytest.approx(0.0, abs=1e-9)
    with pytest.raises(FrozenInstanceError):
        war.slope = 0.0
