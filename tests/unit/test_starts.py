"""Where packages are solved from: sums of what is known of the packages within them."""

from itertools import combinations

import numpy as np
import pytest

from tradetalks.equilibrium.iterate import Point
from tradetalks.value.starts import Starts

KEYS = "abcdef"


def state(identity, order):
    """A state that options move alone and together, up to ``order`` of them."""
    rng = np.random.default_rng(5)
    terms = {part: rng.normal(size=4) for n in range(4) for part in combinations(KEYS, n)}
    return np.sum([terms[part] for n in range(order + 1) for part in combinations(identity, n)], axis=0)


def points(identities, order):
    rows = np.array([state(one, order) for one in identities])
    return Point(rows[:, :3], np.abs(rows[:, 3:]))


def of_size(*sizes):
    return [one for n in sizes for one in combinations(KEYS, n)]


@pytest.mark.parametrize("order", [1, 2, 3])
@pytest.mark.parametrize("turns", [[(0,), (1,), (2,), (3,)], [(0, 1, 2, 3)], [(3,), (1,), (0, 2)]])
def test_what_few_options_do_together_foretells_what_more_do(order, turns):
    starts = Starts()
    for sizes in turns:
        starts.learn(of_size(*sizes), points(of_size(*sizes), order))
    larger = of_size(4, 6)
    np.testing.assert_allclose(starts.foretold(larger).vector, points(larger, order).vector, atol=1e-12)
    assert (starts.foretold(larger).wedges >= 0).all()


def test_what_is_known_is_foretold_as_it_is():
    starts = Starts()
    starts.learn(of_size(0, 1, 2), points(of_size(0, 1, 2), 3))
    np.testing.assert_allclose(starts.foretold([("b", "e")]).vector[0], state(("b", "e"), 3)[:3], atol=1e-12)
    np.testing.assert_allclose(starts["b", "e"].vector, state(("b", "e"), 3)[:3])


def test_a_pair_that_was_not_solved_is_in_the_triple_that_was():
    """Rules may allow two options with a third alone: what the pair does is then what the triple adds."""
    starts = Starts()
    known = [*of_size(0, 1), ("a", "c"), ("b", "c"), ("a", "b", "c")]
    starts.learn(known, points(known, 2))
    np.testing.assert_allclose(starts.foretold([("a", "b", "c")]).vector[0], state(("a", "b", "c"), 2)[:3], atol=1e-12)


def test_an_option_taken_twice_counts_twice_and_teaches_nothing():
    starts = Starts()
    starts.learn(of_size(0, 1), points(of_size(0, 1), 1))
    starts.learn([("a", "a")], points([("a", "b")], 1))
    assert ("a", "a") not in starts
    none, one = state((), 1), state(("a",), 1)
    np.testing.assert_allclose(starts.foretold([("a", "a")]).vector[0], (2 * one - none)[:3], atol=1e-12)


def test_larger_packages_are_not_held():
    starts = Starts()
    starts.learn(of_size(0, 1, 4), points(of_size(0, 1, 4), 1))
    assert ("a", "b", "c", "d") not in starts
