"""Commitments: figures in another unit are converted or refused; a period that has ended is judged as ended."""

import datetime
import json

import pytest
from typer.testing import CliRunner

import tradetalks as tt
from tradetalks.cli import app
from tradetalks.policy.units import conversion, unit_of

runner = CliRunner()
D = datetime.date
PLEDGE = """name: rice
title: Rice
party: Japan
what: purchases
unit: {unit}
path:
  - {{begins: 2024-01-01, ends: 2024-12-31, amount: 10}}
  - {{begins: 2025-01-01, ends: 2025-12-31, amount: 12}}
actuals: a.csv
source: own
verified: own
"""


def track(tmp_path, text, unit="bn USD", *options, more=""):
    (tmp_path / "a.csv").write_text(text)
    (tmp_path / "p.yaml").write_text(PLEDGE.format(unit=unit) + more)
    return runner.invoke(app, ["track", str(tmp_path / "p.yaml"), *options])


def periods(tmp_path, text, unit="bn USD", *options, more=""):
    return json.loads(track(tmp_path, text, unit, *options, "--json", more=more).stdout)["periods"]


@pytest.mark.parametrize(
    ("label", "kind", "size"),
    [
        ("USD", "USD", 1), ("US$", "USD", 1), ("thousand USD", "USD", 1e3), ("million USD", "USD", 1e6),
        ("USD million", "USD", 1e6), ("mn USD", "USD", 1e6), ("$bn", "USD", 1e9), ("billion dollars", "USD", 1e9),
        ("bn USD of energy", "USD", 1e9), ("trn USD", "USD", 1e12), ("kg", "kg", 1), ("t", "kg", 1e3),
        ("tonnes", "kg", 1e3), ("metric tons", "kg", 1e3), ("kt", "kg", 1e6), ("Mt", "kg", 1e9),
        ("million tonnes", "kg", 1e9), ("million metric tons of soybeans", "kg", 1e9),
    ],
)  # fmt: skip
def test_labels_of_units(label, kind, size):
    assert unit_of(label) == (kind, size)


@pytest.mark.parametrize("label", ["", "bn EUR", "vehicles", "mt", "MT", "2017 USD", "million"])
def test_labels_that_say_nothing_sure(label):
    assert unit_of(label) is None


@pytest.mark.parametrize(
    ("header", "cell", "unit", "amount"),
    [
        ("period,primaryValue", "202401,2500000000", "bn USD", 2.5),
        ("period,primaryValue", "202401,2500000000", "million USD", 2500),
        ("period,cifvalue,primaryValue", "202401,1,2500000000", "USD million", 2500),
        ("time,ALL_VAL_MO", '2024-01,"2,500,000,000"', "bn USD", 2.5),
        ("time,GEN_VAL_MO", '2024-01,"2,500,000,000"', "trn USD", 0.0025),
        ("period,primaryValue,netWgt", "202401,1,2500000000", "Mt", 2.5),
        ("period,primaryValue,netWgt", "202401,1,2500000000", "million metric tons of rice", 2.5),
        ("period,primaryValue,netWgt", "202401,1,2500000000", "kt", 2500),
    ],
)
def test_figures_are_converted_into_the_commitments_unit(tmp_path, header, cell, unit, amount):
    assert periods(tmp_path, f"{header}\n{cell}\n", unit)[0]["actual"] == pytest.approx(amount)
    assert f"converted to {unit}: multiplied by" in track(tmp_path, f"{header}\n{cell}\n", unit).stdout


def test_a_scale_of_ones_own_comes_first(tmp_path):
    text = "period,primaryValue\n202401,2500000000\n"
    assert periods(tmp_path, text, "bn USD", more="scale: 1e-8\n")[0]["actual"] == pytest.approx(25)


def test_dollars_against_tonnes_are_refused(tmp_path):
    with pytest.raises(tt.PolicyError, match="is in USD, the commitment's unit is 'Mt'"):
        raise track(tmp_path, "period,primaryValue\n202401,2500000000\n", "Mt").exception
    with pytest.raises(tt.PolicyError, match="is in kg"):
        conversion("netWgt", "bn USD")


@pytest.mark.parametrize(
    ("text", "unit"),
    [
        ("date,value\n2024-01,2500000000\n", "bn USD"),  # too much even before the year is over
        ("date,value\n2024-01,0.001\n2025-01,0.002\n", "bn USD"),  # next to nothing in a year that is over
        ("period,primaryValue\n202401,2500000000\n", "bn EUR"),
    ],
)
def test_figures_out_of_all_proportion_are_refused(tmp_path, text, unit):
    with pytest.raises(
        tt.PolicyError, match=r"a\.csv: column \w+: figures from 2024-01-01 .*Give the commitment scale"
    ):
        raise track(tmp_path, text, unit).exception
    assert track(tmp_path, text, unit, more="scale: 1\n").exit_code == 0


def test_a_small_beginning_or_nothing_at_all_is_no_other_unit(tmp_path):
    assert periods(tmp_path, "date,value\n2024-01,0.001\n")[0]["status"] == "behind"
    assert periods(tmp_path, "date,value\n2024-01,0\n2025-01,1\n")[0]["status"] == "missed"


@pytest.mark.parametrize(
    ("text", "on", "status"),
    [
        ("date,value\n2024-01,3\n2025-01,1\n", None, "missed"),  # sparse: later days were counted
        ("date,value\n2024-01,3\n", "2025-03-01", "missed"),
        ("date,value\n2024-01,3\n", "2024-12-31", "missed"),
        ("date,value\n2024-01,3\n", "2024-12-30", "on track"),
        ("date,value\n2024-01,10\n2025-01,1\n", None, "met"),
        ("date,value\n2024-01,3\n", None, "on track"),
    ],
)
def test_a_year_that_has_ended_is_judged_as_ended(tmp_path, text, on, status):
    found = periods(tmp_path, text, "bn USD", *(["--on", on] if on else []))[0]
    assert found["status"] == status
    if status == "missed":
        assert found["due"] == 10
        assert found["projected"] == pytest.approx(3)


def test_counted_tells_only_rows_inside_periods(tmp_path):
    text = "date,value\n2022-01,7\n2023-12,7\n2024-02,1\n2024-03,1\n2026-01,5\n"
    assert "Counted: column value of 2 rows of a.csv, 2024-02-01 to 2024-03-31" in track(tmp_path, text).stdout
    assert "of 1 rows" in track(tmp_path, text, "bn USD", "--on", "2024-02-29").stdout
    assert "no row of a.csv lies in a period" in track(tmp_path, "date,value\n2022-01,7\n").stdout
