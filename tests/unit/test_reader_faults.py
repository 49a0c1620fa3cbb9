"""What readers do with files that are not quite right: the same world and a note, or an error that names the place.

The rule for all of them: never another total of trade without a word.
"""

import csv
import gzip
import json
import zipfile

import numpy as np
import pytest
from typer.testing import CliRunner

import tradetalks as tt
from tradetalks.cli import app
from tradetalks.world import country_codes
from tradetalks.world.accounts import changes_made
from tradetalks.world.files.cells import Reading, decimal_of, number, numbers
from tradetalks.world.readers.bilateral import read_bilateral
from tradetalks.world.readers.exiobase import read_exiobase, trades_goods
from tradetalks.world.readers.figaro import read_figaro
from tradetalks.world.readers.icio import read_icio
from tradetalks.world.readers.wiod import read_wiod

runner = CliRunner()


def write(path, rows, delimiter=","):
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file, delimiter=delimiter, lineterminator="\n").writerows(rows)
    return path


def said(world):
    return " | ".join(json.dumps(row) for row in changes_made(world))


# ---------------------------------------------------------------------- cells
@pytest.mark.parametrize(
    ("text", "decimal", "value"),
    [
        ("1150", ".", 1150), ("1,150.0", ".", 1150), ("1 150.5", ".", 1150.5), ("1'150", ".", 1150), ("-.5", ".", -0.5),
        ("\u22125", ".", -5), ("1e3", ".", 1000), ("1.150,0", ",", 1150), ("1,5", ",", 1.5),
        ("1\u00a0150,5", ",", 1150.5),
        ("1,5", ".", None), ("1,15,0", ".", None), ("12e", ".", None), ("0x1", ".", None), ("inf", ".", None),
        ("nan", ".", None), ("1_000", ".", None), ("(5)", ".", None), ("0,150", ".", None), ("1.5.2", ".", None),
    ],
)  # fmt: skip
def test_numbers_are_read_as_they_are_written(text, decimal, value):
    assert number(text, decimal) == (None if value is None else pytest.approx(value))


@pytest.mark.parametrize(
    ("cells", "delimiter", "found"),
    [
        (["1", "2"], ",", "."), (["1.150", "2.5"], ";", "."), (["1,150.0", "3,200"], ",", "."),
        (["1,5", "2"], ";", ","),
        (["1.150,0"], ";", ","), (["1.150"], ",", "."), (["1,150"], ",", None), (["1.150"], ";", None),
        (["1,150", "0,25"], ",", ","), (["1,150", "1,150,000"], ",", "."),
    ],
)  # fmt: skip
def test_a_column_shows_its_decimals_or_is_in_doubt(cells, delimiter, found):
    assert decimal_of(cells, delimiter) == found


def test_a_number_in_doubt_is_refused_with_both_readings():
    with pytest.raises(tt.WorldError, match=r"t.csv: row 3, column v is '1,150'.*1150 or 1.15"):
        numbers(["40", "1,150"], Reading("t.csv"), "v")
    assert numbers(["40", "1,150"], Reading("t.csv"), "v", decimal=",")[1] == pytest.approx(1.15)
    log = Reading("t.csv")
    assert numbers(["..", "3"], log, "v", missing="zero").tolist() == [0, 3]
    assert log.log[0]["cells"] == 1


# ---------------------------------------------------------------------- every reader: mutated cells
REGIONS, SECTORS = ("NA", "CN", "ROM"), ("A01", "C26")
RNG = np.random.default_rng(1)
INNER = RNG.uniform(1e3, 5e3, (6, 6)).round(1)
OUTER = RNG.uniform(1e5, 2e5, (6, 3)).round(1)
TOTAL = (INNER.sum() + OUTER.sum()) / 1e3


def matrix(final):
    labels = [f"{r}_{s}" for r in REGIONS for s in SECTORS]
    head = ["V1", *labels, *[f"{r}_{final}" for r in REGIONS], "OUT"]
    return [head] + [
        [label, *map(str, inner), *map(str, outer), str(round(inner.sum() + outer.sum(), 1))]
        for label, inner, outer in zip(labels, INNER.tolist(), OUTER.tolist(), strict=True)
        for inner, outer in [(np.array(inner), np.array(outer))]
    ]


def wiod():
    pairs = [(r, k) for r in REGIONS for k in (1, 2)]
    head = [["t"] + [""] * 12] * 2
    head += [["", "", "", *[SECTORS[k - 1] for _, k in pairs], "", "", "", ""]]
    head += [["", "", "", *[r for r, _ in pairs], *REGIONS, "TOT"], ["", "", "", *[f"c{k}" for _, k in pairs]]]
    head[-1] += ["c37", "c37", "c37", "c99"]
    return head + [
        [SECTORS[k - 1], r, f"r{k}", *map(str, INNER[j]), *map(str, OUTER[j]), str(INNER[j].sum() + OUTER[j].sum())]
        for j, (r, k) in enumerate(pairs)
    ]


def bilateral():
    rows = [["exporter", "importer", "sector", "value"]]
    sums = (INNER.reshape(3, 2, 3, 2).sum(3) + OUTER.reshape(3, 2, 3)).transpose(0, 2, 1)
    for i, a in enumerate(REGIONS):
        for n, b in enumerate(REGIONS):
            rows += [[a, b, s, str(round(sums[i, n, k], 1))] for k, s in enumerate(SECTORS)]
    return rows


LAYOUTS = {
    "bilateral": (bilateral, read_bilateral, 1, 3),
    "icio": (lambda: matrix("HFCE"), read_icio, 1, 1),
    "figaro": (lambda: matrix("P3_S14"), read_figaro, 1, 1),
    "wiod": (wiod, read_wiod, 5, 3),
}
PRESERVING = {
    "thousands": lambda v: f"{float(v):,.2f}",
    "german": lambda v: f"{float(v):,.2f}".translate(str.maketrans(",.", ".,")),
    "blanks": lambda v: f" {v} ",
    "grouped by blanks": lambda v: f"{float(v):,.1f}".replace(",", " "),
}
NOT_NUMBERS = ("n.a.", "-", "..", "", "NaN", "inf", "-inf", "12 bn", "#REF!", "1.2.3", "1e999")


@pytest.mark.parametrize("name", LAYOUTS)
def test_an_unchanged_file_is_read_whole_with_namibia_in_it(name, tmp_path):
    make, read, *_ = LAYOUTS[name]
    world = read(write(tmp_path / "t.csv", make()))
    assert world.trade.sum() == pytest.approx(TOTAL, rel=1e-5)
    assert "NA" in world.regions
    assert "ROU" in world.regions  # ROM of old
    assert "ROM" in said(world)


@pytest.mark.parametrize("change", PRESERVING)
@pytest.mark.parametrize("name", LAYOUTS)
def test_other_ways_to_write_a_number_give_the_same_world_or_an_error(name, change, tmp_path):
    make, read, first, column = LAYOUTS[name]
    for row, place in ((first, column), (first + 3, column)):
        grid = make()
        grid[row][place] = PRESERVING[change](grid[row][place])
        file = write(tmp_path / "t.csv", grid)
        if change == "german":  # among decimal points
            with pytest.raises(tt.WorldError, match=r"t\.csv: row .*column.*decimals written as in"):
                read(file)
            continue
        world = read(file)
        assert world.trade.sum() == pytest.approx(TOTAL, rel=1e-5)
        if change != "blanks":
            assert "thousand separators" in said(world)


@pytest.mark.parametrize("name", LAYOUTS)
def test_what_is_no_number_stops_with_its_place(name, tmp_path):
    make, read, first, column = LAYOUTS[name]
    for text in NOT_NUMBERS:
        grid = make()
        grid[first][column] = text
        with pytest.raises(tt.WorldError, match=r"t\.csv: row .*column") as caught:
            read(write(tmp_path / "t.csv", grid))
        assert repr(text) in str(caught.value) or text in ("inf", "-inf", "1e999", "NaN")


@pytest.mark.parametrize("name", LAYOUTS)
def test_a_row_given_twice_is_named(name, tmp_path):
    make, read, first, _ = LAYOUTS[name]
    grid = make()
    grid.append(list(grid[first]))
    with pytest.raises(tt.WorldError, match=r"t\.csv.*(twice|repeats row 2)"):
        read(write(tmp_path / "t.csv", grid))


@pytest.mark.parametrize("name", LAYOUTS)
def test_a_missing_row_or_column_is_no_smaller_world(name, tmp_path):
    make, read, first, column = LAYOUTS[name]
    grid = make()
    del grid[first]
    file = write(tmp_path / "row.csv", grid)
    if name == "bilateral":  # a sparse table: that flow is none
        return
    with pytest.raises(tt.WorldError):
        read(file)
    thin = [line[:column] + line[column + 1 :] for line in make()]
    with pytest.raises(tt.WorldError):
        read(write(tmp_path / "column.csv", thin))
    last = [line[:-2] + line[-1:] if len(line) > 3 else line for line in make()]
    with pytest.raises(tt.WorldError):
        read(write(tmp_path / "final.csv", last))


@pytest.mark.parametrize("name", ["icio", "figaro", "wiod"])
def test_rows_are_compared_with_the_files_own_output(name, tmp_path):
    make, read, first, _ = LAYOUTS[name]
    grid = make()
    grid[first][-1] = str(float(grid[first][-1]) * 1.01)
    assert "do not sum to the file's own column" in said(read(write(tmp_path / "t.csv", grid)))
    for line in grid[first:]:
        line[-1] = str(float(line[-1]) * 2)
    with pytest.raises(tt.WorldError, match=r"its cells sum to .* column (OUT|TOT) says"):
        read(write(tmp_path / "t.csv", grid))


@pytest.mark.parametrize("name", LAYOUTS)
def test_european_csv_is_read_or_refused(name, tmp_path):
    make, read, *_ = LAYOUTS[name]
    grid = [[cell.replace(".", ",") if cell[:1].isdigit() else cell for cell in line] for line in make()]
    world = read(write(tmp_path / "t.csv", grid, ";"))
    assert world.trade.sum() == pytest.approx(TOTAL, rel=1e-5)
    assert "decimal commas" in said(world)


def test_encodings(tmp_path):
    text = (write(tmp_path / "a.csv", bilateral())).read_text()
    (tmp_path / "bom.csv").write_text("\ufeff" + text, encoding="utf-8")
    assert read_bilateral(tmp_path / "bom.csv").trade.sum() == pytest.approx(TOTAL, rel=1e-5)
    (tmp_path / "utf16.csv").write_text(text, encoding="utf-16")
    assert read_bilateral(tmp_path / "utf16.csv").trade.sum() == pytest.approx(TOTAL, rel=1e-5)
    (tmp_path / "latin.csv").write_bytes(text.replace("CN", "Côte").encode("latin-1"))
    latin = read_bilateral(tmp_path / "latin.csv")
    assert any("Côte" in region for region in latin.regions)
    assert "read as Windows-1252" in said(latin)
    (tmp_path / "excel.csv").write_text("sep=;\n" + text.replace(",", ";"))
    assert read_bilateral(tmp_path / "excel.csv").trade.sum() == pytest.approx(TOTAL, rel=1e-5)
    (tmp_path / "book.csv").write_bytes(b"PK\x03\x04\0\0")
    with pytest.raises(tt.WorldError, match=r"book\.csv: not text"):
        read_bilateral(tmp_path / "book.csv")
    (tmp_path / "wide.csv").write_text("exporter,importer,value\nA,B,1,150\nA,A,2,000\n")
    with pytest.raises(tt.WorldError, match=r"more fields than the header.*needs quotes"):
        read_bilateral(tmp_path / "wide.csv")


# ---------------------------------------------------------------------- codes of economies
HOME = [["exporter", "importer", "value"]]


def pair(a, b):
    return [*HOME, [a, a, "900"], [b, b, "800"], [a, b, "40"], [b, a, "50"]]


@pytest.mark.parametrize(
    ("a", "b", "regions", "word"),
    [
        ("842", "156", ("CHN", "USA"), "country numbers"),
        ("251", "490", ("FRA", "TWN"), "country numbers"),
        ("004", "381", ("AFG", "ITA"), "country numbers"),
        ("NA", "US", ("NA", "US"), ""),
        ("usa", "CHN", ("CHN", "USA"), "lower case"),
        ("EUN", "ZAR", ("COD", "EU27"), "letters"),
        ("EU27_2020", "KSV", ("EU27", "XKX"), "letters"),
        ("ROM", "USA", ("ROU", "USA"), "letters"),
        ("RoW", "USA", ("ROW", "USA"), "letters"),
        ("CHN ", "USA", ("CHN", "USA"), "blanks around"),
        ("MYOWN", "REST", ("MYOWN", "REST"), ""),
        ("United States", "Korea, Rep.", ("KOR", "USA"), "names of economies"),
    ],
)
def test_codes_are_read_or_mended_with_a_note(a, b, regions, word, tmp_path):
    world = read_bilateral(write(tmp_path / "t.csv", pair(a, b)))
    assert world.regions == regions
    assert word in said(world)
    assert bool(word) == bool(changes_made(world))


@pytest.mark.parametrize(
    ("codes", "words"),
    [
        (("USA", "WLD"), "row 3, column exporter is 'WLD'.*sum over economies"),
        (("USA", "World"), "sum over economies"),
        (("842", "000"), "sum over economies"),
        (("842", "999"), "'999', expected a country number"),
        (("USA", ""), "the code of an economy"),
    ],
)
def test_what_is_no_economy_is_named(codes, words, tmp_path):
    with pytest.raises(tt.WorldError, match=words):
        read_bilateral(write(tmp_path / "t.csv", pair(*codes)))


def test_two_letters_among_three_are_refused(tmp_path):
    rows = [*pair("USA", "CHN"), ["DEU", "DEU", "5"], ["CN", "DEU", "7"], ["CN", "CN", "7"]]
    with pytest.raises(tt.WorldError, match=r"row 7, column exporter is 'CN'.*write CHN"):
        read_bilateral(write(tmp_path / "t.csv", rows))


def test_the_table_of_economies_is_sound():
    assert len(country_codes.iso3_codes()) == 250
    assert country_codes.from_iso2("NA") == "NAM"
    assert country_codes.from_number("840") == country_codes.from_number("842") == "USA"
    assert country_codes.from_name("viet nam") == "VNM"


# ---------------------------------------------------------------------- bilateral
YEARS = [["exporter", "importer", "value", "year"]] + [
    [*row, y] for y in ("2019", "2022") for row in pair("USA", "CHN")[1:]
]


def test_several_years_are_never_summed(tmp_path):
    file = write(tmp_path / "t.csv", YEARS)
    with pytest.raises(tt.WorldError, match=r"holds 2 years \(2019, 2022\); choose one with year=2022"):
        read_bilateral(file)
    assert read_bilateral(file, year=2022).trade.sum() == pytest.approx(1.79)
    with pytest.raises(tt.WorldError, match="no row of year 2020; found: 2019, 2022"):
        read_bilateral(file, year=2020)
    with pytest.raises(tt.WorldError, match="there is no column of years"):
        read_bilateral(write(tmp_path / "u.csv", pair("USA", "CHN")), year=2020)


BACI = [["t", "i", "j", "k", "v"], ["2022", "842", "156", "goods", "40000"], ["2022", "156", "842", "goods", "50000"],
        ["2022", "490", "842", "goods", "9000"], ["2022", "842", "490", "goods", "20000"]]  # fmt: skip


def test_trade_without_domestic_sales_or_gdp_is_refused(tmp_path):
    file = write(tmp_path / "t.csv", BACI)
    with pytest.raises(tt.WorldError, match="no domestic sales of CHN, TWN, USA"):
        read_bilateral(file)
    gdp = write(tmp_path / "g.csv", [["iso3", "gdp"], ["USA", "5e9"], ["CHN", "4e9"]])
    with pytest.raises(tt.WorldError, match=r"no GDP of TWN, which trade 0\.029 bn USD"):
        read_bilateral(file, gdp, scale=1e-6)
    world = read_bilateral(file, gdp, scale=1e-6, without_gdp="drop")
    assert world.regions == ("CHN", "USA")
    assert "trade of regions without GDP left out: TWN" in said(world)
    whole = write(tmp_path / "h.csv", [["iso3", "gdp"], ["USA", "5e9"], ["CHN", "4e9"], ["TWN", "1e9"], ["FRA", "1e9"]])
    world = read_bilateral(file, whole, scale=1e-6)  # ISO3 beside M49
    assert world.regions == ("CHN", "TWN", "USA")
    assert "FRA" in said(world)


def test_archives_hold_one_table_beside_notes(tmp_path):
    table = (write(tmp_path / "t.csv", pair("USA", "CHN"))).read_bytes()
    (tmp_path / "t.csv.gz").write_bytes(gzip.compress(table, mtime=0))
    for name, members in (
        ("one", {"BACI/t.csv": table, "Readme.txt": b"notes"}),
        ("two", {"a.csv": table, "b.csv": table}),
    ):
        with zipfile.ZipFile(tmp_path / f"{name}.zip", "w") as archive:
            for inside, content in members.items():
                archive.writestr(inside, content)
    for name in ("t.csv.gz", "one.zip"):
        assert read_bilateral(tmp_path / name).trade.sum() == pytest.approx(1.79)
    with pytest.raises(tt.WorldError, match=r"two\.zip: holds 2 tables \(a\.csv, b\.csv\); expected one"):
        read_bilateral(tmp_path / "two.zip")
    (tmp_path / "bad.csv.gz").write_bytes(gzip.compress(table.replace(b",40", b",x"), mtime=0))
    with pytest.raises(tt.WorldError, match=r"bad\.csv\.gz/bad\.csv: row 4, column value is 'x'"):
        read_bilateral(tmp_path / "bad.csv.gz")


def test_gdp_as_the_world_bank_writes_it_and_codes_of_two_letters(tmp_path):
    bank = [["Country Name", "Country Code", "2021", "2022"], ["United States", "USA", "4e9", "5e9"],
            ["China", "CHN", "3e9", "4e9"], ["Chinese Taipei", "TWN", "1e9", "1e9"]]  # fmt: skip
    gdp = write(tmp_path / "g.csv", bank)
    file = write(tmp_path / "t.csv", BACI)
    assert read_bilateral(file, gdp, scale=1e-6, year=2022).regions == ("CHN", "TWN", "USA")
    with pytest.raises(tt.WorldError, match="a column for each of 2021, 2022; choose one with year=2022"):
        read_bilateral(file, gdp, scale=1e-6)
    letters = {"842": "US", "156": "CN", "490": "TW"}
    two = [[letters.get(cell, cell) for cell in row] for row in BACI]
    world = read_bilateral(write(tmp_path / "l.csv", two), gdp, scale=1e-6, year=2022)
    assert world.regions == ("CN", "TW", "US")
    lost = [[cell.replace("goods", "20110") for cell in row] for row in BACI]
    beef = read_bilateral(write(tmp_path / "k.csv", lost), gdp, scale=1e-6, year=2022)
    assert beef.sectors == ("020110",)
    assert "20110 as 020110" in said(beef)


def test_exports_above_output_are_noted(tmp_path):
    gdp = write(tmp_path / "g.csv", [["iso3", "gdp"], ["USA", "5e9"], ["CHN", "4e7"], ["TWN", "1e9"]])
    world = read_bilateral(write(tmp_path / "t.csv", BACI), gdp, scale=1e-6)
    assert "domestic sales raised to 5% of output" in said(world)


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"value_added_share": 50}, r"value_added_share: found 50, expected .* 0.5 for 50%"),
        ({"value_added_share": 0}, "value_added_share"),
        ({"scale": -1}, "scale: found -1"),
        ({"scale": "abc"}, "scale: found 'abc'"),
        ({"elasticities": "GYY"}, "set 'GYY' is by ISIC sectors and has none of ALL"),
        ({"elasticities": "GYX"}, "unknown"),
        ({"elasticities": {"C": 4.0}}, "none for sector ALL"),
        ({"elasticities": -4}, "expected a number above zero"),
        ({"missing": "nought"}, "missing: found 'nought'"),
        ({"decimal": ";"}, "decimal: found"),
    ],
)
def test_options_of_the_wrong_kind(options, words, tmp_path):
    with pytest.raises(tt.WorldError, match=words):
        read_bilateral(write(tmp_path / "t.csv", pair("USA", "CHN")), **options)


def test_elasticities_from_a_csv(tmp_path):
    table = write(tmp_path / "e.csv", [["sector", "elasticity"], ["ALL", "6.5"]])
    world = read_bilateral(write(tmp_path / "t.csv", pair("USA", "CHN")), elasticities=str(table))
    assert world.trade_elasticity.tolist() == [6.5]


def test_rows_of_one_cell_are_added_up_with_a_note(tmp_path):
    rows = [*pair("USA", "CHN"), ["USA", "CHN", "7"]]
    world = read_bilateral(write(tmp_path / "t.csv", rows))
    assert world.trade.sum() == pytest.approx(1.797)
    assert "added up" in said(world)
    with pytest.raises(tt.WorldError, match=r"row 6: .*|column value"):
        read_bilateral(write(tmp_path / "n.csv", [*pair("USA", "CHN"), ["USA", "CHN", "-7"]]))


def test_services_of_itpd_are_no_goods(tmp_path):
    rows = [["exporter_iso3", "importer_iso3", "industry_id", "trade"]]
    rows += [[a, b, k, "50"] for a in ("USA", "CHN") for b in ("USA", "CHN") for k in ("20", "160")]
    assert read_bilateral(write(tmp_path / "t.csv", rows)).goods == ("20",)


def test_frames_with_a_gap_for_namibia():
    import pandas as pd

    frame = pd.DataFrame({"exporter": ["USA", None], "importer": ["USA", "USA"], "value": [1.0, 2.0]})
    with pytest.raises(tt.WorldError, match=r"row 1: no exporter; .*keep_default_na=False"):
        tt.World.from_frames(frame)


# ---------------------------------------------------------------------- ICIO and FIGARO
def icio(finals, values):
    head = ["V1", "USA_C26", "CHN_C26", *finals]
    return [head, ["USA_C26", "20", "10", *values[0]], ["CHN_C26", "10", "30", *values[1]]]


def test_totals_beside_their_parts_count_once(tmp_path):
    finals = ["USA_HFCE", "CHN_HFCE", "USA_FD", "CHN_FD"]
    world = read_icio(write(tmp_path / "t.csv", icio(finals, (["10", "5", "10", "5"], ["5", "10", "5", "10"]))))
    assert world.trade.sum() == pytest.approx(0.100)
    assert "USA_FD" in said(world)
    with pytest.raises(tt.WorldError, match="column USA_FD stands beside USA_HFCE but is not their sum"):
        read_icio(write(tmp_path / "u.csv", icio(finals, (["10", "5", "12", "5"], ["5", "10", "5", "10"]))))
    alone = icio(["USA_FD", "CHN_FD"], (["10", "5"], ["5", "10"]))
    assert read_icio(write(tmp_path / "v.csv", alone)).trade.sum() == pytest.approx(0.100)


def test_final_use_under_other_names(tmp_path):
    purchases = icio(["USA_HFCE", "CHN_HFCE", "USA_DIRP", "CHN_DIRP"], (["10", "5", "2", "1"], ["5", "10", "1", "2"]))
    assert read_icio(write(tmp_path / "t.csv", purchases)).trade.sum() == pytest.approx(0.106)
    parts = icio(["USA_HFCE", "CHN_HFCE", "USA_DISC", "CHN_DISC"], (["10", "5", "2", "1"], ["5", "10", "1", "2"]))
    world = read_icio(write(tmp_path / "u.csv", parts))
    assert world.trade.sum() == pytest.approx(0.106)
    assert "discrepancies by region counted as final use" in said(world)
    lone = read_icio(
        write(tmp_path / "v.csv", icio(["USA_HFCE", "CHN_HFCE", "DISC"], (["10", "5", "2"], ["5", "10", "1"])))
    )
    assert lone.trade.sum() == pytest.approx(0.100)
    assert "DISC (discrepancy of no region) left out" in said(lone)
    strange = icio(["USA_HFCE", "CHN_HFCE", "USA_XYZ"], (["10", "5", "2"], ["5", "10", "1"]))
    with pytest.raises(tt.WorldError, match="column 'USA_XYZ' is neither a row's label nor final use"):
        read_icio(write(tmp_path / "w.csv", strange))
    older = icio(["HFCE_USA", "HFCE_CHN"], (["10", "5"], ["5", "10"]))
    with pytest.raises(tt.WorldError, match="editions of 2016 and 2018"):
        read_icio(write(tmp_path / "x.csv", older))


def test_taxes_and_strange_rows_under_the_table(tmp_path):
    rows = icio(["USA_HFCE", "CHN_HFCE"], (["10", "5"], ["5", "10"]))
    world = read_icio(write(tmp_path / "t.csv", [*rows, ["TLS", "1", "1", "1", "1"], ["VA", "9", "9", "0", "0"]]))
    assert "taxes less subsidies on products (TLS) of final users carried as product taxes" in said(world)
    assert "taxes less subsidies on products (TLS) of intermediate users counted as value added" in said(world)
    with pytest.raises(tt.WorldError, match="row 'USA_C27' has no column"):
        read_icio(write(tmp_path / "u.csv", [*rows, ["USA_C27", "1", "1", "1", "1"]]))
    with pytest.raises(tt.WorldError, match="column USA_HFCE stands twice"):
        read_icio(write(tmp_path / "v.csv", icio(["USA_HFCE", "USA_HFCE"], (["10", "5"], ["5", "10"]))))


# ---------------------------------------------------------------------- EXIOBASE
def exiobase(folder, sectors, coefficients=False):
    labels = [(r, s) for r in ("AT", "NA") for s in sectors]
    size = len(labels)
    z = np.full((size, size), 10.0)
    y = np.full((size, 2), 300.0)
    output = z.sum(1) + y.sum(1)
    write(folder / ("A.txt" if coefficients else "Z.txt"), [
        ["region", "", *[r for r, _ in labels]], ["", "sector", *[s for _, s in labels]],
        *[[r, s, *(z[j] / output if coefficients else z[j]).tolist()] for j, (r, s) in enumerate(labels)],
    ], "\t")  # fmt: skip
    write(folder / "Y.txt", [
        ["region", "", "AT", "NA"], ["", "category", "f", "f"],
        *[[r, s, *y[j].tolist()] for j, (r, s) in enumerate(labels)],
    ], "\t")  # fmt: skip
    if coefficients:
        rows = [[*label, o] for label, o in zip(labels, output, strict=True)]
        write(folder / "x.txt", [["region", "sector", "indout"], *rows], "\t")
    return folder, (z.sum() + y.sum()) / 1e3


@pytest.mark.parametrize("coefficients", [False, True])
def test_exiobase_knows_goods_and_namibia(coefficients, tmp_path):
    names = [
        "Cultivation of wheat",
        "Hotels and restaurants (55)",
        "Manufacture of machinery and equipment n.e.c. (29)",
    ]
    folder, total = exiobase(tmp_path / "x", names, coefficients)
    world = read_exiobase(folder)
    assert world.regions == ("AT", "NA")
    assert world.trade.sum() == pytest.approx(total)
    assert world.goods == (names[0], names[2])
    assert "taken for goods by their names" in said(world)
    assert "euros taken for dollars" in said(world)
    file = folder / "Y.txt"
    file.write_text(file.read_text().replace("300.0", "n.a.", 1))
    with pytest.raises(tt.WorldError, match=r"row AT Cultivation of wheat, column Y\.txt AT f is 'n\.a\.'"):
        read_exiobase(folder)


@pytest.mark.parametrize(
    ("name", "goods"),
    [
        ("Wheat", True), ("Mining of iron ores", True), ("Biogasoline", True), ("Other transport equipment (35)", True),
        ("Radio, television and communication equipment and apparatus (32)", True), ("Transport Equipment", True),
        ("Crude petroleum and services related to crude oil extraction, excluding surveying", True),
        ("Production of electricity by coal", False), ("Air transport (62)", False), ("Construction (45)", False),
        ("Food waste for treatment: landfill", False), ("Other services (93)", False), ("Retail Trade", False),
        ("Manufacture of gas; distribution of gaseous fuels through mains", False), ("C26", True), ("K", False),
    ],
)  # fmt: skip
def test_goods_by_name(name, goods):
    assert trades_goods(name) is goods


# ---------------------------------------------------------------------- what build prints
def test_build_prints_what_was_adjusted_or_that_nothing_was(tmp_path):
    plain = write(tmp_path / "t.csv", pair("USA", "CHN"))
    result = runner.invoke(app, ["world", "build", "bilateral", str(plain), "-o", str(tmp_path / "w")])
    assert "Nothing adjusted." in result.stdout
    assert "Trade elasticities: 4 in every sector" in result.stdout
    grouped = write(tmp_path / "u.csv", [*HOME, ["842", "842", "1,900.5"], ["156", "156", "800"]])
    result = runner.invoke(app, ["world", "build", "bilateral", str(grouped), "-o", str(tmp_path / "w")])
    assert "'1,900.5' as 1900.5" in result.stdout
    assert "'842' as USA" in result.stdout
    assert "thousand separators in value read" in json.dumps(tt.World.load(tmp_path / "w").provenance)
    table = icio(["USA_HFCE", "CHN_HFCE"], (["10", "5"], ["5", "10"]))
    named = write(tmp_path / "i.csv", [[cell.replace("C26", "ZZ9") for cell in line] for line in table])
    result = runner.invoke(app, ["world", "build", "icio", str(named), "-o", str(tmp_path / "w")])
    assert "Assumed to be 4, as GYY has none, in 1 sectors: ZZ9." in result.stdout


@pytest.mark.parametrize(
    ("option", "words"),
    [("yaer=3", "nearest: 'year'"), ("elasticities=GYY", "by ISIC sectors"), ("scale=abc", "above zero")],
)
def test_build_refuses_options_cleanly(option, words, tmp_path):
    plain = write(tmp_path / "t.csv", pair("USA", "CHN"))
    result = runner.invoke(
        app, ["world", "build", "bilateral", str(plain), "-o", str(tmp_path / "w"), "--option", option]
    )
    assert isinstance(result.exception, tt.WorldError)
    assert words in str(result.exception)
