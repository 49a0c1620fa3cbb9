"""Spaces with too many policies to solve: estimates from solved interactions, their error, and what is shown."""

import numpy as np
import pytest

import tradetalks as tt
from tests.small_dossier import small, write
from tradetalks.report.space_words import estimated_words
from tradetalks.space import estimates as surrogate
from tradetalks.space.way import deal_space
from tradetalks.value.eve import bring_to_eve
from tradetalks.value.valuer import Valuer

STEPS = (0.0, -0.01, 0.03)
PAIRS = [("USA", "EU27"), ("EU27", "USA"), ("USA", "CHN"), ("EU27", "CHN")]


def tariffs(count=4, steps=STEPS, **changes):
    """Items that each move one country's tariff on one sector; all interact through the economy."""
    sectors = ["AUTO", "STEEL", "MACH", "ELECTR", "CHEM"]
    agenda = [
        {
            "id": f"t{j}",
            "title": f"Tariff {j}",
            "status_quo": "o0",
            "options": [
                {"id": "o0", "title": "as it is"},
                *(
                    {
                        "id": f"o{k}",
                        "title": f"{points:+g}",
                        "measures": [
                            {
                                "instrument": "tariff",
                                "importer": PAIRS[j % len(PAIRS)][0],
                                "exporter": PAIRS[j % len(PAIRS)][1],
                                "points": points,
                                "sectors": [sectors[(j // len(PAIRS)) % len(sectors)]],
                            }
                        ],
                        "worth": {
                            "USA": {"low": -9, "mid": 0.3 * (k - j % 2), "high": 9, "basis": "judgement"},
                            "EU": {"low": -9, "mid": 0.4 - 0.2 * k + 0.3 * (j % 2), "high": 9, "basis": "judgement"},
                        },
                    }
                    for k, points in enumerate(steps)
                    if k
                ),
            ],
        }
        for j in range(count)
    ]
    no_deal = [{"name": "as_is", "title": "as it is", "probability": 1.0}]
    return small(agenda=agenda, constraints=[], red_lines=[], no_deal=no_deal, **changes)


@pytest.fixture(scope="module")
def dossier(tmp_path_factory):
    return tt.Dossier.load(write(tmp_path_factory.mktemp("tariffs"), tariffs()))


@pytest.fixture(scope="module")
def valuer(dossier):
    return Valuer(bring_to_eve(dossier))


@pytest.fixture(scope="module")
def exact(dossier, valuer):
    return deal_space(dossier, valuer=valuer)


def everything(dossier):
    rows = np.array(list(np.ndindex(*(len(i.options) for i in dossier.agenda))), dtype=np.int16)
    return rows, [{i.id: i.options[k].id for i, k in zip(dossier.agenda, row, strict=True)} for row in rows]


def test_with_all_sets_the_sum_is_exact(dossier, valuer):
    built = surrogate.build(valuer, most_solves=10_000)
    assert built.solved == 3**4 - 1
    estimator = surrogate.Estimator(valuer, built)
    packages = everything(dossier)[1]
    np.testing.assert_allclose(estimator.values(packages), estimator.solved(packages), rtol=0, atol=1e-9)


def test_more_solves_bring_the_estimate_closer(dossier, valuer):
    packages = everything(dossier)[1]
    off = []
    for most in (8, 32, 64):
        built = surrogate.build(valuer, most_solves=most)
        assert built.solved <= most
        estimator = surrogate.Estimator(valuer, built)
        off.append(np.abs(estimator.values(packages) - estimator.solved(packages)).max())
    assert off[0] > off[1] > off[2] > 0


def test_the_same_frontier_as_all_solved(dossier, valuer, exact):
    found = deal_space(dossier, valuer=valuer, most_solves=30)
    assert exact.estimated is None
    assert found.estimated is not None
    assert len(exact.frontier) > 3
    assert {tuple(d.package.items()) for d in found.frontier} == {tuple(d.package.items()) for d in exact.frontier}
    assert found.named["nash"].package == exact.named["nash"].package
    np.testing.assert_allclose(
        [list(d.gain.values()) for d in found.frontier], [list(d.gain.values()) for d in exact.frontier], atol=1e-9
    )


def test_every_deal_shown_is_solved_not_estimated(dossier, valuer):
    found = deal_space(dossier, valuer=valuer, most_solves=8)
    for deal in found.frontier:
        one = valuer.billions(valuer.real_income_ratio([deal.package]))[0]
        np.testing.assert_allclose(deal.real_income_billions, one, atol=1e-9)


def test_the_words_give_the_measured_error(dossier, valuer):
    found = deal_space(dossier, valuer=valuer, most_solves=8)
    told = estimated_words(found)
    assert "estimates were off by at most" in told
    assert found.estimated.checked == surrogate.CHECKED
    assert found.estimated.confidence == pytest.approx(1 - 0.99**300)
    assert all(found.estimated.error[p] >= found.estimated.typical[p] >= 0 for p in found.parties)


@pytest.mark.slow
def test_a_space_far_beyond_listing_is_estimated(tmp_path, valuer):
    dossier = tt.Dossier.load(write(tmp_path, tariffs(20, (0.0, -0.01, 0.02, 0.04))))
    found = deal_space(dossier, most_solves=200)
    assert found.feasible == 4**20
    assert found.estimated.policies == pytest.approx(4.0**20)
    assert found.frontier
    assert not found.counted


def points(count, dollars, euros):
    """Yes or no to each of some points worth dollars(j) to the United States and euros(j) to the EU."""

    def value(mid):
        return {"low": -9, "mid": mid, "high": 9, "basis": "judgement"}

    items = [
        {
            "id": f"p{j}",
            "title": f"Point {j}",
            "status_quo": "no",
            "options": [
                {"id": "no", "title": "no"},
                {"id": "yes", "title": "yes", "worth": {"USA": value(dollars(j)), "EU": value(euros(j))}},
            ],
        }
        for j in range(count)
    ]
    no_deal = [{"name": "as_is", "title": "as it is", "probability": 1.0}]
    return small(agenda=items, constraints=[], red_lines=[], no_deal=no_deal)


def test_thirty_additive_items_are_counted(tmp_path):
    """2^30 packages, all counted: the sums of two halves are sorted, and pairs that reach no deal counted."""
    found = deal_space(tt.Dossier.load(write(tmp_path, points(30, lambda j: 1 + j / 7, lambda j: -1 + j / 11))))
    sums = {0: 1}  # the United States gains by every point; the EU by j - 11 elevenths
    for j in range(30):
        new = dict(sums)
        for total, packages in sums.items():
            new[total + j - 11] = new.get(total + j - 11, 0) + packages
        sums = new
    assert found.counted
    assert found.feasible == 2**30
    assert found.signable == sum(packages for total, packages in sums.items() if total >= 0)
    assert found.estimated is None


def test_a_hundred_additive_items_are_counted_by_drawing(tmp_path):
    found = deal_space(
        tt.Dossier.load(write(tmp_path, points(100, lambda j: float(np.sin(j)) + 0.1, lambda j: float(np.cos(j * j)))))
    )
    assert found.feasible == 2**100
    assert not found.counted
    assert 0 < found.signable < 2**100
    assert found.estimated is None
