"""Files in the shapes that spreadsheets, statistical offices and downloads give them: read, or refused by name."""

import gzip
import io
import zipfile
from pathlib import Path

import numpy as np
import pytest

from tradetalks.errors import WorldError
from tradetalks.world.files.tariff_layouts import read_any
from tradetalks.world.readers.bilateral import read_bilateral
from tradetalks.world.readers.icio import read_icio

NAMES = "exporter,importer,sector,value\n"
LINES = "USA,USA,G,9000\nUSA,JPN,G,400\nJPN,USA,G,500\nJPN,JPN,G,8000\n"
ABROAD = "USA,JPN,G,400\nJPN,USA,G,500\n"


def write(folder: Path, name: str, text: str | bytes) -> Path:
    file = folder / name
    file.write_bytes(text if isinstance(text, bytes) else text.encode())
    return file


@pytest.fixture
def plain(tmp_path):
    return read_bilateral(write(tmp_path, "plain.csv", NAMES + LINES))


def said(world) -> str:
    return str(world.provenance["adjustments"])


@pytest.mark.parametrize(
    "above",
    [
        "World trade 2022,,,\nSource: me,,,\n,,,\n",  # as a spreadsheet saves it
        "World trade 2022\n\n",
        '"Trade, by partner",,,\n',
        "sep=,\nTrade,,,\n",
    ],
)
def test_titles_above_the_names_are_left_out_and_noted(tmp_path, plain, above):
    world = read_bilateral(write(tmp_path, "t.csv", above + NAMES + LINES))
    np.testing.assert_array_equal(world.trade, plain.trade)
    assert "lines above the names" in said(world)
    with pytest.raises(WorldError, match=rf"row {above.count(chr(10)) + 3}, column value is 'x'"):
        read_bilateral(write(tmp_path, "bad.csv", above + NAMES + LINES.replace("400", "x")))


def test_a_first_line_of_names_is_never_taken_for_a_title(tmp_path):
    assert read_bilateral(write(tmp_path, "t.csv", "i,j,v\nUSA,USA,9\nJPN,JPN,8\nUSA,JPN,1\n")).regions == (
        "JPN",
        "USA",
    )
    with pytest.raises(WorldError, match="no column for"):
        read_bilateral(write(tmp_path, "names.csv", "a,,\nUSA,USA,9\n"))


def test_the_world_banks_layout_of_gdp(tmp_path):
    gdp = (
        '"Data Source","World Development Indicators",\n\n"Last Updated Date","2024-06-28",\n\n'
        '"Country Name","Country Code","Indicator Name","Indicator Code","2021","2022",\n'
        '"United States","USA","GDP (current US$)","NY.GDP.MKTP.CD","23000000000000","25000000000000",\n'
        '"Japan","JPN","GDP (current US$)","NY.GDP.MKTP.CD","5000000000000","4200000000000",\n'
    )
    trade = write(tmp_path, "trade.csv", NAMES + ABROAD)
    world = read_bilateral(trade, gdp=write(tmp_path, "gdp.csv", gdp), year=2022)  # the trade table has no years
    made = dict(zip(world.regions, world.trade.sum((1, 2)), strict=True))
    assert made == pytest.approx({"USA": 25000.0, "JPN": 4200.0})


@pytest.mark.parametrize("again", ["USA,JPN ,G,400\n", "usa,JPN,G,400\n", "USA,JPN,G,400.0\n"])
def test_a_row_given_twice_is_seen_through_blanks_and_capitals(tmp_path, again):
    with pytest.raises(WorldError, match="row 6 repeats row 3"):
        read_bilateral(write(tmp_path, "t.csv", NAMES + LINES + again))


def test_a_union_beside_its_members_counts_twice(tmp_path):
    both = "".join(
        f"{a},{b},G,{900 if a == b else 4}\n" for a in ("EU27", "DEU", "USA") for b in ("EU27", "DEU", "USA")
    )
    with pytest.raises(WorldError, match="'EU27', expected one economy; its members DEU stand in rows of their own"):
        read_bilateral(write(tmp_path, "t.csv", NAMES + both))


def test_years_as_spreadsheets_write_them_and_months(tmp_path, plain):
    dated = [f"{line},{'2022' if j % 2 else '2022.0'}\n" for j, line in enumerate(LINES.split())]
    world = read_bilateral(write(tmp_path, "t.csv", NAMES.replace("value", "value,year") + "".join(dated)))
    np.testing.assert_array_equal(world.trade, plain.trade)
    months = "".join(f"{line},2022M0{m}\n" for line in LINES.split() for m in (1, 2))
    with pytest.raises(WorldError, match="2022M01, 2022M02; expected one period"):
        read_bilateral(write(tmp_path, "m.csv", NAMES.replace("value", "value,period") + months))


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"PK\x03\x04....", "not text but a workbook or a zip archive: save the sheet as csv"),
        (b"\xd0\xcf\x11\xe0....", "a workbook of Excel 97"),
        (gzip.compress(b"a,b\n1,2\n", mtime=0), "packed by gzip: name it .gz"),
        (b"%PDF-1.7", "not text but a PDF"),
        ((NAMES + LINES).encode("utf-16-le"), "save it as csv in UTF-8"),
    ],
)
def test_files_that_are_no_text_say_what_they_are(tmp_path, content, told):
    for read in (read_bilateral, read_icio, read_any):
        with pytest.raises(WorldError, match=told):
            read(write(tmp_path, "t.csv", content))


def matrix(title: str = "", mark: str = ",", number=str) -> str:
    codes, sectors = ("USA", "JPN", "ROM"), ("A", "B")
    labels = [f"{code}_{sector}" for code in codes for sector in sectors]
    final = [f"{code}_{use}" for code in codes for use in ("HFCE", "GFCF")]
    lines = [title + mark.join(["V1", *labels, *final])]
    for a in labels:
        cells = [20.5 if a == b else 15.5 for b in labels]
        cells += [100.25 if a[:3] == b[:3] else 7.5 for b in final]
        lines.append(mark.join([a, *map(number, cells)]))
    return "\n".join([*lines, mark.join(["VA", *[number(500.5)] * 6, *["0"] * 6])]) + "\n"


def test_tables_of_inputs_and_outputs_come_packed_and_with_titles(tmp_path):
    whole = read_icio(write(tmp_path, "t.csv", matrix()))
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        archive.writestr("2022_SML.csv", matrix())
        archive.writestr("ReadMe.txt", "notes")
    forms = {
        "t.csv.gz": gzip.compress(matrix().encode(), mtime=0),
        "t.zip": held.getvalue(),
        "titled.csv": matrix("OECD Inter-Country Input-Output,,,,,,,,,,,,\n"),
        "german.csv": matrix(mark=";", number=lambda x: str(x).replace(".", ",")),
    }
    for name, content in forms.items():
        world = read_icio(write(tmp_path, name, content))
        assert world.regions == whole.regions == ("USA", "JPN", "ROU")
        np.testing.assert_allclose(world.trade, whole.trade, rtol=1e-14)
    twice = write(tmp_path, "t.csv.gz", gzip.compress((matrix() + matrix().split("\n")[1] + "\n").encode(), mtime=0))
    with pytest.raises(WorldError, match=r"t\.csv\.gz/t\.csv: row label USA_A stands twice"):
        read_icio(twice)


def test_a_rate_below_zero_is_told_as_one(tmp_path):
    with pytest.raises(WorldError, match="row 2: a rate of -5% is -5%; a tariff is zero or more"):
        read_any(write(tmp_path, "t.csv", "importer,exporter,sector,rate\nUSA,CHN,AUTO,-5%\n"))
