"""Trade at customs value and at basic prices, duties collected and statutory, taxes on products."""

import importlib
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from typer.testing import CliRunner

import tradetalks as tt
from tradetalks.cli import app
from tradetalks.world import opened
from tradetalks.world.outside import compare_duties, compare_products, compare_with_outside_facts

DATA = Path(tt.__file__).parent / "world" / "data"


@pytest.fixture(scope="module")
def customs():
    return tt.World.default()


@pytest.fixture(scope="module")
def basic():
    return tt.World.default(prices="basic")


def goods(world):
    return [world.sector(c) for c in world.goods]


@pytest.mark.parametrize("prices", ["customs", "basic"])
@pytest.mark.parametrize("duties", ["collected", "statutory"])
def test_every_variant_balances(prices, duties):
    world = tt.World.default(prices=prices, duties=duties)
    assert world.check(1e-12).worst < 1e-12
    assert world.provenance["benchmark"] == {"prices": prices, "duties": duties}
    assert world.provenance["prices"]
    assert world.provenance["duties"]


def test_basic_prices_leave_margins_in_services(customs, basic):
    """US imports from China at basic prices are 454 bn USD, a sixth below what customs counted."""
    rows = {row.fact: row.gap_percent for row in compare_with_outside_facts(basic)}
    assert -20 < rows["goods, China (with Hong Kong) to United States"] < -10
    assert -35 < rows["goods, United States to China (with Hong Kong)"] < -20
    across = ~np.eye(len(basic.regions), dtype=bool)
    margins = [basic.sector("TRADE"), basic.sector("LANDTR")]
    assert customs.trade[across][:, margins].sum() < 0.05 * basic.trade[across][:, margins].sum()


def test_bringing_trade_to_customs_value_moves_no_balance_and_little_value_added(customs, basic):
    np.testing.assert_allclose(customs.deficit, basic.deficit, atol=1e-6)
    np.testing.assert_allclose(customs.gdp, basic.gdp, rtol=0.01)  # uses beyond what is absorbed are trimmed
    usa, chn = (customs.region(c) for c in ("USA", "CHN"))
    np.testing.assert_allclose(customs.gdp[[usa, chn]], basic.gdp[[usa, chn]], rtol=1e-3)
    services = [s for s in range(len(customs.sectors)) if s not in goods(customs)]
    np.testing.assert_allclose(customs.output[:, services], basic.output[:, services], rtol=1e-6)


def test_products_agree_with_customs_figures(customs):
    rows = {row.fact: row for row in compare_products(customs)}
    near = ("soybeans", "magnets", "cars, parts and trucks", "aircraft and railway", "machinery")
    close = [row for fact, row in rows.items() if fact.startswith(near)]
    assert len(close) == 5
    assert all(abs(row.gap_percent) < 5 for row in close)
    assert all(row.source for row in rows.values())


def test_statutory_rates_are_both_sides_as_the_law_has_them(customs):
    law = tt.World.default(duties="statutory")
    shock = tt.Shock(law)
    assert shock.average_tariff("USA", "CHN") == pytest.approx(0.193, abs=1e-3)  # PIIE, February 2020
    # WTO's applied rates on US goods: 15.6% on 1 January 2025, China's imports as weights; PIIE's, world exports: 20.3%
    assert 0.156 < shock.average_tariff("CHN", "USA") < 0.203
    rows = {row.region: row for row in compare_duties(law)}
    assert rows["China (with Hong Kong)"].here > 2.5 * rows["China (with Hong Kong)"].collected
    scaled = tt.Shock(customs)
    for importer, exporter in (("USA", "CHN"), ("CHN", "USA"), ("EU27", "USA"), ("USA", "EU27"), ("MEX", "CHN")):
        assert scaled.average_tariff(importer, exporter) < shock.average_tariff(importer, exporter)
    np.testing.assert_allclose(customs.tariff[:, customs.region("JPN")], law.tariff[:, law.region("JPN")])


def test_product_taxes_are_in_gdp_and_in_nothing_else(customs):
    """At fixed rates on final use, handed back with income, they change no real income; GDP at market prices is final
    spending with them less the trade deficit."""
    bare = replace(customs, product_tax=np.zeros(len(customs.regions)))
    spent = customs.income * (1 + customs.product_tax)
    np.testing.assert_allclose(customs.gdp, spent - customs.deficit, rtol=1e-12)
    assert (customs.gdp > bare.gdp).all()
    ours, theirs = (tt.solve(w, tt.Shock(w).tariff("USA", "CHN", 0.3)).real_income for w in (customs, bare))
    np.testing.assert_array_equal(ours, theirs)


def test_product_taxes_survive_joining_saving_and_carving(customs, tmp_path):
    pytest.importorskip("pyarrow")
    joined = customs.aggregate(regions="US-China")
    np.testing.assert_allclose(joined.product_tax_revenue.sum(), customs.product_tax_revenue.sum(), rtol=1e-12)
    np.testing.assert_allclose(joined.gdp.sum(), customs.gdp.sum(), rtol=1e-12)
    np.testing.assert_array_equal(tt.World.load(joined.save(tmp_path / "w")).product_tax, joined.product_tax)


def test_the_embedded_world_is_named_with_its_variant():
    assert opened.variant("default") == {}
    assert opened.variant("default:statutory, basic") == {"duties": "statutory", "prices": "basic"}
    assert opened.named("default", "basic", None) == "default:basic"
    assert opened.named("default:basic", "customs", "statutory") == "default:customs,statutory"
    assert opened.is_built_in("default:basic")
    np.testing.assert_array_equal(
        opened.open_world("default:basic,statutory").trade, tt.World.default(prices="basic").trade
    )


@pytest.mark.parametrize(
    ("base", "says"),
    [
        ("default:basics", "nearest: 'basic'"),
        ("default:basic,customs", "prices are named twice, 'basic' and 'customs'"),
    ],
)
def test_unknown_variants_are_named(base, says):
    with pytest.raises(tt.WorldError, match=says):
        opened.open_world(base)


def test_other_worlds_have_only_their_own_prices():
    with pytest.raises(tt.WorldError, match=r"world 'icio80': prices and duties can be chosen for the embedded world"):
        opened.named("icio80", "basic")
    with pytest.raises(tt.WorldError, match="nearest: 'collected'"):
        tt.World.default(duties="collect")


def test_world_check_prints_every_importer_and_its_source():
    done = CliRunner().invoke(
        app, ["world", "check", "--duties", "statutory", "--prices", "basic"], env={"COLUMNS": "200"}
    )
    assert done.exit_code == 0, done.output
    assert "Japan: statutory rates of 2021, no collected figure read" in done.output
    assert "At basic prices the margins of goods are in services" in done.output
    assert CliRunner().invoke(app, ["world", "check", "--prices", "bsic"]).exit_code != 0


# ---------------------------------------------------------------------- the build scripts
@pytest.fixture(scope="module")
def build():
    sys.path.insert(0, str(DATA))
    try:
        yield importlib.import_module("build_customs")
    finally:
        sys.path.remove(str(DATA))


def test_margins_given_back_leave_output_of_services_value_added_and_pairs_alone(build, basic):
    """On any flows: what a pair trades in all, each sector's value added and services' output stay; goods gain what
    services lose."""
    random = np.random.default_rng(3)
    trade = basic.trade * random.uniform(0.5, 1.5, basic.trade.shape)
    use = 0.4 * random.dirichlet(np.ones(len(basic.sectors)), (len(basic.regions), len(basic.sectors)))
    use = use.transpose(0, 2, 1) * np.minimum(trade.sum(1), trade.sum(0))[:, None, :]
    moved, used, log = build.give_margins_back(trade, use)
    across = ~np.eye(len(basic.regions), dtype=bool)
    np.testing.assert_allclose(moved.sum(2)[across], trade.sum(2)[across], rtol=1e-12)
    np.testing.assert_allclose(moved.sum(1) - used.sum(1), trade.sum(1) - use.sum(1), atol=1e-8)
    services = ~build.GOODS
    np.testing.assert_allclose(moved.sum(1)[:, services], trade.sum(1)[:, services], rtol=1e-12)
    assert (used >= -1e-9).all()
    gained = (moved - trade)[across][:, build.GOODS].sum()
    assert gained == pytest.approx(log[0]["bn_usd"], abs=0.1)


def test_fitting_customs_figures_keeps_balances_and_output(build, basic):
    imports = basic.trade[:, 0, build.GOODS].sum(1) * 1.1
    imports[0] = 0.0
    sold = basic.trade[:, 0] * build.GOODS
    shares = sold / np.maximum(sold.sum(1, keepdims=True), 1e-12)
    found, log = build.fit_customs(np.array(basic.trade), imports, shares)
    np.testing.assert_allclose(found[1:, 0][:, build.GOODS].sum(1), imports[1:], rtol=1e-10)
    assert found[0, 1, build.GOODS].sum() == pytest.approx(181.3)
    np.testing.assert_allclose(
        found.sum((0, 2)) - found.sum((1, 2)), basic.trade.sum((0, 2)) - basic.trade.sum((1, 2)), atol=1e-6
    )
    np.testing.assert_allclose(
        found.sum(1), basic.trade.sum(1), atol=log[0]["output_added_where_sales_at_home_could_not_fall_bn"] + 1e-6
    )


@pytest.mark.parametrize(
    ("hs6", "naics", "sector"),
    [
        ("120190", "111", "AGR"), ("300490", "325", "PHARM"), ("390110", "325", "CHEM"), ("854231", "334", "ELECTR"),
        ("847330", "333", "ELECTR"), ("880240", "336", "AIRRAIL"), ("841112", "336", "AIRRAIL"),
        ("870323", "336", "AUTO"), ("890190", "336", "SHIPS"), ("720839", "331", "STEEL"),
        ("740311", "331", "NFMET"), ("980100", "980", ""),
    ],
)  # fmt: skip
def test_products_find_their_sector(build, hs6, naics, sector):
    assert build.sector_of(hs6, naics) == sector
