"""The history of ratios: what counts as a loss. The times themselves are never measured in tests."""

import pytest
from benchmarks import ratios
from benchmarks.ratios import Pair, expected, fails, lost, settled

PAIR = Pair("one solve", "the reference", lambda: None, lambda: None)


def entry(ratio, name="one solve", beside="the reference"):
    return {"name": name, "beside": beside, "ratio": str(ratio)}


def test_a_ratio_is_compared_with_the_median_of_its_last_entries():
    old = [entry(9.0)] * 10
    last = [entry(r) for r in (1.0, 1.2, 5.0, 1.1, 0.9)]
    others = [entry(99.0, name="another"), entry(77.0, beside="another peer")]
    assert expected([*old, *last, *others], PAIR) == pytest.approx(1.1)
    assert expected(others, PAIR) is None


@pytest.mark.parametrize(
    ("found", "before", "bad"), [(1.31, 1.0, True), (1.29, 1.0, False), (0.2, 1.0, False), (9.0, None, False)]
)
def test_a_loss_is_more_than_thirty_per_cent(found, before, bad):
    assert lost(found, before) is bad


def test_a_loss_is_timed_again_longer_until_it_is_none(monkeypatch):
    asked, found = [], iter([(2.0, 0.2), (1.5, 0.1), (1.0, 0.3)])

    def timed(pair, turns):
        asked.append(turns / pair.turns)
        return next(found)

    monkeypatch.setattr(ratios, "ratio", timed)
    assert settled(PAIR, 1.4) == (1.5, 0.1)
    assert asked == [1, 3]
    found = iter([(2.0, 0.2), (2.5, 0.1), (2.2, 0.3)])
    assert settled(PAIR, 1.0) == (2.0, 0.2)
    assert asked[2:] == [1, 3, 9]


@pytest.mark.parametrize(("steady", "only", "failed"), [(True, True, True), (False, True, False), (False, False, True)])
def test_what_depends_on_the_machine_fails_nothing_where_only_steady_ratios_count(steady, only, failed):
    pair = Pair("one solve", "a bound of the machine", lambda: None, lambda: None, steady=steady)
    assert fails(pair, 1.5, 1.0, only) is failed
    assert not fails(pair, 1.2, 1.0, only)
