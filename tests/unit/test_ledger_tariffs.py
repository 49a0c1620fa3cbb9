"""Tariffs of a ledger's day or of a file: on a world, in a dossier, by command."""

import json
from functools import partial

import numpy as np
import pytest
from typer.testing import CliRunner

from tests.small_dossier import small, write
from tradetalks.cli import app
from tradetalks.dossier.model import Dossier
from tradetalks.errors import DossierError, PolicyError, WorldError
from tradetalks.policy.duties import averages, china, lines, on_world, us
from tradetalks.policy.instruments import compile_measures
from tradetalks.policy.instruments.ledger import LedgerDuties
from tradetalks.world.files.hs import sector_in
from tradetalks.world.files.schedule import to_sectors
from tradetalks.world.files.tariff_layouts import layout_of, read_any, read_tracker
from tradetalks.world.world import World

runner = CliRunner()


@pytest.fixture(scope="module")
def world():
    return World.default()


def duties(**more):
    return LedgerDuties(**{"instrument": "ledger", "ledger": "us-2025", "day": "2025-11-10", **more})


def test_sector_averages_weigh_up_to_the_average_by_product(world):
    """Viet Nam is a region of its own: its sectors, weighted by imports of 2024, give its average by product."""
    level = on_world.levels(world, "us-2025", "2025-11-10")
    value, codes = lines.imports("VNM"), lines.load().codes
    kept = ~lines.load().starts("98", "99")
    direct = (us.total(us.rates("VNM", "2025-11-10")) * value)[kept].sum() / value[kept].sum()
    where = [world.sector(str(sector_in(code, world.sectors))) for code in codes[kept].astype("U4")]
    rate = level.tariff[world.region("VNM"), world.region("USA")][where]
    assert (rate * value[kept]).sum() / value[kept].sum() == pytest.approx(direct)


def test_a_layer_changes_alone(world):
    """The fentanyl duty halved on 10 November 2025: ten points off China's goods, less where it spared them."""
    halved = duties(layers=["fentanyl"], instead_of="2025-11-09", importer="USA", exporter="CHN")
    added = compile_measures([halved], world, {}).tariff
    cells = added[world.region("CHN"), world.region("USA")]
    assert cells[world.sector("TEXT")] == pytest.approx(-0.10)
    assert (cells <= 0).all()
    assert cells.min() >= -0.1001
    others = np.delete(added, world.region("CHN"), axis=0)
    assert not others.any()


def test_days_add_up(world):
    """From 2022 to October and from October to November is from 2022 to November."""
    parts = [duties(day="2025-10-29"), duties(instead_of="2025-10-29")]
    whole = compile_measures([duties()], world, {}).tariff
    assert compile_measures(parts, world, {}).tariff == pytest.approx(whole, abs=1e-12)


@pytest.mark.parametrize("day", ["2018-01-01", "2019-05-08"])
def test_a_day_before_the_war_leaves_no_tariff_below_zero(world, day):
    """Duties of 2022 were paid in part; one that an earlier day does not have is taken off in that part."""
    added = compile_measures([duties(ledger="us-china-2025", day=day)], world, {}).tariff
    assert (added < -0.01).any()
    assert (world.tariff + added).min() >= -1e-12


def test_taking_off_the_war_comes_near_what_was_collected_before_it(world):
    """US duties on China's goods on 1 January 2018, by what was paid in 2022, beside the 2.7% collected in 2017."""
    added = compile_measures([duties(day="2018-01-01")], world, {}).tariff
    here = world.region("CHN"), world.region("USA")
    trade, level = world.trade[here], (world.tariff + added)[here]
    before = sum(averages.collected("CHN", f"2017-{month:02}") for month in range(1, 13)) / 12
    assert 100 * float(level @ trade) / float(trade.sum()) == pytest.approx(before, abs=0.6)


def test_a_dossier_names_a_ledger_day(tmp_path):
    content = small(in_force={"ledger": "2025-10-29"}, reference_date="2025-10-29")
    found = Dossier.load(write(tmp_path, content))
    assert [m.describe() for m in found.in_force] == [
        "duties by product of USA, CHN, as of 2025-10-29 in place of 2022-07-01"
    ]


@pytest.mark.parametrize(
    ("in_force", "said"),
    [
        ({"ledgr": "2025-10-29"}, r"expected a list of measures, or \{ledger: YYYY-MM-DD\}"),
        ({"ledger": "2025-13-29"}, "expected YYYY-MM-DD"),
        ({"ledger": "2017-06-01"}, "begin on 2018-01-01"),
        ({"ledger": "2025-10-29", "layers": ["fentanil"]}, "nearest: 'fentanyl'"),
    ],
)
def test_a_wrong_ledger_day_is_told(tmp_path, in_force, said):
    with pytest.raises(DossierError, match=said):
        Dossier.load(write(tmp_path, small(in_force=in_force)))


def test_unknown_names_are_told(world):
    with pytest.raises(PolicyError, match="us-2025"):
        on_world.levels(world, "us-2026", "2025-11-10")
    with pytest.raises(PolicyError, match="nearest: 'reciprocal'"):
        on_world.levels(world, "us-2025", "2025-11-10", ["reciprocl"])


TRACKER = "date,country,country_name,weighted_etr\n2025-04-09,5700,China,1.0\n2025-11-10,5700,China,0.32\n"
TRACKER += "2025-11-10,5880,Japan,0.15\n2025-11-10,9999,Nowhere,0.5\n"


@pytest.mark.parametrize(
    ("text", "layout"),
    [
        (TRACKER, "tracker"),
        ("ReporterISO3,PartnerISO3,ProductCode,SimpleAverage\nUSA,CHN,720810,25\n", "wits"),
        ("importer,exporter,hs6,adv\nUSA,CHN,720810,0.25\n", "macmap"),
        ("hts,country,rate\n7208.10.15,CHN,25%\n", "hts99"),
        ("origin,destination,sector,adval\nCHN,USA,STEEL,0.25\n", "gtd"),
        ("importer,exporter,sector,rate\nUSA,CHN,STEEL,25%\n", "plain"),
        ("Importer;Exporter;HS6;Tariff rate\nUSA;CHN;720810;0,25\n", "plain"),
    ],
)
def test_layouts_are_told_by_their_columns(tmp_path, text, layout):
    path = tmp_path / "rates.csv"
    path.write_text(text)
    assert layout_of(path) == layout
    schedule, added = read_any(path)
    assert added == (layout == "hts99")
    assert len(schedule.lines)


def test_a_tracker_is_read_on_its_day(tmp_path, world):
    import datetime

    path = tmp_path / "daily_by_country.csv"
    path.write_text(TRACKER)
    found = on_world.to_sectors(read_tracker(path, datetime.date(2025, 12, 1)), world)
    steel = world.sector("STEEL")
    assert found.tariff[world.region("CHN"), world.region("USA"), steel] == pytest.approx(0.32)
    assert found.tariff[world.region("JPN"), world.region("USA"), steel] == pytest.approx(0.15)
    assert any("9999" in str(note.get("examples")) for note in read_tracker(path).notes)
    with pytest.raises(WorldError, match="a day not after 2025-01-01"):
        read_tracker(path, datetime.date(2025, 1, 1))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("country,weighted_etr\n5700,0.25\n5880,0.15\n5700,0.35\n", "has the rate 0.35 here and 0.25 in row 2"),
        ("hts10,country,total_rate\n7208101500,5700,0.1\n7208101500,5700,0.3\n", "has the rate 0.3 here"),
        ("importer,exporter,hs6,adv,weight\nUSA,CHN,870323,0.1,-10\n", "'-10', expected trade of 0 or more"),
    ],
)
def test_files_that_contradict_themselves_are_refused(tmp_path, text, said):
    path = tmp_path / "rates.csv"
    path.write_text(text)
    with pytest.raises(WorldError, match=said):
        read_any(path)


def test_lines_of_one_chapter_keep_their_own_rates(tmp_path, world):
    path = tmp_path / "rates.csv"
    path.write_text("hts10,country,total_rate,imports\n7208101500,5700,0.1,30\n7208106000,5700,0.3,10\n")
    found = on_world.to_sectors(read_any(path)[0], world)
    assert found.tariff[world.region("CHN"), world.region("USA"), world.sector("STEEL")] == pytest.approx(0.15)


def test_trade_inside_a_region_is_counted_as_left_out(tmp_path, world):
    path = tmp_path / "rates.csv"
    path.write_text("importer,exporter,hs6,adv\nUSA,USA,870322,0.5\nUSA,CHN,870322,0.3\n")
    notes = on_world.to_sectors(read_any(path)[0], world).notes
    assert [n["cells"] for n in notes if n["what"] == "lines of trade inside one region left out"] == [1]


@pytest.mark.parametrize(
    ("command", "said"),
    [
        (["solve", "--ledger", "us-2026", "--on", "2025-11-10"], "--ledger us-2026 --on 2025-11-10: unknown ledger"),
        (["solve", "--ledger", "us-2025", "--on", "2016-01-01"], "duties by product begin on 2018-01-01"),
        (["solve", "--ledger", "us-2025", "--on", "2025-11-99"], "--on: found '2025-11-99', expected YYYY-MM-DD"),
        (
            ["ledger", "rates", "CHN", "--on", "2010-01-01"],
            "date: found 2010-01-01; duties by product begin on 2018-01-01",
        ),
    ],
)
def test_wrong_days_and_ledgers_are_one_sentence(command, said):
    error = CliRunner().invoke(app, command).exception
    assert isinstance(error, PolicyError)
    assert said in str(error)


def test_in_a_table_of_ones_own_a_sector_beats_its_group_and_a_partner_all_others(tmp_path):
    world, path = World.default(), tmp_path / "rates.csv"
    path.write_text(
        "importer,exporter,sector,rate\nUSA,IND,goods,18%\nUSA,IND,TEXT,25%\nUSA,WLD,goods,10%\nUSA,CHN,farm,5%\n"
    )
    found = to_sectors(read_any(path)[0], world)
    usa = world.region("USA")
    into = {
        (who, what): found.tariff[world.region(who), usa, world.sector(what)]
        for who in ("IND", "CHN", "JPN") for what in ("TEXT", "STEEL", "FOOD")
    }  # fmt: skip
    assert into == pytest.approx({
        ("IND", "TEXT"): 0.25, ("IND", "STEEL"): 0.18, ("IND", "FOOD"): 0.18, ("CHN", "TEXT"): 0.10,
        ("CHN", "STEEL"): 0.10, ("CHN", "FOOD"): 0.05, ("JPN", "TEXT"): 0.10, ("JPN", "STEEL"): 0.10,
        ("JPN", "FOOD"): 0.10,
    })  # fmt: skip
    services = [world.sector(code) for code in world.sectors if code not in world.goods]
    assert not found.covered[:, :, services].any()


def test_a_file_of_no_layout_is_refused(tmp_path):
    path = tmp_path / "flows.csv"
    path.write_text("t,i,j,k,v\n2022,842,156,010121,1\n")
    with pytest.raises(WorldError, match="fit no layout of tariff rates"):
        layout_of(path)


def test_solve_without_a_dossier(tmp_path):
    ledger = runner.invoke(app, ["solve", "--ledger", "us-2025", "--on", "2025-11-10", "--json"])
    assert ledger.exit_code == 0
    regions = json.loads(ledger.stdout)["regions"]
    assert next(v for k, v in regions["CHN"].items() if k.startswith("real_income")) < 0
    path = tmp_path / "daily_by_country.csv"
    path.write_text(TRACKER)
    assert runner.invoke(app, ["solve", "--tariffs", str(path)]).exit_code == 0
    for wrong in ([], ["--ledger", "us-2025"], ["--ledger", "us-2025", "--on", "2025-11-10", "--tariffs", str(path)]):
        assert runner.invoke(app, ["solve", *wrong]).exit_code != 0


@pytest.mark.parametrize("rates", [china.rates, partial(us.rates, "CHN"), partial(us.rates, "CAN")])
def test_rates_by_product_refuse_days_before_the_first(rates):
    with pytest.raises(PolicyError, match="found 2017-12-31; duties by product begin on 2018-01-01"):
        rates("2017-12-31")
