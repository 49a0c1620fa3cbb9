"""Other weights and chances: what is found without solving equals what solving anew finds."""

import numpy as np
import pytest

import tradetalks as tt
from tests.small_dossier import small, write
from tradetalks.space.reweighing import reweighed, weighed


@pytest.fixture(scope="module")
def dossier(tmp_path_factory):
    content = small()
    content["agenda"].append(
        {
            "id": "aid",
            "title": "Aid",
            "status_quo": "none",
            "options": [
                {"id": "none", "title": "none"},
                {
                    "id": "paid",
                    "title": "0.1 billion from the United States",
                    "measures": [{"instrument": "transfer", "giver": "USA", "taker": "EU27", "billions": 0.1}],
                    "worth": {"USA": {"low": -5, "mid": -4, "high": -3, "basis": "judgement"}},
                },
            ],
        }
    )
    return tt.Dossier.load(write(tmp_path_factory.mktemp("small"), content))


@pytest.fixture(scope="module")
def space(dossier):
    return tt.deal_space(dossier)


def same(one, other):
    """Two spaces of one meaning: every count, every deal, every word."""
    assert (one.feasible, one.signable, one.counted) == (other.feasible, other.signable, other.counted)
    assert one.none_because == other.none_because
    assert list(one.named) == list(other.named)
    np.testing.assert_allclose(one.expected_no_deal, other.expected_no_deal, atol=1e-9)
    pairs = [*zip(one.frontier, other.frontier, strict=True), *((one.named[n], other.named[n]) for n in one.named)]
    for a, b in pairs:
        assert (a.package, a.ties, a.broken) == (b.package, b.ties, b.broken)
        for part in ("economic", "political", "low", "high", "gain"):
            assert getattr(a, part) == pytest.approx(getattr(b, part), abs=1e-9)
        np.testing.assert_allclose(a.real_income, b.real_income, atol=1e-9)


@pytest.mark.parametrize(
    ("weights", "chances"),
    [
        ({}, {}),
        ({"EU": 2.0}, {}),
        ({"USA": 0.0, "EU": 3.5}, {}),
        ({}, {"war": 1.0, "as_is": 0.0}),
        ({"USA": 0.4}, {"war": 0.2}),
    ],
)
def test_equal_to_solving_the_changed_dossier(space, dossier, weights, chances):
    found = reweighed(space, weights=weights, chances=chances)
    same(found, tt.deal_space(weighed(dossier, weights, chances)))
    again = found.valuer.solved
    same(reweighed(space, weights=weights, chances=chances), found)
    assert space.valuer.solved <= again


def test_chances_scale_to_one_as_the_workbench_does(space):
    found = reweighed(space, chances={"war": 1.0})  # against the other branch's 0.5
    war, as_is = (np.array(list(space.no_deal[n].value.values())) for n in ("war", "as_is"))
    np.testing.assert_allclose(found.expected_no_deal, 2 / 3 * war + 1 / 3 * as_is)
    assert sum(b.probability for b in found.dossier.no_deal) == pytest.approx(1)


def test_where_nobody_can_sign_nothing_is_shown_and_why_is_said(space):
    found = reweighed(space, shift={("steel", o): np.full(2, -50.0) for o in ("charged", "lifted", "doubled")})
    assert (found.frontier, found.signable, found.nash) == ((), 0, None)
    assert found.none_because["nash"] == "no package leaves every party as well off as no deal"
    assert set(found.named) == {"status_quo"}


def test_every_other_question_is_answered_under_the_new_weights(space):
    found = reweighed(space, weights={"EU": 10.0})
    deal = found.deal({"data": "framework"})
    assert deal.political == {"USA": 2.0, "EU": -5.0}
    assert (deal.low["EU"], deal.high["EU"]) == pytest.approx((deal.economic["EU"] - 20, deal.economic["EU"] + 10))
    assert found.alone()["standards", "mutual"].political["EU"] == 10.0
    assert space.deal({"data": "framework"}).political["EU"] == -0.5  # the space it came from is as it was


def test_packages_not_solved_whole_are_sums_and_say_so(dossier):
    fresh = tt.deal_space(dossier)
    whole = reweighed(fresh, weights={"USA": 0.0, "EU": 0.2})
    other = tt.deal_space(dossier)
    quick = reweighed(other, weights={"USA": 0.0, "EU": 0.2}, solve=False)
    assert other.valuer.solved + other.valuer.found == quick.valuer.solved + quick.valuer.found
    assert [d.package for d in quick.frontier] == [d.package for d in whole.frontier]
    assert any(d.summed for d in quick.frontier)
    assert not any(d.summed for d in whole.frontier)
    for one, two in zip(quick.frontier, whole.frontier, strict=True):
        assert one.gain == pytest.approx(two.gain, abs=0.05 if one.summed else 1e-12)
        np.testing.assert_allclose(one.real_income, two.real_income, atol=1e-3)


def test_changed_rates_move_all_packages_with_the_option(space):
    key, by_party = ("steel", "lifted"), {"USA": -4.0, "EU": 6.0}
    moved = np.array([by_party[p] for p in space.parties])
    found = reweighed(space, shift={key: moved})
    assert "US steel tariff: lifted" in found.approximate
    assert not space.approximate
    for package in ({"steel": "lifted", "data": "framework"}, {"steel": "doubled"}):
        before, after = space.deal(package), found.deal(package)
        want = moved if package["steel"] == "lifted" else np.zeros(2)
        np.testing.assert_allclose([after.gain[p] - before.gain[p] for p in space.parties], want, atol=1e-9)
        columns = [space.eve.world.region(c) for c in (space.dossier.parties[p].region for p in space.parties)]
        np.testing.assert_allclose((after.real_income_billions - before.real_income_billions)[columns], want, atol=1e-9)
    best = found.frontier[0].package
    assert found.frontier[0].gain == pytest.approx(found.deal(best).gain)
    twice = reweighed(found, shift={key: moved})
    assert twice.deal({"steel": "lifted"}).gain["EU"] == pytest.approx(space.deal({"steel": "lifted"}).gain["EU"] + 12)


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        ({"weights": {"UE": 1.0}}, "unknown party 'UE' (nearest: 'EU')"),
        ({"weights": {"EU": -1.0}}, "weights.EU: found -1, expected a finite number of at least 0"),
        ({"weights": {"EU": float("nan")}}, "weights.EU: found nan"),
        ({"weights": {"EU": float("inf")}}, "weights.EU: found inf"),
        ({"chances": {"wra": 1.0}}, "unknown no-deal branch 'wra' (nearest: 'war')"),
        ({"chances": {"war": 0.0, "as_is": 0.0}}, "chances: found all zero"),
        ({"chances": {"war": -0.5}}, "chances.war: found -0.5"),
        ({"shift": {("steel", "lifetd"): np.zeros(2)}}, "unknown option 'lifetd'"),
        ({"shift": {("steel", "lifted"): np.zeros(3)}}, "expected 2 finite numbers"),
    ],
)
def test_faults(space, arguments, says):
    with pytest.raises(tt.DossierError) as caught:
        reweighed(space, **arguments)
    assert says in str(caught.value)
