"""Making worlds: from frames, joined, split, balanced, saved; accounts and answers preserved."""

import json
import shutil
import time
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import tradetalks as tt
from tests.worlds import make_world, random_world
from tradetalks.world.accounts import flows_of, from_flows
from tradetalks.world.aggregate import _mean
from tradetalks.world.balance import gras, ras
from tradetalks.world.classify import REGION_GROUPINGS, REGIONS, SECTOR_GROUPINGS
from tradetalks.world.export import export
from tradetalks.world.split import Product


@pytest.fixture(scope="module")
def world():
    return tt.World.default()


# ---------------------------------------------------------------------- from flows and frames
@settings(max_examples=25, deadline=None)
@given(seed=st.integers(0, 99_999), dead=st.booleans())
def test_any_flows_give_a_world_whose_accounts_hold(seed, dead):
    rng = np.random.default_rng(seed)
    trade = rng.lognormal(0, 2, (3, 3, 4)) * (rng.random((3, 3, 4)) < 0.7) - 0.01 * (rng.random((3, 3, 4)) < 0.05)
    trade[[0, 1, 2], [0, 1, 2], 0] += 1
    if dead:
        trade[1, :, 2] = 0
    use = rng.lognormal(0, 2, (3, 4, 4))
    tariff = rng.uniform(0, 0.5, (3, 3, 4))
    use *= 0.2
    absorbed = np.maximum(trade, 0).sum(0)[:, 0]  # of sector w every region keeps some for final use
    use[:, 0] *= np.minimum(1.0, 0.8 * absorbed / use[:, 0].sum(1))[:, None]
    built = tt.World(**from_flows(list("abc"), list("wxyz"), trade, use, tariff=tariff))
    assert built.check(1e-10).worst < 1e-10
    assert (built.value_added_share > 0.0199).all()


def test_flows_come_back(world):
    trade, use = flows_of(world)
    fields = from_flows(
        world.regions, world.sectors, trade, use, tariff=world.tariff, trade_elasticity=world.trade_elasticity
    )
    again = tt.World(**fields)
    np.testing.assert_allclose(again.input_share, world.input_share, atol=1e-12)
    np.testing.assert_allclose(again.final_share, world.final_share, atol=1e-12)


def frames():
    trade = pd.DataFrame(
        [("A", "A", 80.0), ("A", "B", 10.0), ("B", "A", 12.0), ("B", "B", 60.0)],
        columns=["exporter", "importer", "value"],
    )
    tariffs = pd.DataFrame([("A", "B", 0.1)], columns=["exporter", "importer", "rate"])
    return trade, tariffs


def test_one_sector_world_from_two_frames():
    trade, tariffs = frames()
    built = tt.World.from_frames(trade, tariffs=tariffs, elasticities=4.0)
    built.check()
    assert built.sectors == ("ALL",)
    assert built.tariff[0, 1, 0] == 0.1
    shares = pd.DataFrame([("A", 0.5), ("B", 0.6)], columns=["region", "share"])
    deeper = tt.World.from_frames(trade, tariffs=tariffs, value_added=shares)
    np.testing.assert_allclose(deeper.value_added_share[:, 0], [0.5, 0.6], atol=1e-12)
    assert tt.solve(deeper, tt.Shock(deeper).tariff("A", "B", 0.2)).certificate.certified


def test_domestic_sales_from_output():
    trade, _ = frames()
    output = pd.DataFrame([("A", 90.0), ("B", 72.0)], columns=["region", "value"])
    built = tt.World.from_frames(trade[trade.exporter != trade.importer], output=output)
    np.testing.assert_allclose(built.output[:, 0], [90, 72])


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda t, r: tt.World.from_frames(t.rename(columns={"value": "valu"})), "no column 'value' .nearest: 'valu'"),
        (lambda t, r: tt.World.from_frames(pd.concat([t, t.tail(1)])), "row 4: B B ALL is given twice"),
        (lambda t, r: tt.World.from_frames(t, tariffs=r.assign(exporter="Aa")), "unknown exporter 'Aa' .nearest: 'A'"),
        (lambda t, r: tt.World.from_frames(t.assign(value=["a", 1, 2, 3])), "row 0: value is 'a', expected a number"),
        (lambda t, r: tt.World.from_frames(t, elasticities={"X": 1.0}), "none for sector ALL"),
        (lambda t, r: tt.World.from_frames(t.to_dict()), "expected a pandas DataFrame"),
    ],
)
def test_faulty_frames_name_row_and_nearest(change, message):
    with pytest.raises(tt.WorldError, match=message):
        change(*frames())


# ---------------------------------------------------------------------- joining
@pytest.mark.parametrize("name", REGION_GROUPINGS)
def test_named_groupings_of_regions_keep_totals(world, name):
    joined = world.aggregate(regions=name)
    joined.check(1e-10)
    assert joined.trade.sum() == pytest.approx(world.trade.sum())
    assert joined.income.sum() == pytest.approx(world.income.sum())
    assert len(joined.regions) < len(world.regions)


@pytest.mark.parametrize("name", SECTOR_GROUPINGS)
def test_named_groupings_of_sectors_keep_totals(world, name):
    joined = world.aggregate(sectors=name)
    joined.check(1e-10)
    np.testing.assert_allclose(joined.income, world.income)
    np.testing.assert_allclose(joined.tariff_revenue, world.tariff_revenue)


def test_joining_equal_sectors_changes_no_answer():
    """Two sectors alike in all but size are one sector: every region's welfare is the same (exact aggregation)."""
    base = random_world(4, regions=3, sectors=1)
    trade = np.concatenate([0.3 * base.trade, 0.7 * base.trade], axis=2)
    tariff = np.repeat(base.tariff, 2, axis=2)
    shares = np.einsum("nks,a->nas", base.input_share, np.array([0.3, 0.7]))
    shares = np.repeat(shares, 2, axis=2)
    fine = make_world(trade, tariff, shares, np.repeat(base.trade_elasticity, 2))
    coarse = fine.aggregate(sectors={"ALL": ["S0", "S1"]})

    def answer(w):
        return tt.solve(w, tt.Shock(w).tariff("R0", "all", 0.6, sectors="all")).real_income_ratio

    np.testing.assert_allclose(answer(fine), answer(coarse), atol=1e-10)


def test_joining_regions_that_are_not_shocked_barely_matters(world):
    small = world.aggregate(regions={"AMERICAS": ["CAN", "MEX", "BRA", "ARG"]})
    full = tt.solve(world, tt.Shock(world).tariff("USA", "CHN", 0.5)).real_income
    part = tt.solve(small, tt.Shock(small).tariff("USA", "CHN", 0.5)).real_income
    assert part["CHN"] == pytest.approx(full["CHN"], rel=0.1)


@pytest.mark.parametrize(
    ("groups", "message"),
    [
        ({"regions": {"X": ["USA", "CHIN"]}}, "unknown region 'CHIN' .nearest: 'CHN'"),
        ({"regions": {"X": ["USA"], "Y": ["USA"]}}, "USA is in group X already"),
        ({"regions": "G21"}, "unknown grouping of regions 'G21'"),
        ({"regions": {"USA": ["CAN", "MEX"]}}, "same name but is not in it"),
        ({"regions": "USA, CHNA, ROW=*"}, "unknown region 'CHNA' .nearest: 'CHN'"),
        ({"regions": "USA, ASEA members"}, "unknown group 'ASEA' .nearest: 'ASEAN'"),
        ({"regions": "USA, CHN"}, "changes nothing.*ROW=."),
        ({"regions": {"USA": "USA"}}, "changes nothing"),
        ({"regions": "A=*, B=*"}, "both take all others"),
        ({"regions": "USA, USA, ROW=*"}, "USA is given twice"),
        ({"regions": "USA, X=, ROW=*"}, "'X=': expected NEW=OLD"),
        ({"regions": {"A": [r.code for r in REGIONS], "B": "*"}}, "no region is left for it"),
        ({"sectors": "FARM=AGR+FOD"}, "unknown sector 'FOD' .nearest: 'FOOD'"),
    ],
)
def test_faulty_groupings_are_named(world, groups, message):
    with pytest.raises(tt.WorldError, match=message):
        world.aggregate(**groups)


def test_a_list_joins_keeps_apart_and_takes_the_rest(world):
    joined = world.aggregate(regions="CHN, USA, EU27, ASEAN members, AMERICAS=CAN+MEX, ROW=*")
    assert set(joined.regions) == {"CHN", "USA", "EU27", "MYS", "VNM", "ASN", "AMERICAS", "ROW"}
    assert joined.region_name("ROW") == "Rest of the world"
    assert joined.region_name("MYS") == "Malaysia"
    joined.check(1e-10)
    assert world.aggregate(regions="EU27=EU27+GBR, ROW=*").region_name("EU27") == "European Union and 1 other"
    one = world.aggregate(regions={"ASEAN": "ASEAN", "REST": ["*"]})
    assert set(one.regions) == {"ASEAN", "REST"}
    assert joined.aggregate(regions="ASEAN=MYS+VNM+ASN").trade.sum() == pytest.approx(world.trade.sum())


def test_a_shipped_grouping_that_does_not_fit_says_so(world):
    """Codes of another classification: an error, never an unchanged world or everything in the rest."""
    other = random_world(1, regions=4, sectors=3)
    for groups in ({"sectors": "GTAP 10"}, {"sectors": "goods and services"}, {"regions": "G20"}, {"regions": "ASEAN"}):
        with pytest.raises(tt.WorldError, match=r"this world holds (none|only \d+) of its \d+ groups"):
            other.aggregate(**groups)
    few = world.aggregate(regions="USA, CHN, ROW=*")
    with pytest.raises(tt.WorldError, match="only 2 of its 17 groups"):
        few.aggregate(regions="G20")
    with pytest.raises(tt.WorldError, match="changes nothing"):
        few.aggregate(regions="US-China")
    assert "IDN" in " ".join(world.aggregate(regions="G20").provenance["grouping_notes"])
    named = replace(other, goods=("S0", "S1")).aggregate(sectors="goods and services")
    assert named.sectors == ("GOODS", "SERVICES")
    assert named.goods == ("GOODS",)


@settings(max_examples=10, deadline=None)
@given(seed=st.integers(0, 9999))
def test_joined_tariffs_are_the_slow_definition(seed):
    """Where nothing is traded the joined tariff is the plain mean over the cells it joins."""
    base = random_world(seed, regions=5, sectors=4)
    trade = np.array(base.trade)
    trade[:2, 2:, 0] = trade[:2, 2:, 1] = 0
    fine = make_world(trade, base.tariff, np.array(base.input_share), base.trade_elasticity)
    joined = fine.aggregate(regions={"A": ["R0", "R1"], "B": ["R2", "R3"]}, sectors={"X": ["S0", "S1"]})
    joined.check(1e-10)
    r = np.array([[1, 1, 0, 0, 0], [0, 0, 1, 1, 0], [0, 0, 0, 0, 1]], float)
    s = np.array([[1, 1, 0, 0], [0, 0, 1, 0], [0, 0, 0, 1]], float)
    slow = np.einsum("ri,qn,ts,ins->rqt", r, r, s, fine.tariff) / np.einsum("ri,qn,ts->rqt", r, r, s)
    np.testing.assert_allclose(joined.tariff[0, 1, 0], slow[0, 1, 0], rtol=1e-12)
    duties = np.einsum("ri,qn,ts,ins->rqt", r, r, s, fine.tariff * fine.trade)
    np.testing.assert_allclose(joined.tariff * joined.trade, duties, atol=1e-12)


def test_joining_many_regions_is_quick():
    """Eighty regions of fifty sectors in seconds: the number of joined cells is a product, never a sum over cells."""
    count, width = 81, 50
    r, s = np.eye(count), np.eye(width)
    started = time.perf_counter()
    found = _mean(np.ones((count, count, width)), r, s)
    assert time.perf_counter() - started < 10  # two minutes if the cells were summed
    np.testing.assert_allclose(found, 1.0)


# ---------------------------------------------------------------------- splitting
SOY = Product(
    code="SOY",
    sector="AGR",
    share=0.02,
    export_share={"BRA": 0.3},
    flow_share={("USA", "CHN"): 0.6},
    users={"FOOD": 5.0, "AGR": 1.0},
    other_users=0.1,
    final=0.05,
    tariff={("USA", "CHN"): 0.03},
)


def test_a_split_joins_back_to_the_same_world(world):
    divided = world.split(SOY)
    divided.check(1e-10)
    assert divided.sectors[divided.sector("AGR") + 1] == "SOY"
    joined = divided.aggregate(sectors={"AGR": ["AGR", "SOY"]})
    for name in ("trade", "input_share", "value_added_share", "final_share", "deficit"):
        np.testing.assert_allclose(getattr(joined, name), getattr(world, name), atol=1e-9, err_msg=name)
    np.testing.assert_allclose(joined.tariff, world.tariff, atol=1e-9)


def test_a_split_holds_what_was_said_of_the_product(world):
    divided = world.split(SOY)
    i, n, s, soy = divided.region("USA"), divided.region("CHN"), divided.sector("AGR"), divided.sector("SOY")
    assert divided.trade[i, n, soy] / world.trade[i, n, s] == pytest.approx(0.6)
    assert divided.tariff[i, n, soy] == pytest.approx(0.03)
    users = divided.input_share[n, soy] * divided.output[n]
    assert users[divided.sector("FOOD")] > 0.5 * users.sum()


def test_a_product_like_its_sector_changes_no_answer(world):
    """A product cut out in equal proportion everywhere, with the same users: welfare does not notice."""
    divided = world.split(Product(code="PART", sector="ELECTR", share=0.25))
    one = tt.solve(world, tt.Shock(world).tariff("USA", "CHN", 0.5)).real_income_ratio
    two = tt.solve(divided, tt.Shock(divided).tariff("USA", "CHN", 0.5)).real_income_ratio
    np.testing.assert_allclose(two, one, atol=1e-9)


@settings(max_examples=20, deadline=None)
@given(share=st.floats(0, 1), seed=st.integers(0, 999), tariff=st.floats(0, 1))
def test_splits_of_random_worlds_keep_accounts(share, seed, tariff):
    base = random_world(seed)
    product = Product(code="P", sector="S1", share=share, tariff={("R0", "R1"): tariff})
    divided = base.split(product)
    divided.check(1e-9)
    np.testing.assert_allclose(divided.trade.sum(2), base.trade.sum(2), atol=1e-12)


@pytest.mark.parametrize(
    ("product", "message"),
    [
        (Product(code="AUTO", sector="AGR"), "exists already"),
        (Product(code="X", sector="AGRI"), "nearest: 'AGR'"),
        (Product(code="X", sector="AGR", share=1.2), "expected 0 to 1"),
        (Product(code="X", sector="AGR", share=0.5, users={"STEEL": 1}, other_users=0, final=0), "users take only"),
        (Product(code="X", sector="AGR", share=0.1, users={"STEAL": 1}), "nearest: 'STEEL'"),
    ],
)
def test_impossible_splits_say_why(world, product, message):
    with pytest.raises(tt.WorldError, match=message):
        world.split(product)


# ---------------------------------------------------------------------- balancing
@settings(max_examples=50, deadline=None)
@given(seed=st.integers(0, 9999))
def test_ras_meets_totals_and_keeps_zeros(seed):
    rng = np.random.default_rng(seed)
    table = rng.lognormal(0, 1, (4, 5)) * (rng.random((4, 5)) < 0.8)
    table[:, 0] += 0.1
    table[0, :] += 0.1
    goal = table * rng.uniform(0.5, 2, (4, 5))
    found = ras(table, goal.sum(1), goal.sum(0))
    np.testing.assert_allclose(found.table.sum(1), goal.sum(1), rtol=1e-9)
    np.testing.assert_allclose(found.table.sum(0), goal.sum(0), rtol=1e-9)
    assert ((found.table > 0) == (table > 0)).all()


def test_gras_keeps_signs_and_reproduces_the_textbook_example():
    """Junius & Oosterhaven (2003), their 2003 example table: totals are met, signs kept."""
    table = np.array([[7.0, 3, 5, -3], [2, 9, 8, 1], [-2, 0, 2, 1]])
    rows, columns = np.array([15.0, 26, -1]), np.array([9.0, 16, 17, -2])
    found = gras(table, rows, columns)
    np.testing.assert_allclose(found.table.sum(1), rows, atol=1e-9)
    np.testing.assert_allclose(found.table.sum(0), columns, atol=1e-9)
    assert (np.sign(found.table) == np.sign(table)).all()
    assert found.worst_change > 0


@pytest.mark.parametrize(
    ("table", "rows", "columns", "message"),
    [
        ([[1, 1], [1, 1]], [1, 2], [1, 1], "rows sum to 3, columns to 2"),
        ([[0, 0], [1, 1]], [1, 1], [1, 1], "row 0 must sum to 1 but all its cells are zero"),
        ([[1, 0], [0, 1]], [2, 1], [1, 2], "cell .* moved most"),
        ([[1, -1], [1, 1]], [1, 1], [1, 1], "use gras"),
    ],
)
def test_conflicts_are_named(table, rows, columns, message):
    with pytest.raises(tt.WorldError, match=message):
        ras(np.array(table, dtype=float), np.array(rows, dtype=float), np.array(columns, dtype=float))


# ---------------------------------------------------------------------- on disk
def test_saved_worlds_come_back_to_the_bit(world, tmp_path):
    world.save(tmp_path / "w")
    again = tt.World.load(tmp_path / "w")
    for name in ("trade", "tariff", "input_share", "final_share", "trade_elasticity", "deficit"):
        np.testing.assert_array_equal(getattr(again, name), getattr(world, name))
    assert again.goods == world.goods
    assert again.provenance["year"] == 2022
    replace(world, provenance={"year": 1}).save(tmp_path / "w")
    assert tt.World.load(tmp_path / "w").provenance == {"year": 1}
    assert [p.name for p in tmp_path.iterdir()] == ["w"]


def test_unfinished_or_foreign_folders_are_refused(world, tmp_path):
    with pytest.raises(tt.WorldError, match=r"no manifest\.json"):
        tt.World.load(tmp_path)
    (tmp_path / "thesis.tex").write_text("years of work")
    with pytest.raises(tt.WorldError, match="not empty and not a world"):
        world.save(tmp_path)
    assert (tmp_path / "thesis.tex").exists()
    folder = world.save(tmp_path / "w")
    (folder / "input_share.parquet").unlink()
    with pytest.raises(tt.WorldError, match="incomplete"):
        tt.World.load(folder)
    (folder / "manifest.json").write_text(json.dumps({"kind": "tradetalks world", "format": 9}))
    with pytest.raises(tt.WorldError, match="format 9, expected 1"):
        tt.World.load(folder)
    shutil.rmtree(folder)
    folder = world.save(tmp_path / "w")
    (folder / "trade.parquet").write_bytes(b"PAR1 nonsense")
    forget_checksums(folder, "trade.parquet")
    with pytest.raises(tt.WorldError, match="not a readable Parquet"):
        tt.World.load(folder)


def forget_checksums(folder, *names):
    """As a user who means to change these tables."""
    manifest = json.loads((folder / "manifest.json").read_text())
    manifest["sha256"] = {name: known for name, known in manifest["sha256"].items() if name not in names}
    (folder / "manifest.json").write_text(json.dumps(manifest))


TABLES = ("trade", "input_share", "sectors_by_region", "regions", "sectors")


@pytest.mark.parametrize("table", TABLES)
def test_a_damaged_table_is_refused_by_name(table, tmp_path):
    folder = random_world(1).save(tmp_path / "w")
    file = folder / f"{table}.parquet"
    content = bytearray(file.read_bytes())
    content[len(content) // 2] ^= 1
    file.write_bytes(content)
    with pytest.raises(
        tt.WorldError, match=rf"{table}\.parquet: damaged or edited.*save the world again.*remove the line"
    ):
        tt.World.load(folder)


def test_an_edited_table_counts_once_its_line_is_removed(tmp_path, caplog):
    """Accounts say nothing of elasticities: without a checksum, a change of them would go unnoticed."""
    folder = random_world(1).save(tmp_path / "w")
    file = folder / "sectors.parquet"
    pd.read_parquet(file).assign(trade_elasticity=9.0).to_parquet(file, index=False)
    with pytest.raises(tt.WorldError, match=r"sectors\.parquet: damaged or edited"):
        tt.World.load(folder)
    forget_checksums(folder, "sectors.parquet")
    assert (tt.World.load(folder).trade_elasticity == 9.0).all()
    assert "no checksum kept of sectors.parquet, so" in caplog.text


def test_worlds_saved_without_checksums_are_read_with_a_note(tmp_path, caplog):
    world = random_world(1)
    folder = world.save(tmp_path / "w")
    tt.World.load(folder)
    assert not caplog.text
    manifest = json.loads((folder / "manifest.json").read_text())
    del manifest["sha256"]
    (folder / "manifest.json").write_text(json.dumps(manifest))
    np.testing.assert_array_equal(tt.World.load(folder).trade, world.trade)
    assert all(f"{table}.parquet" in caplog.text for table in TABLES)
    (folder / "manifest.json").write_text(json.dumps({**manifest, "sha256": "0"}))
    with pytest.raises(tt.WorldError, match="sha256: found '0', expected a checksum by file name"):
        tt.World.load(folder)


def test_exports(tmp_path):
    small = random_world(1)
    assert len(pd.read_csv(export(small, tmp_path / "c", "csv") / "trade.csv")) == 27
    assert len(pd.read_excel(export(small, tmp_path / "w.xlsx", "xlsx"), sheet_name="regions")) == 3
    import xarray as xr

    with xr.open_dataset(export(small, tmp_path / "w.nc", "netcdf")) as data:
        np.testing.assert_allclose(data["trade"].values, small.trade)
    with pytest.raises(tt.WorldError, match="nearest: 'xlsx'"):
        export(small, tmp_path / "x", "xls")


def test_compare_finds_what_differs(world):
    other = replace(world, tariff=np.where(world.tariff > 0.1, 0.1, world.tariff))
    table = world.compare(other)
    assert set(table.loc[table.difference_pct.abs() > 0.01, "what"]) <= {"average tariff, %", "GDP"}
    assert world.compare(world).difference_pct.abs().max() < 1e-9
    with pytest.raises(tt.WorldError, match="share no region"):
        world.compare(random_world(0))
