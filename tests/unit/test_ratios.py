"""The history of ratios: what counts as a loss. The times themselves are never measured in tests."""

import pytest
from benchmarks.ratios import Pair, expected, lost

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
