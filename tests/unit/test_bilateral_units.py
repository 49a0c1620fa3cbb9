"""Bilateral files: units, sums beside parts and columns that would otherwise be misread without a word."""

import pytest
from typer.testing import CliRunner

import tradetalks as tt
from tradetalks.cli import app
from tradetalks.world.accounts import changes_made
from tradetalks.world.country_codes import is_sum_of_sectors
from tradetalks.world.files.tariffs import read_gtd, read_wits
from tradetalks.world.readers.bilateral import read_bilateral

BACI = "t,i,j,k,v,q\n2022,842,392,100190,1450000.5,NA\n2022,392,842,870323,22000000.25,1200\n"
GDP = "region,gdp\nUSA,25400000000000\nJPN,4200000000000\n"
PAIR = ["USA,USA,GOODS,9000", "USA,JPN,GOODS,400", "JPN,USA,GOODS,500", "JPN,JPN,GOODS,8000"]


def write(path, text):
    path.write_text(text, encoding="utf-8")
    return path


def long(sector, *rows, value="value"):
    return "\n".join([f"exporter,importer,{sector},{value}", *rows]) + "\n"


def doubled(name, factor=1):
    food = [row.replace("GOODS", "FOOD") for row in PAIR]
    whole = [f"{a},{b},{name},{2 * factor * float(v):g}" for a, b, _, v in (row.split(",") for row in PAIR)]
    return [*PAIR, *food, *whole]


def abroad(world):
    return sum(world.trade[i, j].sum() for i in range(2) for j in range(2) if i != j)


def test_values_of_baci_are_thousands_of_dollars(tmp_path):
    file, gdp = write(tmp_path / "b.csv", BACI), write(tmp_path / "g.csv", GDP)
    world = read_bilateral(file, gdp)
    assert abroad(world) == pytest.approx(23.45, rel=1e-4)
    assert any("BACI" in row["what"] and "thousand USD" in row["what"] for row in changes_made(world))
    assert abroad(read_bilateral(file, gdp, scale=1e-3)) == pytest.approx(23450, rel=1e-4)
    built = CliRunner().invoke(
        app, ["world", "build", "bilateral", str(file), "--option", f"gdp={gdp}", "-o", str(tmp_path / "w")]
    )
    assert "Trade values read as thousand USD (scale=1e-06)" in built.stdout
    assert "GDP read as USD (gdp_scale=1e-09)" in built.stdout


def test_the_unit_assumed_is_always_told(tmp_path):
    world = read_bilateral(write(tmp_path / "t.csv", long("sector", *PAIR)))
    assert world.provenance["units"] == ["Trade values read as million USD (scale=0.001)."]


@pytest.mark.parametrize(("size", "unit"), [(1e-3, "0.001"), (1e-6, "1e-06"), (1.0, "1")])
def test_gdp_in_another_unit_than_trade_is_refused(tmp_path, size, unit):
    trade = write(tmp_path / "t.csv", long("sector", PAIR[1], PAIR[2]))
    gdp = write(tmp_path / "g.csv", f"region,gdp\nUSA,{3 / size:g}\nJPN,{2 / size:g}\n")  # 3 and 2 billion
    with pytest.raises(tt.WorldError, match=rf"g\.csv: GDP read with gdp_scale=1e-09 .*give gdp_scale={unit}"):
        read_bilateral(trade, gdp)
    assert read_bilateral(trade, gdp, gdp_scale=size).output.sum() == pytest.approx(5.0)


@pytest.mark.parametrize("name", ["TOTAL", "Total", "All", "ALL", "All products", "Total trade"])
def test_a_sum_over_sectors_counts_once(tmp_path, name):
    world = read_bilateral(write(tmp_path / "t.csv", long("sector", *doubled(name))))
    assert world.sectors == ("FOOD", "GOODS")
    assert world.trade.sum() == pytest.approx(35.8)
    assert any(f"sector {name} left out" in row["what"] for row in changes_made(world))
    with pytest.raises(tt.WorldError, match=rf"row 10, column sector is '{name}'.*sum over sectors"):
        read_bilateral(write(tmp_path / "u.csv", long("sector", *doubled(name, 1.5))))


def test_a_sector_that_is_all_there_is_stays_and_ordinary_names_are_no_sums(tmp_path):
    alone = [row.replace("GOODS", "TOTAL") for row in PAIR]
    assert read_bilateral(write(tmp_path / "t.csv", long("sector", *alone))).sectors == ("TOTAL",)
    for name in ("0", "000", "All other services", "Allied products", "Totality", "goods"):
        assert not is_sum_of_sectors(name), name


def test_chapters_beside_their_headings_are_refused(tmp_path):
    rows = [row.replace("GOODS", code) for row in PAIR for code in ("10", "1001")]
    with pytest.raises(tt.WorldError, match="holds 10 and 1001, which is part of it"):
        read_bilateral(write(tmp_path / "t.csv", long("k", *rows)))


def test_an_average_over_all_products_is_no_product(tmp_path):
    gtd = "origin,destination,sector,adval\nCHN,USA,C10,0.1\nCHN,USA,TOTAL,0.2\n"
    with pytest.raises(tt.WorldError, match=r"row 3, column sector is 'TOTAL'"):
        read_gtd(write(tmp_path / "g.csv", gtd))
    wits = "ReporterISO3,PartnerISO3,Product,SimpleAverage\nUSA,CHN,870323,2.5\nUSA,CHN,All products,4\n"
    with pytest.raises(tt.WorldError, match="'All products'"):
        read_wits(write(tmp_path / "w.csv", wits))


@pytest.mark.parametrize("name", ["industry", "Industry_Descr", "isic", "product"])
def test_sectors_under_other_names_are_read(tmp_path, name):
    rows = [*PAIR, *(row.replace("GOODS", "FOOD") for row in PAIR)]
    assert read_bilateral(write(tmp_path / "t.csv", long(name, *rows))).sectors == ("FOOD", "GOODS")


@pytest.mark.parametrize(("one", "two"), [("GOODS", "FOOD"), ("311", "312")])
def test_a_column_that_looks_like_sectors_is_not_dropped(tmp_path, one, two):
    rows = [row.replace("GOODS", code) for row in PAIR for code in (one, two)]
    file = write(tmp_path / "t.csv", long("branche", *rows))
    with pytest.raises(tt.WorldError, match=r"no column for sector; found 'branche'.*sector=branche, or sector=none"):
        read_bilateral(file)
    assert set(read_bilateral(file, sector="branche").sectors) == {one, two}
    assert read_bilateral(file, sector="none").sectors == ("ALL",)
    with pytest.raises(tt.WorldError, match="no column for sector"):
        read_bilateral(file, sector="sparte")


def test_columns_not_read_are_listed(tmp_path):
    rows = [f"{row},{row[:3]} name,{k}.5" for k, row in enumerate(PAIR)]
    world = read_bilateral(write(tmp_path / "t.csv", long("sector", *rows, value="value,exporter_name,distance")))
    assert any(row["what"] == "columns not read: exporter_name, distance" for row in changes_made(world))
