"""Any country at the table: groups of economies by name, where economies lie, the world of 81 economies, and every
place where a country that is no region of a world must not pass for its group."""

import json

import numpy as np
import pandas as pd
import pytest
from fastapi.testclient import TestClient
from typer.testing import CliRunner

import tradetalks as tt
from tests.small_dossier import small, write
from tradetalks.app.server import create
from tradetalks.cli import app
from tradetalks.dossier.likely_mistakes import examined
from tradetalks.dossier.writing import to_yaml
from tradetalks.policy.duties import on_world
from tradetalks.world.classify import REGIONS
from tradetalks.world.economies import load_economies
from tradetalks.world.files.schedule import Schedule, to_sectors
from tradetalks.world.grouping import read_groups
from tradetalks.world.icio80 import beside_its_sources
from tradetalks.world.membership import economies_by_region
from tradetalks.world.opened import open_world
from tradetalks.world.unions import UNIONS

runner = CliRunner()
SWISS = "CHE, USA, DEU, FRA, ITA, AUT, EU=EU27 others, GBR, CHN=CHN+HKG, JPN, ROW=*"


@pytest.fixture(scope="module")
def table():
    return tt.World.builtin("icio80")


@pytest.fixture(scope="module")
def alps():
    return open_world("icio80", SWISS)


# ---------------------------------------------------------------------- the world of 81 economies
def test_it_fits_the_totals_by_pair(table):
    """The OECD's goods by pair, services by pair in all, and external balances, of every economy and pair."""
    figures = load_economies()
    here = [table.region(code) for code in figures.codes]
    trade = table.trade[np.ix_(here, here)]
    goods = trade[:, :, [table.sector(c) for c in table.goods]].sum(2)
    np.testing.assert_allclose(goods, figures.goods.sum(2), rtol=1e-3, atol=0.01)
    np.testing.assert_allclose(trade.sum(2) - goods, figures.services, rtol=1e-3, atol=0.01)
    totals = figures.goods.sum(2) + figures.services
    balance = totals.sum(1) - totals.sum(0)
    ours = -table.deficit[here]
    assert (np.sign(balance) == np.sign(ours)).all()
    assert (np.abs(ours - balance) <= 0.02 * np.abs(balance)).all()
    assert goods[figures.codes.index("CHE"), figures.codes.index("USA")] == pytest.approx(38.8, abs=0.05)


def test_its_manifest_and_the_check_say_how_well_it_fits(table):
    fit = table.provenance["fit"]
    assert fit["external balances above 5 bn USD"]["of the wrong sign"] == 0
    assert fit["pairs above 5 bn USD"]["largest gap, per cent"] < 0.1
    rows = {row.fact: row for row in beside_its_sources(table, tt.World.default(prices="basic"))}
    assert rows["goods, Switzerland to United States"].gap_percent == pytest.approx(0, abs=0.1)
    assert any("services" in fact for fact in rows)
    told = json.loads(runner.invoke(app, ["world", "check", "icio80", "--json"]).stdout)
    assert len(told["outside_facts"]) == len(rows)


def test_joined_to_the_embedded_regions_it_trades_the_same_goods(table):
    world = tt.World.default(prices="basic")
    joined = table.aggregate(regions={r.code: ["RST" if e == "ROW" else e for e in r.economies] for r in REGIONS})
    at = [joined.region(code) for code in world.regions]
    goods = [world.sector(c) for c in world.goods]
    ours, theirs = (t[:, :, goods].sum(2) for t in (joined.trade[np.ix_(at, at)], world.trade))
    np.testing.assert_allclose(ours, theirs, rtol=2e-3, atol=0.05)


# ---------------------------------------------------------------------- groups by name
def test_names_titles_and_others():
    codes = ["CHE", "NOR", "ISL", "USA", "AUT", "DEU", "FRA", "BRA", "ARG", "RST"]
    found = read_groups("region", codes, "Switzerland, usmca, European Union, X=EFTA others, MERCOSUR, ROW=*")
    assert found.owner == {
        "CHE": "CHE", "NOR": "X", "ISL": "X", "USA": "USMCA", "AUT": "EU27", "DEU": "EU27", "FRA": "EU27",
        "BRA": "MERCOSUR", "ARG": "MERCOSUR", "RST": "ROW",
    }  # fmt: skip
    notes = " ".join(found.notes("region"))
    assert "EFTA as of 1995-01-01; only in the rest of the world: Liechtenstein" in notes
    assert "Paraguay" in notes
    assert "EU27" not in notes


@pytest.mark.parametrize(
    ("groups", "said"),
    [
        ("Swizterland, USA, ROW=*", r"unknown region 'Swizterland' \(nearest: 'Switzerland'\)"),
        ("CHE, EFTA, ROW=*", "CHE is in group CHE already; expected once, or 'EFTA=EFTA others'"),
        ("CHE, EFTE members, ROW=*", r"unknown group 'EFTE' \(nearest: 'EFTA'\)"),
        ("CHE, NOR, ISL, X=EFTA others, ROW=*", "no member of EFTA is left"),
        ("LIE, ROW=*", "hold that economy only in the rest of the world"),
    ],
)
def test_one_error_with_the_nearest_name(groups, said):
    with pytest.raises(tt.WorldError, match=said):
        read_groups("region", ["CHE", "NOR", "ISL", "USA", "RST"], groups)


def test_memberships_have_a_date_and_a_source():
    economies = {e for r in REGIONS for e in r.economies}
    for union in UNIONS.values():
        assert union.as_of
        assert union.source
        assert set(union.members) <= economies
    assert len(UNIONS["EU27"].members) == 27
    assert len(UNIONS["ASEAN"].members) + len(UNIONS["ASEAN"].outside) == 11
    assert len(UNIONS["AfCFTA"].members) + len(UNIONS["AfCFTA"].outside) == 47  # 48 less a comma in the source's list


def test_names_are_printed(alps):
    assert alps.region_name("EU") == "Other European Union"
    assert alps.region_name("CHN") == "China (with Hong Kong)"
    assert alps.region_name("ROW") == "Rest of the world"


# ---------------------------------------------------------------------- where economies lie
def test_every_economy_lies_in_one_region(table, alps):
    for world in (tt.World.default(), table, alps, alps.aggregate(regions="CHE, USA, REST=*")):
        held = [e for economies in economies_by_region(world.regions, world.provenance).values() for e in economies]
        assert len(held) == len(set(held)) == 81
    twice = alps.aggregate(regions="CHE, USA, REST=*")
    assert "JPN" in economies_by_region(twice.regions, twice.provenance)["REST"]


def test_a_ledger_finds_its_partners_in_any_grouping(alps):
    """Norway and Canada are in the rest of the world here, Germany apart; the European Union's law is each member's."""
    level = on_world.levels(alps, "us-2025", "2025-11-12")
    usa, steel = alps.region("USA"), alps.sector("STEEL")
    for code in ("CHE", "DEU", "EU", "ROW", "JPN"):
        assert level.covered[alps.region(code), usa].any(), code
        assert level.tariff[alps.region(code), usa, steel] > 0.2, code
    food = alps.sector("FOOD")
    assert level.tariff[alps.region("CHE"), usa, food] > level.tariff[alps.region("DEU"), usa, food] + 0.2
    assert level.tariff[alps.region("DEU"), usa, food] == level.tariff[alps.region("EU"), usa, food]
    assert level.unplaced == ()


# ---------------------------------------------------------------------- never silently its group
def swiss(**party):
    return small(parties={**small()["parties"], "EU": {"region": "ROW", "name": "Switzerland", **party}})


def test_check_warns_of_a_party_inside_a_group(tmp_path):
    warned = examined(write(tmp_path / "d", swiss())).warnings
    assert any("found ROW for Switzerland" in w and '--world icio80 --groups "CHE, USA' in w for w in warned)


def test_check_and_solve_offer_it_apart(tmp_path):
    folder = write(tmp_path / "d", swiss(region="CHE"))
    for words in (["check", str(folder)], ["solve", str(folder), "-p", "steel=lifted", "--no-ranges"]):
        said = str(runner.invoke(app, words).exception)
        assert '--world icio80 --groups "CHE, USA, CHN, EU27, ROW=*"' in said


def test_a_region_that_stands_for_one_economy_is_no_group(tmp_path, alps):
    """Australia with New Zealand in the embedded world; alone in the other."""
    content = swiss(region="AUS", name="Australia")
    told = examined(write(tmp_path / "d", content)).warnings
    assert any("found AUS for Australia; that region is Australia and New Zealand" in w for w in told)
    apart = examined(
        write(tmp_path / "e", {**content, "world": {"base": "icio80", "groups": "AUS, USA, CHN, EU27, ROW=*"}})
    )
    assert not any("found AUS" in w for w in apart.warnings)


def test_tariffs_of_one_economy_on_a_world_that_joins_it():
    lines = pd.DataFrame(
        [("CHE", "USA", "FOOD", 0.39, 1.0)], columns=["exporter", "importer", "product", "rate", "weight"]
    )
    notes = [note["what"] for note in to_sectors(Schedule(lines, "file"), tt.World.default()).notes]
    assert any("rates of CHE stand for all of ROW" in w and "--world icio80" in w for w in notes)
    apart = to_sectors(Schedule(lines, "file"), open_world("icio80", "CHE, USA, ROW=*"))
    assert not any("stand for all" in note["what"] for note in apart.notes)


def test_the_workbench_tells_an_upload(tmp_path):
    client = TestClient(create(), base_url="http://127.0.0.1")
    text = to_yaml(tt.Dossier.load(write(tmp_path / "d", swiss())))
    told = client.post("/api/upload", json={"text": text}).json()["warnings"]
    assert any("Found ROW for Switzerland" in w and "--world icio80" in w for w in told)
    refused = client.post("/api/upload", json={"text": text.replace("region: ROW", "region: CHE")}).json()["error"]
    assert "--world icio80" in refused


# ---------------------------------------------------------------------- alike in all commands
COMMANDS = (
    "check", "solve", "deals", "brief", "war", "explain", "compare", "robust", "negotiate", "export", "ladder",
    "durability", "elicit", "sweep", "app",
)  # fmt: skip


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_takes_a_world(command):
    told = runner.invoke(app, [command, "--help"], env={"COLUMNS": "200"}).stdout
    assert "--world" in told
    assert "--groups" in told
