"""Readers on small files in the true layouts, and on real ones where they are at hand."""

import os
import zipfile
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import tradetalks as tt
from tradetalks.world.files.tariffs import hs_sector, read_gtd, read_hts99, read_macmap, read_wits, to_sectors
from tradetalks.world.readers import names, reader
from tradetalks.world.readers.adb import read_adb
from tradetalks.world.readers.bilateral import read_bilateral
from tradetalks.world.readers.exiobase import read_exiobase, read_pymrio
from tradetalks.world.readers.figaro import read_figaro
from tradetalks.world.readers.icio import read_icio
from tradetalks.world.readers.wiod import read_wiod

REPLICATION = Path(os.environ.get("TRADETALKS_REPLICATION", Path(__file__).parents[3] / "shared" / "replication"))


def table(seed=0, regions=2, sectors=3, finals=2):
    """Intermediate and final flows of a small world, in millions."""
    rng = np.random.default_rng(seed)
    size = regions * sectors
    inner = rng.uniform(1, 20, (size, size))
    outer = rng.uniform(200, 400, (size, regions * finals))
    return inner, outer


def expected(inner, outer, regions=2, sectors=3, finals=2):
    """Trade in billions, ``[exporter, importer, sector]``."""
    by = inner.reshape(regions, sectors, regions, sectors).sum(3) + outer.reshape(
        regions, sectors, regions, finals
    ).sum(3)
    return by.transpose(0, 2, 1) / 1e3


# ---------------------------------------------------------------------- OECD ICIO
def icio_csv(path, inner, outer, regions, sectors, finals, bottom):
    labels = [f"{r}_{s}" for r in regions for s in sectors]
    columns = labels + [f"{r}_{f}" for r in regions for f in finals]
    frame = pd.DataFrame(np.hstack([inner, outer]), index=labels, columns=columns)
    total = frame.sum(axis=1)
    for name in bottom:
        frame.loc[name] = 1.0
    frame["OUT"] = total
    frame.to_csv(path, index_label="V1")
    return path


@pytest.mark.parametrize(
    ("sectors", "bottom"),
    [
        (("01T02", "10T12", "45T47"), ("AAA_TAXSUB", "VALU", "OUTPUT")),  # 2021 edition
        (("A01_02", "C10T12", "G"), ("TLS", "VA", "OUT")),  # 2023 edition
        (("A01", "C17_18", "J62_63"), ("TLS", "VA", "OUT")),  # 2025 edition
    ],
)
def test_icio_editions(tmp_path, sectors, bottom):
    inner, outer = table()
    file = icio_csv(tmp_path / "t.csv", inner, outer, ("AAA", "BBB"), sectors, ("HFCE", "GFCF"), bottom)
    world = read_icio(file)
    assert world.regions == ("AAA", "BBB")
    assert world.sectors == sectors
    np.testing.assert_allclose(world.trade, expected(inner, outer))
    assert world.provenance["source"] == "OECD ICIO"
    assert world.check().worst < 1e-12
    # one million of taxes on products in each of two columns of final use a region, beyond value added
    np.testing.assert_allclose(world.product_tax_revenue, 0.002, rtol=1e-9)
    np.testing.assert_allclose(world.gdp, world.labour_income + 0.002, rtol=1e-12)


def test_customs_duties_are_not_counted_twice_among_taxes_on_products(tmp_path):
    inner, outer = table()
    file = icio_csv(tmp_path / "t.csv", inner, outer, ("AAA", "BBB"), ("A01", "C26", "G"), ("HFCE", "GFCF"), ("TLS",))
    tariff = np.zeros((2, 2, 3))
    tariff[0, 1, 1] = 0.001
    world, free = read_icio(file, tariff=tariff), read_icio(file)
    final = world.final_share * world.income[:, None]
    duties = (final * (1 - world.trade.sum(0) / world.expenditure)).sum(1)
    assert duties[1] > 0
    np.testing.assert_allclose(world.product_tax_revenue + duties, free.product_tax_revenue, rtol=1e-9)


def test_icio_joins_processing_exports(tmp_path):
    inner, outer = table(regions=3)
    file = icio_csv(
        tmp_path / "t.csv", inner, outer, ("AAA", "CN1", "CN2"), ("A01", "C26", "G"), ("HFCE", "GFCF"), ("VA",)
    )
    joined = read_icio(file)
    assert joined.regions == ("AAA", "CHN")
    assert read_icio(file, keep_processing=True).regions == ("AAA", "CN1", "CN2")
    assert joined.trade.sum() == pytest.approx((inner.sum() + outer.sum()) / 1e3)


def test_negative_inventories_are_recorded(tmp_path):
    inner, outer = table()
    outer[0, 3] = -5000.0
    file = icio_csv(tmp_path / "t.csv", inner, outer, ("AAA", "BBB"), ("A01", "C26", "G"), ("HFCE", "INVNT"), ("VA",))
    log = read_icio(file).provenance["adjustments"]
    row = next(r for r in log if r["what"] == "negative flows set to zero")
    assert row["cells"] == 1
    assert row["bn_usd"] > 4


def test_figaro(tmp_path):
    inner, outer = table()
    labels = [f"{r}_{s}" for r in ("AT", "FIGW1") for s in ("A01", "C26", "G46")]
    columns = labels + [f"{r}_{f}" for r in ("AT", "FIGW1") for f in ("P3_S13", "P51G")]
    frame = pd.DataFrame(np.hstack([inner, outer]), index=labels, columns=columns)
    for name in ("W2_D21X31", "W2_B2A3G"):
        frame.loc[name] = 1.0
    frame.to_csv(tmp_path / "f.csv", index_label="rowLabels")
    world = read_figaro(tmp_path / "f.csv", usd_per_euro=1.1)
    np.testing.assert_allclose(world.trade, 1.1 * expected(inner, outer))


# ---------------------------------------------------------------------- workbooks
def wiod_grid(inner, outer, release):
    """The stacked headers of WIOD: code, description, country, number; labels likewise; totals at the end."""
    letter = {"2013": "c", "2016": "r", "adb": "c"}[release]
    countries = ["AUS", "ROW"]
    codes = ["AtB", "15t16", "50t52"] if release == "2013" else ["A01", "C10-C12", "G46"]
    head = [[""] * 4 for _ in range(4)]
    for country in countries:
        for k, code in enumerate(codes, 1):
            for row, value in zip(head, (code, f"Industry {k}", country, f"c{k}"), strict=True):
                row.append(value)
    finals = ["F1", "F2"] if release == "adb" else ["c37", "c38"]
    for country in countries:
        for final in finals:
            for row, value in zip(head, ("", f"final {final}", country, final), strict=True):
                row.append(value)
    for row, value in zip(head, ("TOT", "Total output", "TOT", "c99"), strict=True):
        row.append(value)
    body = []
    values = np.hstack([inner, outer])
    for j, line in enumerate(values):
        country, k = countries[j // 3], j % 3
        body.append([codes[k], f"Industry {k + 1}", country, f"{letter}{k + 1}", *line, line.sum()])
    body.append(["", "Value added", "TOT", f"{letter}64", *([1.0] * (values.shape[1] + 1))])
    title = [["Intercountry Input-Output Table"] + [""] * (len(head[0]) - 1)] * 2
    return pd.DataFrame(title + head + body)


@pytest.mark.parametrize(("release", "read"), [("2013", read_wiod), ("2016", read_wiod), ("adb", read_adb)])
def test_workbooks(tmp_path, release, read):
    inner, outer = table(3)
    wiod_grid(inner, outer, release).to_excel(tmp_path / "t.xlsx", header=False, index=False)
    world = read(tmp_path / "t.xlsx")
    assert world.regions == ("AUS", "ROW")
    np.testing.assert_allclose(world.trade, expected(inner, outer))
    assert world.sectors[0] in ("AtB", "A01")
    assert world.sectors[0] in world.goods
    assert world.sectors[2] not in world.goods


# ---------------------------------------------------------------------- EXIOBASE, pymrio
def exiobase_frames(inner, outer):
    rows = pd.MultiIndex.from_product([["AT", "WA"], ["Wheat", "Cars", "Hotels"]], names=["region", "sector"])
    finals = pd.MultiIndex.from_product([["AT", "WA"], ["Households", "Government"]], names=["region", "category"])
    return pd.DataFrame(inner, index=rows, columns=rows), pd.DataFrame(outer, index=rows, columns=finals)


def test_exiobase_folder_and_zip(tmp_path):
    inner, outer = table(5)
    z, y = exiobase_frames(inner, outer)
    folder = tmp_path / "IOT_2022_ixi"
    folder.mkdir()
    z.to_csv(folder / "Z.txt", sep="\t")
    y.to_csv(folder / "Y.txt", sep="\t")
    world = read_exiobase(folder, usd_per_euro=1.05)
    np.testing.assert_allclose(world.trade, 1.05 * expected(inner, outer))
    with zipfile.ZipFile(tmp_path / "i.zip", "w") as archive:
        for name in ("Z.txt", "Y.txt"):
            archive.write(folder / name, f"IOT_2022_ixi/{name}")
    np.testing.assert_allclose(read_exiobase(tmp_path / "i.zip", usd_per_euro=1.05).trade, world.trade)
    (folder / "Y.txt").unlink()
    with pytest.raises(tt.WorldError, match=r"no Y\.txt"):
        read_exiobase(folder)


def test_pymrio_systems():
    pymrio = pytest.importorskip("pymrio")
    system = pymrio.load_test()
    world = read_pymrio(system, usd_per_unit=1e-3)
    assert world.shape == (6, 8)
    assert world.trade.sum() == pytest.approx(1e-3 * (system.Z.to_numpy().sum() + system.Y.to_numpy().sum()), rel=1e-3)
    assert tt.solve(world, tt.Shock(world).tariff("reg1", "reg2", 0.2, sectors="all")).certificate.certified


# ---------------------------------------------------------------------- bilateral
def test_itpd_layout_with_domestic_trade(tmp_path):
    rows = [
        ("AAA", "AAA", 1, 2019, 900.0), ("AAA", "BBB", 1, 2019, 50.0), ("BBB", "AAA", 1, 2019, 60.0),
        ("BBB", "BBB", 1, 2019, 700.0), ("BBB", "BBB", 1, 2018, 1.0),
    ]  # fmt: skip
    frame = pd.DataFrame(rows, columns=["exporter_iso3", "importer_iso3", "industry_id", "year", "trade"])
    frame.to_csv(tmp_path / "itpd.csv", index=False)
    world = read_bilateral(tmp_path / "itpd.csv", year=2019, value_added_share=0.5)
    assert world.trade[0, 1, 0] == pytest.approx(0.05)
    assert world.value_added_share[0, 0] == pytest.approx(0.5)


def test_baci_layout_with_gdp(tmp_path):
    frame = pd.DataFrame(
        [(2022, "AAA", "BBB", "010121", 2e6), (2022, "AAA", "BBB", "870321", 3e6), (2022, "BBB", "AAA", "010121", 4e6)],
        columns=["t", "i", "j", "k", "v"],
    )
    frame["k"] = "goods"  # one sector: HS lines are summed
    frame.to_csv(tmp_path / "baci.csv", index=False)
    pd.DataFrame([("AAA", 50e9), ("BBB", 40e9)], columns=["iso3", "gdp"]).to_csv(tmp_path / "gdp.csv", index=False)
    world = read_bilateral(tmp_path / "baci.csv", tmp_path / "gdp.csv", scale=1e-6)
    np.testing.assert_allclose(world.output[:, 0], [50, 40])
    assert world.trade[0, 1, 0] == pytest.approx(5.0)


# ---------------------------------------------------------------------- faults
@pytest.mark.parametrize("name", [n for n in names() if n != "bilateral"])
def test_nothing_there_is_one_message(name, tmp_path):
    with pytest.raises(tt.WorldError, match="no such file or folder"):
        reader(name).read(tmp_path / "absent")


def test_unknown_reader():
    with pytest.raises(tt.WorldError, match="nearest: 'exiobase'"):
        reader("exiobas")


@pytest.mark.parametrize("read", [read_icio, read_figaro, read_wiod, read_bilateral, read_exiobase, read_wits])
def test_foreign_files_are_refused(read, tmp_path):
    for name, content in (("a.csv", b"x,y\n1,2\n"), ("b.csv", b"\x00\xff\xfe junk"), ("c.csv", b"")):
        file = tmp_path / name
        file.write_bytes(content)
        with pytest.raises(tt.WorldError):
            read(file)


# ---------------------------------------------------------------------- published data, where it is at hand
needs_replication = pytest.mark.skipif(
    not REPLICATION.is_dir(), reason=f"published data not at {REPLICATION}; set TRADETALKS_REPLICATION"
)


@needs_replication
@pytest.mark.parametrize(
    ("name", "folder", "shape", "output"),
    [
        ("ossa2014", "ossa2014", (7, 33), 33_211),
        ("caliendo-parro2015", "caliendo_parro2015", (31, 40), 48_141),
        ("us-china2018", "us_china_2018", (7, 44), 154_174),
    ],
)
def test_published_layouts(name, folder, shape, output):
    world = reader(name).read(REPLICATION / folder)
    assert world.shape == shape
    assert world.check().worst < 1e-12
    assert world.output.sum() == pytest.approx(output, rel=1e-3)


@needs_replication
def test_first_trade_war_is_of_the_published_size():
    """The duties of 2018-19 cost the US some hundredths of a per cent, and China more (published: 0.03-0.04%, US)."""
    world = reader("us-china2018").read(REPLICATION / "us_china_2018")

    def added(name):
        column = pd.read_csv(REPLICATION / "us_china_2018" / name, encoding="utf-8-sig").iloc[:, 1]
        return dict(zip(world.sectors[:22], column, strict=True))

    shock = (
        tt.Shock(world)
        .add_tariff("USA", "CHN", added("tariff_Trump.csv"))
        .add_tariff("CHN", "USA", added("tariff_China.csv"))
    )
    change = tt.solve(world, shock).real_income
    assert -0.15 < change["USA"] < -0.03
    assert change["CHN"] < 2 * change["USA"]


# ---------------------------------------------------------------------- tariffs
@pytest.fixture(scope="module")
def world():
    return tt.World.default()


@pytest.mark.parametrize(
    ("code", "sector"),
    [
        ("120190", "AGR"),
        ("854231", "ELECTR"),
        ("8703", "AUTO"),
        ("72", "STEEL"),
        ("2709.00", "OILGAS"),
        ("99", None),
        ("x", None),
    ],
)
def test_hs_codes_find_their_sector(code, sector):
    assert hs_sector(code) == sector


def test_wits_averages(world, tmp_path):
    pd.DataFrame(
        [("USA", "CHN", "870321", 10.0, 300), ("USA", "CHN", "870322", 40.0, 100), ("USA", "CHN", "720810", 5.0, 0)],
        columns=["Reporter", "Partner", "Product", "SimpleAverage", "ImportsValuein1000USD"],
    ).to_csv(tmp_path / "w.csv", index=False)
    schedule = read_wits(tmp_path / "w.csv")
    i, n, auto, steel = world.region("CHN"), world.region("USA"), world.sector("AUTO"), world.sector("STEEL")
    assert to_sectors(schedule, world).tariff[i, n, auto] == pytest.approx(0.175)
    assert to_sectors(schedule, world, average="simple").tariff[i, n, auto] == pytest.approx(0.25)
    found = to_sectors(schedule, world)
    assert found.tariff[i, n, steel] == pytest.approx(0.05)  # no trade: simple
    assert found.covered.sum() == 2
    changed = found.on(world)
    changed.check(1e-10)
    assert changed.tariff[i, n, auto] == pytest.approx(0.175)


def test_reference_groups_count_tariffs_that_stop_trade(world, tmp_path):
    pd.DataFrame(
        [("USA", "CHN", "870321", 0.1, 10), ("USA", "CHN", "870322", 1.0, 0), ("USA", "JPN", "870322", 0.0, 30),
         ("USA", "JPN", "870321", 0.1, 0)],
        columns=["importer", "exporter", "hs6", "adv", "weight"],
    ).to_csv(tmp_path / "m.csv", index=False)  # fmt: skip
    schedule = read_macmap(tmp_path / "m.csv")
    i, n, s = world.region("CHN"), world.region("USA"), world.sector("AUTO")
    assert to_sectors(schedule, world).tariff[i, n, s] == pytest.approx(0.1)
    assert to_sectors(schedule, world, average="reference").tariff[i, n, s] == pytest.approx(0.25 * 0.1 + 0.75 * 1.0)


def test_chapter_99_and_gtd(world, tmp_path):
    pd.DataFrame(
        [("8542.31.00", "CHN", "The duty provided in the applicable subheading + 25%"), ("8541.10.00", "CHN", "Free")],
        columns=["hts", "country", "rate"],
    ).to_csv(tmp_path / "h.csv", index=False)
    found = to_sectors(read_hts99(tmp_path / "h.csv"), world)
    assert found.tariff[world.region("CHN"), world.region("USA"), world.sector("ELECTR")] == pytest.approx(0.125)
    pd.DataFrame(
        [("WLD", "C29", "JPN", 0.07), ("DEU", "Q99", "JPN", 0.5)], columns=["origin", "sector", "destination", "adval"]
    ).to_csv(tmp_path / "g.csv", index=False)
    found = to_sectors(read_gtd(tmp_path / "g.csv"), world)
    cell = found.tariff[:, world.region("JPN"), world.sector("AUTO")]
    assert (np.delete(cell, world.region("JPN")) == 0.07).all()
    assert found.unmatched == ("Q99",)


def test_rates_in_the_wrong_unit_are_caught(world, tmp_path):
    pd.DataFrame([("USA", "CHN", "870321", "45")], columns=["importer", "exporter", "hs6", "adv"]).to_csv(
        tmp_path / "m.csv", index=False
    )
    with pytest.raises(tt.WorldError, match=r"row 2: a rate of 45 is 4,500%; is the column in per cent\?"):
        read_macmap(tmp_path / "m.csv")
    (tmp_path / "x.csv").write_text("importer,exporter,hs6,adv\nUSA,CHN,870321,see note\n")
    with pytest.raises(tt.WorldError, match="row 2: rate is 'see note'"):
        read_macmap(tmp_path / "x.csv")
    (tmp_path / "y.csv").write_text("importer,exportr,hs6,adv\nUSA,CHN,870321,0.1\n")
    with pytest.raises(tt.WorldError, match=r"no column for exporter .nearest: 'exportr'"):
        read_macmap(tmp_path / "y.csv")
