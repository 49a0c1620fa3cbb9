"""How gains move with the chances of no deal: against the space reweighed, and the chance at which a side turns."""

import pytest

import tradetalks as tt
from tests.small_dossier import small
from tradetalks.counsel.chances import STEP, swings
from tradetalks.report.chance_words import chance_words


@pytest.fixture(scope="module")
def space():
    return tt.deal_space(tt.Dossier.model_validate(small()))


def expected(space, chances):
    return {p: sum(chances[b] * space.no_deal[b].value[p] for b in chances) for p in space.parties}


def test_ten_points_more_move_gains_by_what_the_expected_no_deal_does(space):
    for one in swings(space):
        (other,) = [b for b in space.dossier.no_deal if b.name != one.name]
        before = expected(space, {one.name: one.probability, other.name: other.probability})
        after = expected(space, {one.name: one.probability + STEP, other.name: other.probability - STEP})
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
        (other,) = [b for b in space.dossier.no_deal if b.name != one.name]
        there = expected(space, {one.name: chance, other.name: 1 - chance})
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
