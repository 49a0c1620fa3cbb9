"""Built-in choices, shipped products, pictures and the commands of ``tradetalks world``."""

import json

import numpy as np
import pytest
from typer.testing import CliRunner

import tradetalks as tt
from tests.worlds import random_world
from tradetalks.cli import app
from tradetalks.report.charts import to_svg
from tradetalks.report.world_charts import PICTURES
from tradetalks.world import icio80x50 as icio80
from tradetalks.world.accounts import flows_of
from tradetalks.world.classify import REGIONS, SECTORS
from tradetalks.world.economies import Economies, load_economies, tariffs
from tradetalks.world.icio80x50 import REST, build
from tradetalks.world.products import load_products, shipped_products

runner = CliRunner()


@pytest.fixture(scope="module")
def world():
    return tt.World.default()


# ---------------------------------------------------------------------- the 80 x 50 table's assembly
def detailed(world):
    """A table made of the embedded world itself, one economy a region; two fifths of the rest of the world are NOR."""
    economies = [r.economies[0] if r.code != "ROW" else "NOR" for r in REGIONS]
    activities = [s.activities[0] for s in SECTORS]
    trade, use = flows_of(world)
    origin = np.divide(trade, trade.sum(0), out=np.zeros_like(trade), where=trade.sum(0) > 0)  # [o,n,k]
    flows = np.einsum("onk,nks->okns", origin, use)
    row, part = economies.index("NOR"), 0.4
    total = np.concatenate([trade, (1 - part) * trade[:, row, None]], axis=1)
    total[:, row] *= part
    total = np.concatenate([total, (1 - part) * total[row, None]], axis=0)
    total[row] *= part
    flows[row] *= part
    flows[:, :, row] *= part
    final = total[:-1].sum(1) - flows.sum((2, 3))
    goods = [k for k, s in enumerate(SECTORS) if s.goods]
    services = [k for k, s in enumerate(SECTORS) if not s.goods]
    own = np.full((len(economies) + 1, len(economies) + 1, len(SECTORS)), np.nan)
    own[row], own[:, row], own[-1], own[:, -1] = 0.02, 0.03, 0.04, 0.05
    figures = Economies(
        codes=(*economies, REST),
        activities=tuple(activities[k] for k in goods),
        goods=total[:, :, goods],
        services=total[:, :, services].sum(2),
        tariff=own * np.isin(np.arange(len(SECTORS)), goods),
        factor=np.ones((len(REGIONS), len(REGIONS))),
    )
    return economies, activities, flows, np.maximum(final, 0), figures


def test_a_detailed_table_keeps_the_totals_by_pair(world):
    """Trade in goods by pair and activity, and in services by pair, are the totals given; so is the balance."""
    economies, activities, flows, final, figures = detailed(world)
    found = build(economies, activities, flows, final, world, figures)
    found.check(1e-10)
    assert found.regions[-1] == REST
    goods = [found.sector(c) for c in figures.activities]
    np.testing.assert_allclose(found.trade[:, :, goods], figures.goods, atol=1e-3)
    np.testing.assert_allclose(found.trade.sum(2), figures.goods.sum(2) + figures.services, atol=2e-3)
    balance = found.trade.sum((1, 2)) - found.trade.sum((0, 2))
    np.testing.assert_allclose(-found.deficit, balance, atol=1e-9)
    i, n = found.region("CHN"), found.region("USA")
    a, b = world.region("CHN"), world.region("USA")
    np.testing.assert_allclose(found.tariff[i, n], world.tariff[a, b])
    assert found.region_name("USA") == "United States"


def test_the_detailed_world_is_built_once_and_again_where_its_copy_is_damaged(world, tmp_path, monkeypatch):
    *table, figures = detailed(world)
    monkeypatch.setenv("TRADETALKS_CACHE", str(tmp_path))
    monkeypatch.setattr(icio80, "load_economies", lambda: figures)
    monkeypatch.setattr(icio80, "read_table", lambda wheel, scratch: table)
    said = []
    built = icio80.open_or_build(world, said.append, tmp_path / "package.whl")
    assert said[-1] == "saving"
    said.clear()
    kept = tt.World.builtin("icio80x50")
    np.testing.assert_array_equal(kept.trade, built.trade)
    assert kept.sectors == built.sectors != world.sectors
    file = icio80.cached() / "trade.parquet"
    file.write_bytes(file.read_bytes()[:-9])
    again = icio80.open_or_build(world, said.append, tmp_path / "package.whl")
    assert "trade.parquet: damaged" in said[0]
    np.testing.assert_array_equal(again.trade, built.trade)


def test_tariffs_inside_a_joined_region_are_not_dropped(world):
    """An economy that the embedded world joins with others has its own rates, with its neighbours too."""
    found = build(*detailed(world)[:4], world, detailed(world)[4])
    nor, rest, usa, agr = found.region("NOR"), found.region(REST), found.region("USA"), found.sector("A01")
    assert found.tariff[rest, nor, agr] == pytest.approx(0.04)  # set after NOR's
    assert found.tariff[nor, rest, agr] == pytest.approx(0.05)
    goods = [found.sector(c) for c in found.goods]
    sold = found.trade[nor, usa, goods]  # scaled to what the United States collected on Norwegian goods in 2024
    assert (sold * found.tariff[nor, usa, goods]).sum() / sold.sum() == pytest.approx(0.0375 / 6.5215, rel=2e-3)
    assert found.tariff[nor, usa, agr] > 0
    assert not found.tariff[:, :, [found.sector(c) for c in found.sectors if c not in found.goods]].any()


def test_free_ports_charge_nothing_and_are_not_their_region(world):
    """Hong Kong and Singapore charge no customs duties, and Hong Kong's goods pay no section 301."""
    figures = load_economies()
    sector = np.array([k for k, s in enumerate(SECTORS) for _ in s.activities])
    goods = np.array([k for k, s in enumerate(SECTORS) if s.goods for _ in s.activities])
    trade = np.zeros((len(figures.codes), len(figures.codes), len(sector)))
    trade[:, :, [j for j, k in enumerate(sector) if SECTORS[k].goods]] = 1.0
    rates = tariffs(figures, world, sector, trade)
    at = figures.codes.index
    assert not rates[:, [at("HKG"), at("SGP")]].any()
    average = rates[:, :, np.isin(sector, goods)].mean(2)
    assert average[at("HKG"), at("USA")] < 0.06 < average[at("CHN"), at("USA")]
    assert average[at("CHE"), at("TUR")] > 0.005
    assert average[at("CHE"), at("NOR")] > 0.005
    assert average[at("CHE"), at("USA")] == pytest.approx(0.350 / 59.92, rel=1e-6)  # duties over imports, 2022
    assert not average[at("DEU"), at("FRA")]
    assert not rates[:, at("CHE"), sector == world.sector("PHARM")].any()


def test_unknown_built_in_world():
    with pytest.raises(tt.WorldError, match="nearest: 'icio80'"):
        tt.World.builtin("icio8")


# ---------------------------------------------------------------------- products
def test_shipped_products_split_the_embedded_world(world):
    products = shipped_products()
    assert {"SOY", "CHIPS", "CRUDE", "MAGNETS"} <= set(products)
    assert all(p.source for p in products.values())
    divided = world.split(*products.values())
    divided.check(1e-10)
    soy = divided.trade[divided.region("USA"), divided.region("CHN"), divided.sector("SOY")]
    assert soy == pytest.approx(17.9, rel=0.02)  # HS 1201, 2022


def test_products_from_a_file(tmp_path):
    file = tmp_path / "p.json"
    row = {"code": "X", "sector": "AGR", "share": 0.1, "flow_share": {"USA>CHN": 0.5}}
    file.write_text(json.dumps([row]))
    assert load_products(file)[0].flow_share == {("USA", "CHN"): 0.5}
    file.write_text("- {code: X, sector: AGR, share: 0.1, flow_share: {USA>CHN: 0.5}}\n")
    assert load_products(file)[0].flow_share == {("USA", "CHN"): 0.5}
    for content, message in (
        ("{}", "expected a list"),
        ("[1]", "at least 'code' and 'sector'"),
        (json.dumps([{**row, "shar": 1}]), "unknown field .nearest: 'share'"),
        (json.dumps([{**row, "tariff": {"USA": 1}}]), "expected 'EXPORTER>IMPORTER'"),
        (json.dumps([{**row, "tariff": {"MEX>USA": 17}}]), "tariff.MEX>USA: found 17.*17 per cent is written 0.17"),
        (json.dumps([{**row, "share": "0.1"}]), r"\[0 'X'\].share: found '0.1', expected a finite number"),
        (json.dumps([{**row, "share": float("nan")}]), "share: found 'NaN', expected a finite number"),
        (json.dumps([{**row, "export_share": 3}]), "export_share: found 3, expected codes, each with a number"),
        (json.dumps([{**row, "users": {"FOOD": None}}]), "users.FOOD: found None, expected a finite number"),
        ("[", "line 1.*expected a list of products, in YAML or JSON"),
    ):
        file.write_text(content)
        with pytest.raises(tt.WorldError, match=message):
            load_products(file)


# ---------------------------------------------------------------------- pictures
@pytest.mark.parametrize("kind", PICTURES)
def test_pictures_name_the_regions(world, kind):
    svg = to_svg(PICTURES[kind](world, "ELECTR"))
    assert svg.startswith("<svg")
    assert "Taiwan" in svg
    assert "NaN" not in svg
    assert to_svg(PICTURES[kind](random_world(0), None)).startswith("<svg")


# ---------------------------------------------------------------------- commands
def run(*arguments):
    return runner.invoke(app, ["world", *arguments])


def test_world_commands(tmp_path):
    small = str(tmp_path / "small")
    assert run("aggregate", "-o", small, "--regions", "US-China", "--sectors", "goods and services").exit_code == 0
    assert tt.World.load(small).shape == (3, 2)
    assert "United States" in run("show", small).stdout
    assert json.loads(run("check", small, "--json").stdout)["accounts"]["budget"] < 1e-10
    joined = str(tmp_path / "j")
    assert run("aggregate", small, "-o", joined, "--regions", "WEST=USA+ROW").exit_code == 0
    assert tt.World.load(joined).regions == ("WEST", "CHN")
    rows = json.loads(run("compare", small, small, "--json").stdout)
    assert all(abs(r["difference_pct"] or 0) < 1e-9 for r in rows)
    assert run("split", "SOY", "-o", str(tmp_path / "s")).exit_code == 0
    assert "SOY" in tt.World.load(tmp_path / "s").sectors
    assert run("export", small, "-o", str(tmp_path / "c"), "--to", "csv").exit_code == 0
    assert (tmp_path / "c" / "trade.csv").exists()
    assert run("picture", small, "-o", str(tmp_path / "p.svg")).exit_code == 0
    assert (tmp_path / "p.svg").read_text().startswith("<svg")
    assert "figaro" in run("build", "--list").stdout


def test_world_build_reads_a_file(tmp_path):
    (tmp_path / "t.csv").write_text("exporter,importer,value\nA,A,900\nA,B,50\nB,A,60\nB,B,700\n")
    result = run("build", "bilateral", str(tmp_path / "t.csv"), "-o", str(tmp_path / "w"), "--option", "elasticities=5")
    assert result.exit_code == 0, result.output
    assert tt.World.load(tmp_path / "w").trade_elasticity[0] == 5
    wrong = run("build", "bilateral", str(tmp_path / "t.csv"), "-o", str(tmp_path / "w"), "--option", "elasticty=5")
    assert isinstance(wrong.exception, tt.WorldError)
