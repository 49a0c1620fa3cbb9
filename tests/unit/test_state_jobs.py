"""Jobs by state of the United States: shares as published, and a country's jobs told state by state."""

import csv
import importlib.util
import shutil
from pathlib import Path

import numpy as np
import pytest

import tradetalks as tt
from tests.worlds import random_world
from tradetalks.incidence import states
from tradetalks.incidence.jobs import jobs
from tradetalks.incidence.states import state_jobs
from tradetalks.report.payers import payers
from tradetalks.report.who_pays import who_pays_json, who_pays_tables
from tradetalks.world.products import shipped_products
from tradetalks.world.split import split

DATA = Path(states.__file__).parent / "data"


@pytest.fixture(scope="module")
def world():
    return tt.World.default()


@pytest.fixture(scope="module")
def outcome(world):
    return tt.solve(world, tt.Shock(world).tariff("USA", "CHN", 0.3))


def script():
    spec = importlib.util.spec_from_file_location("build_states", DATA / "build_states.py")
    made = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(made)
    return made


def read(name):
    with (DATA / name).open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def test_states_are_as_published_and_sum_to_the_country():
    """Columns without a withheld figure sum to the nation's to the job; no state's parts exceed its totals."""
    *table, whole = read("us_states_2009.csv")
    assert len(table) == 51
    made = script()
    for column in whole:
        cells = [row[column] for row in table]
        if column != "state" and all(cells):
            assert sum(map(float, cells)) == float(whole[column]), column
    for row in table:
        for total, lines in (("510", made.DURABLE), ("530", made.NONDURABLE)):
            parts = sum(float(row[k]) for k in lines if row[k])
            assert parts <= float(row[total])
            if all(row[k] for k in lines):
                assert parts == pytest.approx(float(row[total]), abs=5)


def test_what_is_withheld_is_filled_to_the_totals_of_states_and_industries():
    made = script()
    table = np.array([[1.0, np.nan, np.nan], [2.0, 3.0, np.nan], [np.nan, 4.0, 5.0]])
    across, down = np.array([6.0, 7.0, 13.0]), np.array([7.0, 10.0, 9.0])
    found = made._fill(table, np.full((3, 3), np.nan), across, down)
    known = ~np.isnan(table)
    np.testing.assert_array_equal(found[known], table[known])
    np.testing.assert_allclose(found.sum(1), across, atol=0.5)
    np.testing.assert_allclose(found.sum(0), down, atol=0.5)


def test_totals_that_cannot_be_met_are_refused():
    made = script()
    table = np.array([[1.0, np.nan], [np.nan, 2.0]])
    with pytest.raises(RuntimeError, match="remainders by industry missed"):
        made._fill(table, np.full((2, 2), np.nan), np.array([11.0, 2.0]), np.array([50.0, 2.0]))


def test_payrolls_by_state_add_up_to_the_countrys():
    """People on US payrolls by the same bureau's survey of 2022, thousands; another year, and the census is a count."""
    table = read("us_states_2023.csv")
    assert [row["state"] for row in table] == [row["state"] for row in read("us_states_2009.csv")[:-1]]
    payroll = {"333": 1106.3, "332": 1432.2, "334": 1044.8, "335": 406.3, "327": 417.6}
    for code, thousands in payroll.items():
        assert sum(float(row[code] or 0) for row in table) == pytest.approx(1e3 * thousands, rel=0.06), code


def test_a_state_whose_payroll_is_withheld_keeps_its_part_of_2009():
    made = script()
    names = [row["state"] for row in read("us_states_2023.csv")]
    before = {k: np.arange(1.0, 52.0) for lines in made.BEFORE.values() for k in lines}
    found, withheld = made._of_2023(names, before)
    table = {row["state"]: row for row in read("us_states_2023.csv")}
    listed = np.array([float(table[name]["331"] or 0) for name in names])
    kept = (listed == 0) * np.arange(1.0, 52.0) / np.arange(1.0, 52.0).sum()
    assert withheld["331"] == np.count_nonzero(kept) > 0
    share = found["331"] / found["331"].sum()
    np.testing.assert_allclose(share[listed == 0], kept[listed == 0])
    np.testing.assert_allclose(share[listed > 0], (1 - kept.sum()) * listed[listed > 0] / listed.sum())


def test_the_shares_are_what_the_script_makes(tmp_path, monkeypatch):
    for name in ("us_states_2009.csv", "us_states_2023.csv", "us_soybeans_2016.csv"):
        shutil.copy(DATA / name, tmp_path)
    made = script()
    monkeypatch.setattr(made, "FOLDER", tmp_path)
    made.main()
    for name in ("us_state_shares.csv", "us_states.json"):
        assert (tmp_path / name).read_text() == (DATA / name).read_text()


def test_states_share_what_the_country_gains_and_loses(world, outcome):
    found, people, n = state_jobs(outcome), jobs(outcome), world.region("USA")
    at = [world.sector(code) for code in found.sectors]
    np.testing.assert_allclose(found.change.sum(0), people.change[n, at])
    np.testing.assert_allclose(found.before.sum(0), people.before[n, at])
    cars = found.change[:, found.sectors.index("AUTO")]
    assert found.states[int(np.argmax(np.abs(cars)))] == "Michigan"
    oil = found.before[:, found.sectors.index("OILGAS")]
    assert found.states[int(np.argmax(oil))] == "Texas"
    assert not {"PUBLIC", "COAL", "METORE"} & set(found.sectors)


def test_soybeans_are_grown_where_the_crop_is(world):
    carved = split(world, shipped_products()["SOY"])
    found = state_jobs(tt.solve(carved, tt.Shock(carved).tariff("CHN", "USA", 0.5, ["SOY"])))
    beans = found.change[:, found.sectors.index("SOY")]
    order = [found.states[j] for j in np.argsort(beans)]
    assert order[:2] == ["Illinois", "Iowa"]
    assert beans[found.states.index("Alaska")] == 0


def test_a_world_without_the_united_states_has_none():
    world = random_world(3)
    assert state_jobs(tt.solve(world, tt.Shock(world).tariff("R0", "R1", 0.2))) is None


def test_tables_json_and_the_brief_tell_of_states(outcome):
    tables = [part for part in who_pays_tables(outcome) if not isinstance(part, str)]
    (table,) = (one for one in tables if "Jobs by state" in str(one.title))
    told = who_pays_json(outcome)["jobs_by_state"]["thousands"]
    assert len(told) == 51
    listed = list(table.columns[0].cells)
    change = {state: figures["change"] for state, figures in told.items()}
    assert max(change, key=change.get) in listed
    assert who_pays_json(outcome, ["CHN"])["jobs_by_state"] is None
    (pays,) = payers({"a tariff": outcome}, ["USA", "CHN"])
    assert max(change, key=change.get) in pays.parties[0].states
    assert pays.parties[1].states == ""
