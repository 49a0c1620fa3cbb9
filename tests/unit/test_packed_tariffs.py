"""Tariff files as they are handed out: WITS's archives of archives, gzip; each line once, faults by file inside."""

import gzip
import io
import zipfile

import numpy as np
import pytest
from typer.testing import CliRunner

import tradetalks as tt
from tradetalks.cli import app
from tradetalks.progress import Progress, progress_told
from tradetalks.world.files.schedule import to_sectors
from tradetalks.world.files.tariff_layouts import read_any

# the columns of WITS's bulk files: most-favoured-nation, and preferential by partner
MFN = (
    "NomenCode,Reporter_ISO_N,Year,ProductCode,Sum_Of_Rates,Min_Rate,Max_Rate,SimpleAverage,TotalNoOfLines,Nbr_NA_Lines,"
    "EstCode\nH5,842,2022,870321,5,2.5,2.5,2.5,2,0,1\nH5,842,2022,870322,5,2.5,2.5,2.5,2,0,1\n"
)
PREFERRED = (
    "NomenCode,Reporter_ISO_N,Year,ProductCode,Partner,Sum_Of_Rates,Min_Rate,Max_Rate,SimpleAverage,TotalNoOfLines,"
    "Nbr_Pref_Lines,Nbr_MFN_Lines,Nbr_NA_Lines,EstCode\nH5,842,2022,870321,410,0,0,0,0,2,2,0,0,1\n"
    "H5,842,2022,870322,410,0,0,0,0,2,2,0,0,1\n"
)


def packed(**tables):
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        for name, content in tables.items():
            archive.writestr(name, content)
    return held.getvalue()


@pytest.fixture
def download(tmp_path):
    """WITS's way: an archive of archives, one a country and year, each with the csv of a job."""
    inner = {
        "AVEMFN_H5_840_2022_U2.zip": packed(**{"JobID-1.CSV": MFN}),
        "AVEPref_H5_840_2022_U2.zip": packed(**{"JobID-2.CSV": PREFERRED, "readme.html": "<p>"}),
    }
    (tmp_path / "wits.zip").write_bytes(packed(**inner))
    return tmp_path / "wits.zip"


def test_an_archive_of_archives_is_one_schedule(download):
    schedule, added = read_any(download)
    assert not added
    assert len(schedule.lines) == 4
    world = tt.World.default()
    found = to_sectors(schedule, world)
    usa, auto = world.region("USA"), world.sector("AUTO")
    np.testing.assert_allclose(found.tariff[world.region("JPN"), usa, auto], 0.025)
    assert found.tariff[world.region("KOR"), usa, auto] == 0  # its own rate before that of every origin
    assert any("JobID-1.CSV" in note["what"] for note in schedule.notes)


def test_an_archive_of_many_small_tables_is_told_as_one(download):
    told: list[Progress] = []
    with progress_told(told.append):
        read_any(download)
    whole = [at for at in told if at.doing == "reading the 2 tables of"]
    assert [at.lines for at in whole] == [0, 2, 4]
    assert whole[-1].done == whole[-1].size > whole[1].done > 0


def test_the_command_line_takes_it(download):
    told = CliRunner().invoke(app, ["solve", "--tariffs", str(download)])
    assert told.exit_code == 0, told.exception
    assert "tables of wits.zip read together" in " ".join(told.output.split())


def test_gzip(tmp_path):
    (tmp_path / "m.csv.gz").write_bytes(gzip.compress(MFN.encode(), mtime=0))
    assert read_any(tmp_path / "m.csv.gz")[0].lines["rate"].tolist() == [0.025, 0.025]


@pytest.mark.parametrize(
    ("tables", "words"),
    [
        (
            {"a.csv": MFN, "b.csv": MFN.replace(",2.5,2,0", ",9.9,2,0")},
            r"USA WLD 870321 has several rates, in .*a\.csv, .*b\.csv",
        ),
        ({"a.csv": MFN.replace("2.5,2,0", "n.a.,2,0")}, r"t\.zip/a\.csv: no line has an ad valorem rate; row 2"),
        (
            {"a.csv": MFN, "b.csv": "hts,country,rate\n8703.21,CHN,25%\n"},
            "rates in place of others and on top of others",
        ),
        ({"a.csv": "one,two\n1,2\n"}, r"t\.zip/a\.csv: columns one, two fit no layout"),
        ({"a.html": "<p>"}, r"t\.zip: holds no table"),
    ],
)  # fmt: skip
def test_faults_name_the_file_inside(tables, words, tmp_path):
    (tmp_path / "t.zip").write_bytes(packed(**tables))
    with pytest.raises(tt.WorldError, match=words):
        read_any(tmp_path / "t.zip")


@pytest.mark.parametrize("name", ["t.zip", "t.csv.gz"])
def test_damaged_archives(name, tmp_path):
    (tmp_path / name).write_bytes(b"PK\x03\x04 no archive")
    with pytest.raises(tt.WorldError, match=r"not a readable archive"):
        read_any(tmp_path / name)


def test_an_archive_cannot_write_elsewhere(tmp_path):
    (tmp_path / "t.zip").write_bytes(packed(**{"../../escaped.csv": MFN}))
    assert len(read_any(tmp_path / "t.zip")[0].lines) == 2
    assert not list(tmp_path.parent.rglob("escaped.csv"))
