"""How gains move with the chances of no deal: against the space reweighed, and the chance at which a side turns."""

from datetime import date, datetime
from types import SimpleNamespace
from typing import cast

import pytest

import tradetalks as tt
from tests.small_dossier import small, write
from tradetalks.app.state import State
from tradetalks.app.table import Table
from tradetalks.counsel.bands import Bands
from tradetalks.counsel.chances import STEP, by_deadline, swings
from tradetalks.counsel.horizons import stakes_at
from tradetalks.counsel.robustness import robustness
from tradetalks.report.chance_words import chance_words, chances_json, deadline_words, first_of_chances
from tradetalks.space.reweighing import weighed


@pytest.fixture(scope="module")
def space():
    return tt.deal_space(tt.Dossier.model_validate(small()))


def expected(space, chances):
    return {p: sum(chances[b] * space.no_deal[b].value[p] for b in chances) for p in space.parties}


def test_ten_points_more_move_gains_by_what_the_expected_no_deal_does(space):
    for one in swings(space):
        (other,) = [b for b in space.dossier.no_deal if b.name != one.branch.name]
        before = expected(space, {one.branch.name: one.branch.probability, other.name: other.probability})
        after = expected(space, {one.branch.name: one.branch.probability + STEP, other.name: other.probability - STEP})
        for p in space.parties:
            assert one.moves[p] == pytest.approx(before[p] - after[p])


def test_the_one_that_moves_most_comes_first(space):
    sizes = [max(map(abs, one.moves.values())) for one in swings(space)]
    assert sizes == sorted(sizes, reverse=True)


def test_at_the_chance_where_a_side_turns_the_package_gains_it_nothing(space):
    value = {
        p: float(v) + 0.25 * abs(float(v)) + 1e-3 for p, v in zip(space.parties, space.expected_no_deal, strict=True)
    }
    turned = [(one, p, chance) for one in swings(space, value) for p, chance in one.turns_at.items()]
    assert turned
    for one, p, chance in turned:
        (other,) = [b for b in space.dossier.no_deal if b.name != one.branch.name]
        there = expected(space, {one.branch.name: chance, other.name: 1 - chance})
        assert there[p] == pytest.approx(value[p])


def test_words_give_each_chance_its_source_and_a_certain_no_deal_needs_none(space):
    first, *rest = chance_words(space)
    assert "nobody computes them" in first
    assert all("50%, judgement" in line for line in rest)
    certain = tt.Dossier.model_validate(small(no_deal=[{"name": "as_is", "title": "as it is", "probability": 1.0}]))
    assert chance_words(tt.deal_space(certain)) == []


def test_a_refusal_is_told_with_its_chance(space):
    value = {p: float(v) + 1e-3 for p, v in zip(space.parties, space.expected_no_deal, strict=True)}
    told = " ".join(chance_words(space, value, "this package"))
    assert "would refuse this package" in told


def worth_at(space, chance):
    """By party, a package that gains it nothing where the first branch has that chance."""
    first, other = space.dossier.no_deal
    return expected(space, {first.name: chance, other.name: 1 - chance})


@pytest.mark.parametrize(
    ("chance", "above", "below"),
    [(0.8, "above 80%", "below 20%"), (0.996, "all but certain", "all but ruled out")],
)
def test_no_chance_above_certainty_or_below_none_is_told(space, chance, above, below):
    told = " ".join(chance_words(space, worth_at(space, chance), "this package"))
    assert f"With it {above} the United States would refuse" in told
    assert f"With it {below} the United States would refuse" in told
    assert "above 100%" not in told
    assert "below 0%" not in told


@pytest.mark.parametrize("chance", [0.0, 1.0])
def test_a_side_that_turns_only_at_certainty_never_turns(space, chance):
    assert not [one for one in swings(space, worth_at(space, chance)) if one.turns_at]


def test_the_brief_begins_with_what_moves_most(space):
    (first,) = first_of_chances(space)
    most = swings(space)[0]
    assert f"were '{most.branch.title}', now 50%, ten points likelier" in first
    assert "(judgement)" in first
    assert chances_json(space)[0]["name"] == most.branch.name


def test_who_never_refuses_whatever_the_chances_is_told_with_what_is_held_and_with_what_all_draws_say(space):
    accepted = dict(zip(space.parties, (0.96, 1.0), strict=True))
    drawn = SimpleNamespace(of=lambda name: SimpleNamespace(accepted=accepted))
    sure = SimpleNamespace(of=lambda name: SimpleNamespace(accepted=dict.fromkeys(space.parties, 1.0)))
    (alone,), (refused,), (none,) = (first_of_chances(space, cast("Bands", one)) for one in (None, drawn, sure))
    assert "Whatever the chances of no deal, the model and worth at their middle, nobody" in alone
    assert refused.endswith("with all assumptions drawn together, the United States in 4% of draws.")
    assert none.endswith("nor would anybody with all assumptions drawn together.")


# ---------------------------------------------------------------------- chances at other horizons
LATER = {"year 5": {"probability": 0.8, "event": "a review", "on": "2027-01-20", "basis": "press"}}


def over_time():
    """The small dossier, its first way of no deal likelier from the fifth year on."""
    first, second = small()["no_deal"]
    second = second | {"by_horizon": {"year 5": {"probability": 0.2}}}
    return small(no_deal=[first | {"by_horizon": LATER}, second], world={"horizon": "years 2-3"})


@pytest.mark.parametrize(
    ("horizon", "chance"), [("year 1", 0.5), ("years 2-3", 0.5), ("year 5", 0.8), ("year 10", 0.8), ("long run", 0.8)]
)
def test_a_horizon_has_its_own_chance_and_later_ones_keep_it(horizon, chance):
    dossier = tt.Dossier.model_validate(over_time())
    assert dossier.at_horizon(horizon).no_deal[0].probability == chance
    assert dossier.at_horizon("long run").at_horizon(horizon).no_deal[0].probability == chance
    assert tt.Dossier.model_validate(small()).at_horizon(horizon).no_deal[0].probability == 0.5


def test_what_is_expected_at_a_horizon_goes_by_its_chances():
    dossier = tt.Dossier.model_validate(over_time())
    stakes = stakes_at(tt.deal_space(dossier), "year 5", [dossier.status_quo()])
    there = tt.deal_space(dossier.at_horizon("year 5"))
    assert stakes.expected_no_deal == pytest.approx(there.expected_no_deal, abs=1e-8)


def test_draws_at_a_horizon_hold_to_its_chances():
    space = tt.deal_space(tt.Dossier.model_validate(over_time()))
    far, never = (tt.deal_space(space.dossier.at_horizon(h)) for h in ("year 5", "year 1"))
    status = {"as it is": space.dossier.status_quo()}
    for when, there in (("year 5", far), ("year 1", never)):
        (found,) = robustness(space, status, draws=400, sets=[f"GYY at {when}"], checks=1)
        assert found.published[f"GYY at {when}"] == pytest.approx(
            {p: -float(v) for p, v in zip(space.parties, there.expected_no_deal, strict=True)}, abs=1e-6
        )


def test_the_chance_of_each_horizon_is_told_with_its_event_and_source():
    told = " ".join(chance_words(tt.deal_space(tt.Dossier.model_validate(over_time()))))
    assert "50%, judgement; from year 5 on 80%, a review on 20 January 2027, " in told


@pytest.mark.parametrize(
    ("by_horizon", "says"),
    [
        ({"year 5": {"probability": 0.9}}, "probabilities at year 5 sum to 1.4; expected 1"),
        ({"years 2-3": {"probability": 0.5}}, "found the dossier's own horizon, whose chance is 'probability'"),
        ({"year 1": {"probability": 0.5, "on": "2025-02-01"}}, "and no event; expected what happens that day"),
        ({"year 1": {"probability": 0.5, "event": "x", "on": "2029-02-01"}}, "2029-02-01, later than year 1"),
        ({"year 1": {"probability": 0.5, "event": "x", "on": "2020-02-01"}}, "2020-02-01, before the eve"),
        ({"year 7": {"probability": 0.5}}, "unknown horizon 'year 7'"),
        ({"year 1": {"probability": 0.5, "basis": "hearsay"}}, "unknown source 'hearsay'"),
    ],
)
def test_faults_in_chances_by_horizon_are_named(tmp_path, by_horizon, says):
    first, second = small()["no_deal"]
    branches = [first | {"by_horizon": by_horizon}, second]
    write(tmp_path, small(no_deal=branches, world={"horizon": "years 2-3"}))
    with pytest.raises(tt.DossierError, match=says):
        tt.Dossier.load(tmp_path)


# ---------------------------------------------------------------------- chances until a day
SOON = {"2027-01-20": {"probability": 0.9, "event": "a review", "basis": "press"}, "2027-03-01": {"probability": 0.7}}


def dated():
    """The small dossier, its first way of no deal likelier until two days."""
    first, second = small()["no_deal"]
    rest = {"2027-01-20": {"probability": 0.1}, "2027-03-01": {"probability": 0.3}}
    return small(no_deal=[first | {"until": SOON}, second | {"until": rest}])


@pytest.mark.parametrize("day", ["tomorrow", "2027-13-01", "", None, 20270101, 1.5, ["2027-01-01"]], ids=repr)
def test_what_is_no_day_is_refused_in_words(day):
    with pytest.raises(tt.PolicyError, match="expected YYYY-MM-DD"):
        tt.Dossier.model_validate(dated()).until(day)


def test_chances_until_a_day_sum_to_one_at_any_horizon_and_under_any_chances_afterwards():
    """A way that says nothing of the days has its own chance until then, whatever it becomes afterwards."""
    first, second = small()["no_deal"]
    third = {"name": "apart", "title": "each goes its way", "probability": 0.2}
    shift = {"2027-01-20": {"probability": 0.7}}, {"2027-01-20": {"probability": 0.1}}
    later = {"long run": {"probability": 0.1}}, {"long run": {"probability": 0.1}}, {"long run": {"probability": 0.8}}
    tree = small(
        no_deal=[
            first | {"probability": 0.4, "until": shift[0], "by_horizon": later[0]},
            second | {"probability": 0.4, "until": shift[1], "by_horizon": later[1]},
            third | {"by_horizon": later[2]},
        ],
        world={"horizon": "years 2-3"},
    )
    dossier = tt.Dossier.model_validate(tree)
    others = [dossier.at_horizon("long run"), weighed(dossier, chances={"apart": 0.9})]
    assert [branch.probability for branch in others[0].no_deal] == [0.1, 0.1, 0.8]
    for one in (dossier, *others):
        chances = [branch.probability for branch in one.until("2027-01-20").no_deal]
        assert chances == pytest.approx([0.7, 0.1, 0.2])


@pytest.mark.parametrize(
    ("day", "chance"),
    [("2027-01-01", 0.9), ("2027-01-20", 0.9), ("2027-01-21", 0.7), ("2027-03-01", 0.7), ("2027-03-02", 0.5)],
)
def test_a_chance_holds_until_its_day_and_the_next_until_the_next(day, chance):
    dossier = tt.Dossier.model_validate(dated())
    assert dossier.until(date.fromisoformat(day)).no_deal[0].probability == chance
    assert dossier.until(day) == dossier.until(date.fromisoformat(day)) == dossier.until(datetime.fromisoformat(day))
    assert list(map(str, dossier.deadlines())) == ["2027-01-20", "2027-03-01"]
    assert tt.Dossier.model_validate(small()).deadlines() == []


def test_what_no_deal_brings_until_a_day_is_that_of_the_dossier_with_its_chances():
    dossier = tt.Dossier.model_validate(dated())
    told = by_deadline(tt.deal_space(dossier))
    assert [one.day and str(one.day) for one in told] == ["2027-01-20", "2027-03-01", None]
    for one in told:
        there = tt.deal_space(dossier if one.day is None else dossier.until(one.day))
        assert list(one.expected.values()) == pytest.approx(list(there.expected_no_deal), abs=1e-9)
    assert by_deadline(tt.deal_space(tt.Dossier.model_validate(small()))) == []


def test_deadlines_are_told_with_event_source_and_what_a_package_gains():
    space = tt.deal_space(tt.Dossier.model_validate(dated()))
    first, second, last = deadline_words(space, space.nash.value, "the Nash package")
    assert first.startswith("Until 20 January 2027 (a review): 90% '")
    assert "the Nash package gains" in first
    assert second.startswith("Until 1 March 2027: 70% '")
    assert last.startswith("Afterwards: 50% '")
    assert first in chance_words(space, space.nash.value, "the Nash package")
    position = State(package=dict(space.nash.package))
    assert Table(space).evaluate(position)["deadlines"] == deadline_words(space, space.nash.value, "this package")


@pytest.mark.parametrize(
    ("until", "says"),
    [
        ({"2027-01-20": {"probability": 0.9}}, "probabilities until 2027-01-20 sum to 1.4; expected 1"),
        ({"2020-01-20": {"probability": 0.5}}, "found a day no later than the eve"),
        ({"2027-01-20": {"probability": 0.5, "basis": "hearsay"}}, "unknown source 'hearsay'"),
        ({"2027-01-20": {"probability": 0.5, "event": "x", "on": "2027-01-20"}}, "leave 'on' out"),
        ({"soon": {"probability": 0.5}}, "until"),
    ],
)
def test_faults_in_chances_until_a_day_are_named(tmp_path, until, says):
    first, second = small()["no_deal"]
    write(tmp_path, small(no_deal=[first | {"until": until}, second]))
    with pytest.raises(tt.DossierError, match=says):
        tt.Dossier.load(tmp_path)
