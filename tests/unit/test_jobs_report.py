"""With how many digits people at work are told, which sectors and states are named, and what is said of who was not
counted: an outcome is stood in for, so that every figure is known."""

from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from tests.unit.test_no_deal_ranges import printed
from tradetalks.report.jobs_report import MOST, ends, jobs_table, jobs_words, people_digits, states_told, told_from
from tradetalks.report.plain_words import unread_words

SECTORS = ("A", "B", "C", "D")


def outcome(mobility=np.inf) -> Any:
    world = SimpleNamespace(
        sectors=SECTORS,
        region=lambda code: 0,
        region_name=lambda code: "Utopia",
        sector_name=lambda code: f"making {code}",
    )
    return SimpleNamespace(world=world, closure=SimpleNamespace(labour_mobility=mobility))


def people(change, before=1000.0, **told) -> Any:
    """One region's; low and high ends of the first sector differ, of the second too, which was read."""
    change = np.array([change], dtype=float)
    spread = np.zeros_like(change)
    spread[:, :2] = 0.5
    zero = np.zeros_like(change)
    found = {
        "change": change, "before": np.full_like(change, before), "low": change - spread, "high": change + spread,
        "read": np.array([[False, True, False, False]]), "idle": zero, "not_employed": np.zeros(1),
        "willing": np.zeros(1), "moved": 0.5 * np.abs(change).sum(1), "pay": zero,
    }  # fmt: skip
    return SimpleNamespace(**(found | {name: np.array(value, dtype=float) for name, value in told.items()}))


@pytest.mark.parametrize(
    ("change", "digits"),
    [([12.3, -40.0], 1), ([1.26, -0.04], 1), ([0.126, -0.04], 2), ([0.0126, 0.001], 3), ([0.0002], 3), ([0.0], 1)],
)
def test_thousands_have_as_many_digits_as_the_largest_needs_down_to_one_person(change, digits):
    assert people_digits(np.array(change)) == digits
    assert told_from(digits) == pytest.approx(0.5 * 10.0**-digits)


def test_the_largest_losses_and_gains_are_named_and_what_prints_as_nothing_is_not():
    assert ends(np.array([3.0, -5.0, 0.04, -0.01, -7.0, 9.0]), 2) == ([4, 1], [5, 0])
    assert ends(np.array([3.0, 0.04, -0.04]), 2) == ([], [0])
    assert ends(np.array([0.012, -0.0004]), 2) == ([], [0])  # three digits: half a person is nothing
    assert ends(np.array([0.012, -0.0006]), 2) == ([1], [0])


class TestTable:
    def test_changes_stand_from_the_largest_loss_to_the_largest_gain(self):
        told = printed(jobs_table(outcome(), people([2.0, -3.0, 0.04, 0.5]), "UTO", None))
        assert told.index("making B") < told.index("making D") < told.index("making A")
        assert "making C" not in told, "0.04 thousand prints as nothing beside thousands with one digit"

    def test_a_range_stands_where_the_count_was_split_and_not_where_it_was_read(self):
        told = printed(jobs_table(outcome(), people([2.0, -3.0, 0.0, 0.0]), "UTO", None))
        rows = {line.split("  ")[0].strip(): line for line in told.splitlines()}
        assert "+1.5 to +2.5" in next(line for name, line in rows.items() if name.startswith("making A"))
        assert " to " not in next(line for name, line in rows.items() if name.startswith("making B"))

    def test_who_looks_for_work_has_a_column_where_somebody_does(self):
        idle = people([2.0, -3.0, 0.0, 0.0], idle=[[0, 1.25, 0, 0]])
        assert "look for work" in printed(jobs_table(outcome(), idle, "UTO", None))
        assert "look for work" not in printed(jobs_table(outcome(), people([2.0, -3.0, 0, 0]), "UTO", None))

    def test_no_more_sectors_than_fit(self):
        many: Any = SimpleNamespace(**vars(outcome()))
        many.world = SimpleNamespace(**{**vars(outcome().world), "sectors": tuple(f"S{k:02}" for k in range(30))})
        change = np.linspace(-15, 15, 30)
        found = people(change, read=[[True] * 30])
        assert jobs_table(many, found, "UTO", None).row_count == 2 * MOST


class TestWords:
    def test_how_many_move_of_how_many_and_that_nobody_is_idle(self):
        told = jobs_words(outcome(), people([2.0, -3.0, 0.5, 0.5]), "UTO", None)
        assert told.startswith("Utopia: 3.0 thousand people of 4,000 thousand come to work in another sector; nobody")
        assert "Pay of those who stay" not in told

    def test_who_finds_no_work_and_who_comes_to_want_it(self):
        told = jobs_words(outcome(), people([2.0, -3.0, 0, 0], not_employed=[0.9], willing=[-12.4]), "UTO", None)
        assert "; 0.90 thousand find none; 12 thousand fewer want to work than before" in told
        more = jobs_words(outcome(), people([2.0, -3.0, 0, 0], willing=[12.4]), "UTO", None)
        assert "12 thousand more want to work" in more

    def test_few_who_move_are_told_to_the_person(self):
        told = jobs_words(outcome(), people([0.02, -0.03, 0.0, 0.01]), "UTO", None)
        assert told.startswith("Utopia: 0.030 thousand people of")

    def test_where_labour_cannot_move_nobody_is_said_to_have_had_time_to(self):
        told = jobs_words(outcome(1.0), people([0, 0, 0, 0]), "UTO", None)
        assert told.startswith(
            "Utopia: nobody of 4,000 thousand has had time to change sector; nobody stays without work"
        )

    def test_pay_is_told_of_sectors_with_people_in_them_where_not_all_may_move(self):
        pay = people([2.0, -3.0, 0.5, 0.5], before=100.0, pay=[[0.5, -1.5, -0.2, 0.1]])
        told = jobs_words(outcome(1.5), pay, "UTO", None)
        assert "falls most or rises least in making B \u22121.50%, making C \u22120.20%" in told
        assert "rises most in making A +0.50%, making D +0.10%" in told


class TestStates:
    def states(self, change) -> Any:
        before = np.full((3, 2), 50.0)
        return SimpleNamespace(
            states=("Iowa", "Ohio", "Utah"), sectors=("A", "B"), before=before, change=np.array(change, dtype=float)
        )

    def test_each_state_with_the_sector_that_moves_it_most_its_own_way(self):
        table, words = states_told(
            outcome(), self.states([[3.0, -1.0], [-2.0, 0.5], [0.0, 0.01]]), people([1.0, -0.5, -0.3, -0.2])
        )
        told = printed(table)
        assert told.index("Ohio") < told.index("Iowa")
        assert "making A +3.0" in told
        assert "making A \u22122.0" in told
        assert "Utah" not in told
        assert words.startswith("All states together +0.5 thousand")

    def test_a_sum_has_the_digits_of_its_states(self):
        _, words = states_told(outcome(), self.states([[0.03, -0.01], [-0.005, 0.0], [0.0, 0.0]]), people([0, 0, 0, 0]))
        assert words.startswith("All states together +0.015 thousand")

    def test_no_table_where_no_state_moves(self):
        assert states_told(outcome(), self.states(np.zeros((3, 2))), people([0, 0, 0, 0])) == []

    @pytest.mark.parametrize(
        ("rest", "said"),
        [
            (
                [-2.0, -1.0],
                "services lose 3.0 thousand in the nation; in which states was not read, so that states gain more",
            ),
            (
                [2.5, -0.5],
                "services gain 2.0 thousand in the nation; in which states was not read, so that states lose more",
            ),
            ([0.0, 0.0], "services, by state not read, neither gain nor lose any"),
        ],
    )
    def test_what_the_table_leaves_out_is_told_with_what_it_does_to_the_nation(self, rest, said):
        _, words = states_told(outcome(), self.states([[3.0, 0.0], [0, 0], [0, 0]]), people([3.0, 0.0, *rest]))
        assert said in words


def test_who_was_not_counted_is_named_and_jobs_there_are_shares():
    told = unread_words(["Canada", "the United Kingdom"])
    assert "was not read for Canada and the United Kingdom: jobs there are told in per cent" in told
    assert "not in people" in told
