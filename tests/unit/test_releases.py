"""Data bases as they are released: binary workbooks, R and Stata files; forms of one table give one world."""

import signal

import numpy as np
import pandas as pd
import pytest
from scipy.io import savemat

import tradetalks as tt
from tests.rdata import write_rdata
from tests.xlsb import write_xlsb
from tradetalks.progress import progress_told
from tradetalks.world.readers.adb import read_adb
from tradetalks.world.readers.exiobase import read_exiobase
from tradetalks.world.readers.matlab import read_matlab
from tradetalks.world.readers.wiod import read_wiod

COUNTRIES, CODES = ("AUS", "ROW"), ("A01", "C10-C12", "G46")
RNG = np.random.default_rng(5)
INNER, OUTER = RNG.uniform(1, 20, (6, 6)), RNG.uniform(200, 400, (6, 4))


def stacked():
    """WIOD's workbook: six rows above the numbers, four columns beside them."""
    places = [(c, k) for c in COUNTRIES for k in (1, 2, 3)] + [(c, k) for c in COUNTRIES for k in (57, 58)]
    code = {k: CODES[k - 1] if k < 4 else f"F{k}" for _, k in places}
    head = [["", "", "", "", *row] for row in ([code[k] for _, k in places], [f"user {k}" for _, k in places],
            [c for c, _ in places], [f"c{k}" for _, k in places])]  # fmt: skip
    for row, cell in zip(head, ("GO", "Total output", "TOT", "c62"), strict=True):
        row.append(cell)
    title = [["Intercountry Input-Output Table", *[""] * (len(head[0]) - 1)], [""] * len(head[0])]
    values = np.hstack([INNER, OUTER, (INNER.sum(1) + OUTER.sum(1))[:, None]])
    body = [[CODES[k - 1], f"Industry {k}", c, f"r{k}", *map(float, values[j])] for j, (c, k) in enumerate(places[:6])]
    return [*title, *head, *body, ["TXSP", "taxes less subsidies on products", "TOT", "r66", *[2.0] * values.shape[1]]]


def framed(prefix="", last=None):
    """WIOD's data frame: labels, then a column a user."""
    rows = stacked()
    users = [
        f"{prefix}{c}{k[1:]}" if c != "TOT" else f"{prefix}TOT" for c, k in zip(rows[4][4:], rows[5][4:], strict=True)
    ]
    columns = {
        name: [row[k] for row in rows[6:]] for k, name in enumerate(("IndustryCode", "IndustryDescription", "Country"))
    }
    columns |= {"RNr": [float(row[3][1:]) for row in rows[6:]], "Year": [2014.0] * 6 + [last or 2014.0]}
    return columns | {name: [row[4 + k] for row in rows[6:]] for k, name in enumerate(users)}


def written(form, tmp_path):
    match form:
        case "xlsb":
            pytest.importorskip("python_calamine")
            return write_xlsb(tmp_path / "WIOT2014_Nov16_ROW.xlsb", stacked())
        case "xlsx":
            pd.DataFrame(stacked()).to_excel(tmp_path / "w.xlsx", header=False, index=False)
            return tmp_path / "w.xlsx"
        case "RData":
            pytest.importorskip("rdata")
            return write_rdata(tmp_path / "WIOT2014_October16_ROW.RData", framed())
        case "dta":
            pd.DataFrame(framed("v")).to_stata(tmp_path / "w.dta", write_index=False)
            return tmp_path / "w.dta"
        case "stacked csv":
            pd.DataFrame(stacked()).to_csv(tmp_path / "w.csv", header=False, index=False)
        case "flat csv":
            pd.DataFrame(framed()).to_csv(tmp_path / "w.csv", index=False)
    return tmp_path / "w.csv"


@pytest.mark.parametrize("form", ["xlsb", "xlsx", "RData", "dta", "stacked csv", "flat csv"])
def test_every_form_of_wiod_gives_the_same_world(form, tmp_path):
    world = read_wiod(written(form, tmp_path))
    flows = INNER.reshape(2, 3, 2, 3).sum(3) + OUTER.reshape(2, 3, 2, 2).sum(3)
    np.testing.assert_allclose(world.trade, flows.transpose(0, 2, 1) / 1e3)
    assert world.regions == COUNTRIES
    assert world.sectors == CODES
    assert world.goods == CODES[:2]
    used = world.input_share * world.output[:, None, :]
    np.testing.assert_allclose(used, INNER.reshape(2, 3, 2, 3).sum(0).transpose(1, 0, 2) / 1e3)
    taxes = [row["bn_usd"] for row in world.provenance["adjustments"] if row["what"].startswith("taxes less")]
    assert taxes == [pytest.approx(2.0 * 10 / 1e3)]  # of ten users, without the column of totals
    assert [row["cells"] for row in world.provenance["adjustments"] if row["what"].startswith("rows below")] == [1]


def doing_of(read, file):
    """What is told while a file is read, each once."""
    told = []
    with progress_told(told.append):
        read(file)
    assert {at.file for at in told} <= {file.name, "Y.txt", "Z.txt"}
    return list(dict.fromkeys(at.doing for at in told))


@pytest.mark.parametrize("form", ["xlsx", "RData", "dta", "stacked csv", "flat csv"])
def test_the_reading_of_every_form_is_told_and_can_be_stopped(form, tmp_path):
    file = written(form, tmp_path)
    assert doing_of(read_wiod, file) == ["reading", "taking the figures of"]
    interrupted(read_wiod, file)


def interrupted(read, file):
    """Ctrl-C as a piece of the file is asked for stops the reading, though pandas takes it for a failed read."""
    told = []

    def ctrl_c(at):
        told.append(at)
        if len(told) == 2:
            signal.raise_signal(signal.SIGINT)

    with pytest.raises(KeyboardInterrupt), progress_told(ctrl_c):
        read(file)


def test_the_reading_of_exiobase_and_matlab_is_told_and_can_be_stopped(tmp_path):
    folder = tmp_path / "IOT_2022_ixi"
    folder.mkdir()
    rows = pd.MultiIndex.from_product([("AUS", "ROW"), ("Paddy rice", "Construction")], names=["region", "sector"])
    users = pd.MultiIndex.from_product([("AUS", "ROW"), ("Households",)], names=["region", "category"])
    pd.DataFrame(INNER[:4, :4], rows, rows).to_csv(folder / "Z.txt", sep="\t")
    pd.DataFrame(OUTER[:4, :2], rows, users).to_csv(folder / "Y.txt", sep="\t")
    assert doing_of(read_exiobase, folder)[:2] == ["reading", "taking the figures of"]
    interrupted(read_exiobase, folder)
    cube = np.random.default_rng(3).uniform(1, 20, (2, 2, 3)) + 500 * np.eye(2)[:, :, None]
    savemat(tmp_path / "c.mat", {"Xjik_3D": cube})
    assert doing_of(read_matlab, tmp_path / "c.mat") == ["reading", "taking the figures of"]
    interrupted(read_matlab, tmp_path / "c.mat")


def test_a_cell_of_a_workbook_that_is_no_number_is_named(tmp_path):
    pytest.importorskip("python_calamine")
    rows = stacked()
    rows[7][5] = "n.a."
    with pytest.raises(tt.WorldError, match=r"w\.xlsb: row 8, column AUS c2 is 'n\.a\.', expected a number"):
        read_adb(write_xlsb(tmp_path / "w.xlsb", rows))
    rows[7][5] = ""
    with pytest.raises(tt.WorldError, match=r"w\.xlsb: row 8, column AUS c2 is '', expected a number"):
        read_wiod(write_xlsb(tmp_path / "w.xlsb", rows))
    assert read_wiod(write_xlsb(tmp_path / "w.xlsb", rows), missing="zero").trade.sum() > 0
    with pytest.raises(tt.WorldError, match=r"unknown sheet '2013'.*expected one of: 2014"):
        read_wiod(write_xlsb(tmp_path / "w.xlsb", stacked()), sheet=2013)
    assert read_wiod(write_xlsb(tmp_path / "w.xlsb", stacked()), sheet=2014).shape == (2, 3)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"AUS2": None}, "row AUS 2 has no column of that country and number"),
        ({"AUS57": None, "AUS58": None, "ROW57": None, "ROW58": None}, "no columns of final use, such as AUS57"),
        ({"EXTRA": [1.0] * 7}, "column EXTRA is no user: expected a country of the rows and a number, such as AUS1"),
        ({"NZL1": [1.0] * 7}, "column NZL1 is no user"),
        ({"RNr": [1.0, 2.0, 2.0, 1.0, 2.0, 3.0, 70.0]}, "row 4: AUS 2 stands twice"),
        ({"Year": [2014.0] * 6 + [2013.0]}, "column Year holds 2013, 2014; expected one year's table"),
        ({"Country": None}, "no row of numbers such as c1, c2"),
        ({"AUS2": [1.0, 2.0, "12 bn", 4.0, 5.0, 6.0, 7.0]}, "row 4, column AUS2 is '12 bn', expected a number"),
    ],
)
def test_a_data_frame_that_fits_nowhere_is_named(change, words, tmp_path):
    columns = {name: values for name, values in (framed() | change).items() if values is not None}
    pd.DataFrame(columns).to_csv(tmp_path / "w.csv", index=False)
    with pytest.raises(tt.WorldError, match=words):
        read_wiod(tmp_path / "w.csv")


def test_no_r_file_at_all(tmp_path):
    pytest.importorskip("rdata")
    (tmp_path / "w.RData").write_text("not R")
    with pytest.raises(tt.WorldError, match=r"w\.RData: not a readable \.RData file"):
        read_wiod(tmp_path / "w.RData")
