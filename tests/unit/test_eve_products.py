"""Duties by product through a dossier: the eve, packages from there, draws; each beside a solve from the benchmark."""

from dataclasses import replace
from functools import cache

import numpy as np
import pytest

import tradetalks as tt
from tests.small_dossier import small, write
from tradetalks.equilibrium.prepare import elasticities_under
from tradetalks.equilibrium.solver import solve
from tradetalks.policy.duties.by_product import by_product, products_of
from tradetalks.policy.effects import only
from tradetalks.policy.instruments import compile_measures
from tradetalks.policy.product_points import ProductPoints
from tradetalks.value.afresh import Benchmark
from tradetalks.value.cache import ValueCache
from tradetalks.value.eve import bring_to_eve, products_at_table
from tradetalks.value.kept import OutcomeCache
from tradetalks.value.question import Question
from tradetalks.value.valuer import Valuer

WORLD = {"groups": "USA, EU27, CHN, ROW=*"}


def duties(**change):
    return {"instrument": "ledger", "importer": "USA", "exporter": "EU27", "change": change}


@pytest.fixture(scope="module")
def dossier(tmp_path_factory):
    """US duties of a day on all, by product; two layers and a plain tariff on EU goods at the table."""
    made = small()
    made["world"] = WORLD
    made["in_force"] = {"ledger": "2025-10-29"}
    made["reference_date"] = "2025-10-29"
    made["meeting"]["date"] = "2025-10-30"
    made["agenda"], made["profiles"], made["no_deal"] = made["agenda"][2:], {}, made["no_deal"][:1]
    made["no_deal"][0]["probability"] = 1.0
    for name, changes in {
        "metals": [{"232-steel-b": 0.25, "232-steel-derivatives-b": 0.25}, {"232-steel-b": "absent"}],
        "reciprocal": [{"reciprocal": "absent"}],
    }.items():
        options = [{"id": "as_is", "title": "as it is"}]
        options += [{"id": f"o{j}", "title": f"{name} {j}", "measures": [duties(**c)]} for j, c in enumerate(changes)]
        made["agenda"].append({"id": name, "title": name, "status_quo": "as_is", "options": options})
    points = {"instrument": "tariff", "importer": "USA", "exporter": "EU27", "points": 0.1}
    made["agenda"].append(
        {
            "id": "all_goods", "title": "all goods", "status_quo": "none",
            "options": [{"id": "none", "title": "none"}, {"id": "ten", "title": "ten more", "measures": [points]}],
        }
    )  # fmt: skip
    level = {"instrument": "tariff", "importer": "USA", "exporter": "EU27", "level": 0.15}
    made["agenda"].append(
        {
            "id": "in_all", "title": "in all", "status_quo": "none",
            "options": [{"id": "none", "title": "none"}, {"id": "fifteen", "title": "15% in all", "measures": [level]}],
        }
    )  # fmt: skip
    made["constraints"], made["red_lines"] = [], []
    return tt.Dossier.load(write(tmp_path_factory.mktemp("products"), made))


@pytest.fixture(scope="module")
def eve(dossier):
    return bring_to_eve(dossier, None, OutcomeCache(None))


@cache
def valuer(eve):
    return Valuer(eve, ValueCache(None))


def from_benchmark(eve, package, world=None):
    """Real income ratios over the eve's, ``[region]``, of a package solved from the benchmark, line by line."""
    d, world, ratios = eve.dossier, world or eve.benchmark, []
    for chosen in (d.status_quo(), {**d.status_quo(), **package}):
        effect = compile_measures(d.measures(chosen), world, d.profile_rates())
        at_table = only(world, by_product=products_at_table(d, world, [effect]))
        ratios.append(solve(world, (at_table + effect).on(world), closure=eve.closure).real_income_ratio)
    return ratios[1] / ratios[0]


PACKAGES = [
    {"metals": "o0"},
    {"metals": "o1", "reciprocal": "o0"},
    {"metals": "o0", "all_goods": "ten"},
    {"all_goods": "ten"},
    {"in_all": "fifteen"},
]


@pytest.mark.parametrize("package", PACKAGES, ids=lambda p: "+".join(p))
def test_a_package_from_the_eve_is_one_from_the_benchmark(eve, package):
    """Exact hats are transitive, aggregators of products too; products that stand as one are a hundredth of a point
    apart at most."""
    found = eve.solve(package).real_income_ratio
    np.testing.assert_allclose(found, from_benchmark(eve, package), atol=2e-8)
    averages = replace(eve.combined(eve.dossier.package(package)), by_product={})
    plain = eve.solve_effect(averages).real_income_ratio
    assert np.abs(found - plain).max() > 1e-6  # or the test could not fail


def test_packages_solved_together_are_those_solved_alone(eve):
    ratios = valuer(eve).real_income_ratio([eve.dossier.package(p) for p in PACKAGES])
    for row, package in zip(ratios, PACKAGES, strict=True):
        np.testing.assert_allclose(row, eve.solve(package).real_income_ratio, atol=1e-11)
    assert valuer(eve).worst_residual < 1e-8


def test_the_eve_is_that_of_the_ledger_s_day_and_no_change_from_there(eve):
    asked = by_product(eve.benchmark, ("us-china-2025",), "2022-07-01", "2025-10-29")
    np.testing.assert_allclose(
        eve.outcome.real_income_ratio, solve(eve.benchmark, asked, closure=eve.closure).real_income_ratio, atol=1e-9
    )
    np.testing.assert_array_equal(eve.solve({}).real_income_ratio, 1.0)
    plain = replace(eve.combined(eve.dossier.status_quo()), by_product={}).on(eve.world)
    np.testing.assert_allclose(plain.tariff_level, eve.world.tariff, atol=1e-12)


def test_products_on_the_eve_pay_its_tariffs_together(eve):
    products = eve.base.by_product["USA"].products
    size = eve.world.tariff.size
    spent = np.bincount(products.flow, products.share, minlength=size)
    held = spent > 0
    np.testing.assert_allclose(spent[held], 1.0)
    at_border = np.bincount(products.flow, products.share / (1 + products.before), minlength=size)
    np.testing.assert_allclose(1 / at_border[held] - 1, eve.world.tariff.ravel()[held], atol=1e-7)
    assert set(np.unravel_index(np.flatnonzero(held), eve.world.tariff.shape)[1]) == {eve.world.region("USA")}


def test_under_other_elasticities_a_draw_is_a_solve_of_its_world(dossier, eve):
    d = dossier.with_elasticities("LL")
    questions = [Question(d.status_quo()), Question(d.package({"metals": "o1", "reciprocal": "o0"}))]
    bench = Benchmark(d, questions, ValueCache(None))
    logs = 0.2 * np.random.default_rng(0).standard_normal((2, bench._count()))
    levels = [bench.at(question, logs) for question in questions]
    theta = bench.elasticities(logs)
    for draw in range(len(logs)):
        world = bench.world.with_elasticities(theta[draw])
        own = from_benchmark(eve, questions[1].package, world)
        np.testing.assert_allclose(np.exp(levels[1].log_real - levels[0].log_real)[draw], own, atol=1e-9)
    step = 1e-4 * np.eye(bench._count())
    ends = bench.at(questions[1], np.concatenate([step, -step])).log_real
    secant = (ends[: len(step)] - ends[len(step) :]) / 2e-4
    np.testing.assert_allclose(bench.slopes(questions[1]).log_real, secant, atol=1e-7)


def test_duties_near_another_shock_are_those_alone(eve):
    d, world = eve.dossier, eve.benchmark
    one, other = (
        compile_measures(d.measures({**d.status_quo(), **p}), world, {})
        for p in ({}, {"metals": "o1", "all_goods": "ten"})
    )
    beside, alone = other.on(world, (one, one.on(world))), other.on(world)
    np.testing.assert_array_equal(beside.tariff_level, alone.tariff_level)
    assert beside.digest() == alone.digest()
    theta = elasticities_under(world, eve.closure, np.array([[1.0], [1.5], [1.0]]) * world.trade_elasticity)
    for found, own in zip(
        np.moveaxis(np.array(alone.unequal.under(alone.tariff_level, theta)), 1, 0),
        [alone.unequal.together(alone.tariff_level, one) for one in theta],
        strict=True,
    ):
        np.testing.assert_allclose(found, own, atol=1e-14)


def test_what_products_do_counts_in_an_effect(eve):
    effect = eve.effects["metals"]["o0"]
    even = replace(effect, by_product={})
    assert even.digest() != effect.digest()
    assert not effect.is_even()
    assert even.is_even()
    only_uneven = replace(only(eve.world), by_product=effect.by_product)
    assert not only_uneven.is_nothing()
    assert effect.without(effect).is_nothing()
    products = products_of(eve.benchmark, "USA", "2022-07-01")
    assert only(eve.benchmark, by_product={"USA": ProductPoints(products)}).is_nothing()


def paid(eve, level=None, quo=False):
    """``[product]`` what EU goods pay in the United States in the benchmark's terms, on the eve or under a level."""
    d, world = eve.dossier, eve.benchmark
    option = d.item("in_all").option("none" if quo else "fifteen").measures
    measures = [m if level is None else m.at_rate(level) for m in option]
    effect = compile_measures([*d.in_force, *measures], world, {})
    points = effect.by_product["USA"]
    at = points.products.flow // (world.trade.shape[1] * len(world.sectors)) == world.region("EU27")
    return points.products.at(points.points, world.tariff + effect.tariff)[at]


@pytest.mark.parametrize("level", [0.0, 0.02, 0.15, 0.3])
def test_a_level_is_what_each_product_pays_at_most(eve, level):
    now = paid(eve, quo=True)
    np.testing.assert_allclose(paid(eve, level), np.minimum(now, level), atol=1e-12)
    assert now.max() > 0.45  # steel's 50%, over a sector's average of 0.15 to 0.3
    assert (now < level).any() or not level


def test_a_level_above_every_product_changes_nothing_and_zero_leaves_nothing(eve):
    d, world = eve.dossier, eve.benchmark
    (measure,) = d.item("in_all").option("fifteen").measures
    assert measure.at_rate(float(paid(eve, quo=True).max())).effect(world, {}).is_nothing()
    shock = compile_measures([*d.in_force, measure.at_rate(0.0)], world, {}).on(world)
    i, n = world.region("EU27"), world.region("USA")
    assert np.abs(shock.tariff_level[i, n]).max() < 1e-12


def test_a_level_by_product_comes_lower_than_on_averages(eve):
    """The mean of the lower of two is at most the lower of their means: so by product a level is never above it."""
    world, (measure,) = eve.benchmark, eve.dossier.item("in_all").option("fifteen").measures
    now, found = (
        compile_measures(measures, world, {}).on(world).tariff_level[world.region("EU27"), world.region("USA")]
        for measures in (eve.dossier.in_force, [*eve.dossier.in_force, measure])
    )
    assert np.all(found <= np.minimum(now, 0.15) + 1e-12)
    assert (found < np.minimum(now, 0.15) - 0.005).any()
