"""What was counted against a commitment: dates and numbers as spreadsheets write them, and nothing counted twice."""

import datetime
import json

import pytest
from typer.testing import CliRunner

import tradetalks as tt
from tradetalks.cli import app
from tradetalks.policy.actuals import read_actuals

runner = CliRunner()
D = datetime.date


def read(tmp_path, text, **options):
    (tmp_path / "a.csv").write_text(text, encoding="utf-8")
    return read_actuals(tmp_path / "a.csv", **options)


@pytest.mark.parametrize(
    ("text", "begins", "ends", "value"),
    [
        ("date;value\n2024-01;1,5\n", D(2024, 1, 1), D(2024, 1, 31), 1.5),
        ("date;value\n31.01.2024;1.234,5\n", D(2024, 1, 31), D(2024, 1, 31), 1234.5),
        ("date,value\n1/31/2024,2\n", D(2024, 1, 31), D(2024, 1, 31), 2),
        ("date,value\n31/1/2024,2\n", D(2024, 1, 31), D(2024, 1, 31), 2),
        ("date,value\n01/01/2024,2\n", D(2024, 1, 1), D(2024, 1, 1), 2),
        ("date\tvalue\n2024-01-31 00:00:00\t2\n", D(2024, 1, 31), D(2024, 1, 31), 2),
        ("date,value\nJan 2024,2\n", D(2024, 1, 1), D(2024, 1, 31), 2),
        ("date,value\n31-Jan-2024,2\n", D(2024, 1, 31), D(2024, 1, 31), 2),
        ("date,value\n2024M02,2\n", D(2024, 2, 1), D(2024, 2, 29), 2),
        ("date,value\n2024-Q2,2\n", D(2024, 4, 1), D(2024, 6, 30), 2),
        ("date,value\n02/2024,2\n", D(2024, 2, 1), D(2024, 2, 29), 2),
        ('time,CTY_CODE,ALL_VAL_MO\n2024-01,5700,"1,150"\n', D(2024, 1, 1), D(2024, 1, 31), 1150),
    ],
)
def test_dates_and_numbers_as_spreadsheets_write_them(tmp_path, text, begins, ends, value):
    [found] = read(tmp_path, text)
    assert found[:2] == (begins, ends)
    assert found[2] == pytest.approx(value)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("date,value\n01/02/2024,2\n", "line 2: date '01/02/2024' may have the day or the month first"),
        ("date,value\n31/01/2024,2\n1/31/2024,2\n", "has the day first, line 3"),
        ("date,value\n45322,2\n", "spreadsheet's day number"),
        ("date,value\nJan-24,2\n", "line 2: date 'Jan-24'"),
        ("date,value\n2024-01,nan\n", "line 2, column value is 'nan'"),
        ("date,value\n2024-01,inf\n", "line 2, column value is 'inf'"),
        ('date,value\n2024-01,"1,150"\n', "written in one way only"),
        ("date,value\n2024,12\n2024-03,1\n", "line 3: 2024-03-01 to 2024-03-31 lies in 2024-01-01 to"),
        ("date,value\n2024-03,1\n2024-03,1\n", "row 3 repeats row 2"),
        ("date,cumulative\n2024-01-31,5\n2024-02-28,2\n", "line 3: the running total falls from 5 to 2"),
        ("date,cumulative\n2024-01-31,5\n2024-01-31,6\n", "a second running total"),
        ("date,partner,value\n2024-01,World,3\n2024-01,China,1\n", "partner is 'World', 'China'"),
        ("time,CTY_CODE,ALL_VAL_MO\n2024-01,5700,1\n2024-01,-,3\n", "cty_code is '5700', '-'"),
        ("period,cmdCode,primaryValue\n202401,12,3\n202401,1201,2\n", "cmdcode holds 12 and 1201, which is part of it"),
        ("period,cmdCode,primaryValue\n202401,TOTAL,3\n202401,27,2\n", "cmdcode holds TOTAL and 27"),
    ],
)  # fmt: skip
def test_what_would_count_twice_or_could_be_two_is_refused(tmp_path, text, words):
    with pytest.raises(tt.PolicyError, match=r"a\.csv.*") as caught:
        read(tmp_path, text)
    assert words in str(caught.value)


COMTRADE = """period,reporterISO,flowCode,partnerISO,cmdCode,primaryValue,netWgt
202401,CHN,M,USA,1201,1000000000,2e9
202401,CHN,M,W00,1201,2500000000,5e9
202401,CHN,X,USA,1201,1000000000,2e9
"""


def test_partners_and_flows_are_chosen_not_summed(tmp_path):
    with pytest.raises(tt.PolicyError, match=r"flowcode is 'M', 'X'.*--rows flowcode=M"):
        read(tmp_path, COMTRADE)
    with pytest.raises(tt.PolicyError, match="partneriso is 'USA', 'W00'"):
        read(tmp_path, COMTRADE, rows={"flowCode": "M"})
    rows = {"flowCode": "M", "partnerISO": "USA"}
    assert read(tmp_path, COMTRADE, rows=rows, scale=1e-9)[0][2] == pytest.approx(1.0)
    assert read(tmp_path, COMTRADE, rows=rows, scale=1e-9, unit="Mt")[0][2] == pytest.approx(2.0)
    assert read(tmp_path, COMTRADE, rows=rows, scale=1e-9, column="netWgt")[0][2] == pytest.approx(2.0)
    for wrong, words in (
        ({"flow": "M"}, "is no column"),
        ({"flowCode": "Q"}, "no row whose flowCode is 'Q'; found: M, X"),
    ):
        with pytest.raises(tt.PolicyError, match=words):
            read(tmp_path, COMTRADE, rows=wrong)


PLEDGE = """name: own
title: own
party: China
what: purchases
unit: bn USD
scale: 1e-9
path:
  - {begins: 2024-01-01, ends: 2024-12-31, amount: 12}
actuals: a.csv
source: own
verified: own
"""


def test_track_counts_the_rows_it_is_told_to_and_says_so(tmp_path):
    (tmp_path / "a.csv").write_text(COMTRADE)
    (tmp_path / "p.yaml").write_text(PLEDGE)
    refused = runner.invoke(app, ["track", str(tmp_path / "p.yaml")])
    assert isinstance(refused.exception, tt.PolicyError)
    options = ["--rows", "flowCode=M", "--rows", "partnerISO=USA"]
    result = runner.invoke(app, ["track", str(tmp_path / "p.yaml"), *options, "--on", "2024-06-30"])
    assert "Counted: column primaryvalue of 1 rows" in result.stdout
    (tmp_path / "p.yaml").write_text(PLEDGE + "rows: {flowCode: M, partnerISO: USA}\n")
    result = runner.invoke(app, ["track", str(tmp_path / "p.yaml"), "--json"])
    assert json.loads(result.stdout)["periods"][0]["actual"] == pytest.approx(1.0)
