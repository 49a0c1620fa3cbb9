"""Frontiers, solutions, valuation: against brute force, closed forms and identities."""

import itertools
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import tradetalks as tt
from tests.small_dossier import small, write
from tradetalks.counsel.account import contributions, under_elasticities
from tradetalks.space import solutions
from tradetalks.space.frontier import fold, nondominated
from tradetalks.value.cache import ValueCache
from tradetalks.value.eve import bring_to_eve
from tradetalks.value.valuer import Valuer
from tradetalks.value.worth import worth


@pytest.fixture(scope="module")
def dossier(tmp_path_factory):
    return tt.Dossier.load(write(tmp_path_factory.mktemp("small")))


@pytest.fixture(scope="module")
def space(dossier):
    return tt.deal_space(dossier)


def brute_frontier(values):
    rows = {tuple(v) for v in values}
    return {v for v in rows if not any(all(a >= b for a, b in zip(u, v, strict=True)) and u != v for u in rows)}


values_of = st.integers(1, 3).flatmap(
    lambda d: st.lists(st.lists(st.integers(-4, 4).map(float), min_size=d, max_size=d), min_size=1, max_size=25)
)


@settings(max_examples=200, deadline=None)
@given(values=values_of)
def test_nondominated_equals_brute_force(values):
    array = np.array(values)
    kept = nondominated(array)
    assert {tuple(row) for row in array[kept]} == brute_frontier(values)
    assert len(kept) == len({tuple(row) for row in array[kept]})


@settings(max_examples=60, deadline=None)
@given(seed=st.integers(0, 9999), parties=st.integers(2, 3))
def test_folding_equals_enumeration(seed, parties):
    rng = np.random.default_rng(seed)
    blocks = [rng.integers(-5, 6, (rng.integers(1, 5), parties)).astype(float) for _ in range(4)]
    sums = [sum(rows) for rows in itertools.product(*blocks)]
    folded = fold(blocks)
    front, rows = folded.values, folded.rows
    assert {tuple(v) for v in front} == brute_frontier([tuple(s) for s in sums])
    for value, choice in zip(front, rows, strict=True):
        np.testing.assert_allclose(value, sum(b[r] for b, r in zip(blocks, choice, strict=True)))


def test_nash_1950_bill_and_jack():
    """Nash (1950), section 'Examples': book, whip, ball, bat, box against pen, toy, knife, hat; gains 12 and 5."""
    bills = [(2, 4), (2, 2), (2, 1), (2, 2), (4, 1)]  # utilities to Bill and to Jack of Bill's goods
    jacks = [(10, 1), (4, 1), (6, 2), (2, 2)]
    blocks = [np.array([[0.0, 0.0], [-b, j]]) for b, j in bills]
    blocks += [np.array([[0.0, 0.0], [b, -j]]) for b, j in jacks]
    front = fold(blocks).values
    np.testing.assert_allclose(front[solutions.solve("nash", front).row], [12, 5])
    np.testing.assert_allclose(front[solutions.solve("kalai_smorodinsky", front).row], [12, 5])
    np.testing.assert_allclose(front[solutions.solve("egalitarian", front).row], [8, 6])
    everything = np.array([sum(rows) for rows in itertools.product(*blocks)])
    assert len(everything) == 512
    assert solutions.rational(everything).sum() == 293


def test_solutions_of_a_divided_dollar():
    """Splitting 1 with u1 = sqrt(x), u2 = 1 - x: Nash at x = 1/3, Kalai-Smorodinsky at x = 0.381966."""
    x = np.linspace(0, 1, 1_000_001)
    gains = np.column_stack([np.sqrt(x), 1 - x])
    assert x[solutions.solve("nash", gains).row] == pytest.approx(1 / 3, abs=1e-5)
    assert x[solutions.solve("kalai_smorodinsky", gains).row] == pytest.approx(0.381966, abs=1e-5)


def test_no_gain_for_all_means_no_solution():
    gains = np.array([[1.0, -1.0], [-1.0, 1.0], [0.0, 0.0]])
    assert solutions.solve("nash", gains).row is None
    assert "cannot gain strictly" in solutions.solve("nash", gains).why
    assert solutions.solve("kalai_smorodinsky", gains).row is None
    assert solutions.solve("nash", np.zeros((0, 2))).row is None


@settings(max_examples=50, deadline=None)
@given(seed=st.integers(0, 9999), scale=st.floats(0.1, 10))
def test_nash_and_kalai_smorodinsky_ignore_units(seed, scale):
    gains = np.random.default_rng(seed).uniform(-1, 3, (30, 2))
    for solution in ("nash", "kalai_smorodinsky"):
        assert solutions.solve(solution, gains) == solutions.solve(solution, gains * [scale, 1.0])


def test_space_equals_brute_force(space, dossier):
    """Every package enumerated and valued one by one gives the same counts, frontier and Nash point."""
    packages = [
        dict(zip([i.id for i in dossier.agenda], choice, strict=True))
        for choice in itertools.product(*[[o.id for o in i.options] for i in dossier.agenda])
    ]
    allowed = [p for p in packages if not list(dossier.objections(p))]
    assert space.feasible == len(allowed) == 20  # of 36: the red line and steel for data
    deals = [space.deal(p) for p in allowed]
    gains = np.array([[d.gain[p] for p in space.parties] for d in deals])
    assert space.signable == int(solutions.rational(gains).sum())
    fair = gains[solutions.rational(gains)]
    np.testing.assert_allclose(
        sorted(map(tuple, fair[nondominated(fair)])),
        sorted(tuple(d.gain[p] for p in space.parties) for d in space.frontier),
    )
    best = deals[solutions.solve("nash", gains).row]
    assert space.nash.package == best.package


def test_objections_are_named(space):
    assert space.deal({"steel": "lifted"}).broken == ("steel for data",)
    assert "red line of the European Union: never" in space.deal({"standards": "surrender"}).broken


def test_status_quo_is_worth_nothing_and_no_deal_is_expected(space):
    status_quo = space.named["status_quo"]
    assert max(abs(v) for v in status_quo.value.values()) < 1e-6
    for j, p in enumerate(space.parties):
        expected = 0.5 * space.no_deal["as_is"].value[p] + 0.5 * space.no_deal["war"].value[p]
        assert space.expected_no_deal[j] == pytest.approx(expected)
        assert status_quo.gain[p] == pytest.approx(-expected, abs=1e-6)


def test_the_eve_counts_every_measure_once(space, dossier):
    """Tariffs on the eve are the benchmark's plus those in force and of status quo options, nothing else."""
    eve, benchmark = space.eve, space.eve.benchmark
    usa, eu, chn = (benchmark.region(c) for c in ("USA", "EU27", "CHN"))
    steel, nfmet, auto = (benchmark.sector(c) for c in ("STEEL", "NFMET", "AUTO"))
    added = eve.world.tariff - benchmark.tariff
    assert added[eu, usa, steel] == pytest.approx(0.25)
    assert added[eu, usa, nfmet] == pytest.approx(0.125)
    assert added[chn, usa, auto] == pytest.approx(0.2)
    assert np.count_nonzero(np.abs(added) > 1e-12) == 2 + len(benchmark.goods)


def test_a_package_solved_from_the_eve_equals_one_solved_from_the_benchmark(space, dossier):
    benchmark = space.eve.benchmark
    shock = tt.Shock(benchmark).add_tariff("USA", "CHN", 0.2).add_tariff("EU27", "USA", -0.005, ["AUTO"])
    direct = tt.solve(benchmark, shock)
    ratio = direct.real_income_ratio / space.eve.outcome.real_income_ratio
    deal = space.deal({"steel": "lifted", "cars": "cut", "data": "framework"})
    np.testing.assert_allclose(deal.real_income, 100 * (ratio - 1), atol=1e-8)


def test_talks_without_economics(tmp_path):
    """Nothing on the table changes a measure: worth alone decides."""
    content = small(constraints=[], no_deal=[{"name": "a", "title": "a", "probability": 1.0}])
    content["agenda"] = [i for i in content["agenda"] if i["id"] in ("data", "standards")]
    found = tt.deal_space(tt.Dossier.load(write(tmp_path, content)))
    assert (found.feasible, found.policies) == (4, 1)  # 'surrender' is a red line
    assert found.nash.package == {"data": "framework", "standards": "mutual"}
    assert found.nash.gain == pytest.approx({"USA": 2.0, "EU": 0.5}, abs=1e-6)


def test_worth_adds_up(dossier):
    package = dossier.package({"data": "framework", "standards": "mutual"})
    assert worth(dossier, package) == {"USA": 2.0, "EU": 0.5}
    assert worth(dossier, package, "high") == {"USA": 4.0, "EU": 3.0}


def test_contributions_add_up_to_the_package(space):
    package = {"steel": "lifted", "cars": "cut", "data": "framework"}
    deal, parts = space.deal(package), contributions(space, package)
    for p in space.parties:
        assert sum(c.economic[p] for c in parts) == pytest.approx(deal.economic[p], abs=1e-6)
        assert sum(c.political[p] for c in parts) == pytest.approx(deal.political[p])


def test_other_elasticities_are_solved_from_their_own_eve(dossier):
    found = under_elasticities(dossier, {"war": dossier.package({"steel": "doubled"})}, ["U4", "LL"])
    values = [f.values["war"]["EU"] for f in found]
    assert all(v < 0 for v in values)
    assert values[0] != pytest.approx(values[1], rel=1e-3)


def test_cache_resumes_and_never_serves_another_question(tmp_path, dossier):
    path = tmp_path / "values.sqlite"
    eve = bring_to_eve(dossier)
    packages = [dossier.package({"steel": s, "cars": c}) for s in ("charged", "lifted") for c in ("charged", "cut")]
    first = Valuer(eve, ValueCache(path))
    ratios = first.real_income_ratio(packages[:3])
    assert (first.solved, first.found) == (3, 0)
    second = Valuer(eve, ValueCache(path))
    again = second.real_income_ratio(packages)
    assert (second.solved, second.found) == (1, 3)
    np.testing.assert_array_equal(again[:3], ratios)
    other = Valuer(bring_to_eve(tt.Dossier.load(write(tmp_path / "o", small(in_force=[])))), ValueCache(path))
    other.real_income_ratio(packages)
    assert other.found == 0


def test_a_spoilt_cache_costs_time_not_answers(tmp_path, dossier):
    path = tmp_path / "values.sqlite"
    path.write_bytes(b"not a database at all, whatever it says" * 50)
    valuer = Valuer(bring_to_eve(dossier), ValueCache(path))
    assert valuer.real_income_ratio([dossier.package({"steel": "lifted"})]).shape == (1, 18)


def test_contradictory_constraints_are_an_error(tmp_path):
    rules = [
        {"when": {"data": ["none", "framework"]}, "then": {"steel": ["lifted"]}, "because": "a"},
    ]
    with pytest.raises(tt.DossierError, match="the status quo itself breaks 'a'"):
        tt.Dossier.load(write(tmp_path, small(constraints=rules)))


def test_uncertified_values_are_refused(dossier):
    valuer = Valuer(bring_to_eve(dossier), ValueCache(None))
    with pytest.raises(tt.NotCertified):
        valuer._remember(("x",), np.array([1.0] * 18 + [1e-3]))
    outcome = tt.solve(valuer.eve.world)
    bad = replace(outcome, certificate=replace(outcome.certificate, price=1e-3))
    with pytest.raises(tt.NotCertified, match="not certified"):
        bad.to_world()
