"""The plain answer above a sector's, a country's and a state's tables agrees with the tables."""

import re

import numpy as np
import pytest

import tradetalks as tt
from tests.small_dossier import small, write
from tradetalks.app.everyday import EVERYDAY
from tradetalks.app.look import index, look
from tradetalks.app.look_words import state_answer
from tradetalks.app.state import State
from tradetalks.app.table import Table
from tradetalks.incidence.jobs import jobs
from tradetalks.incidence.states import state_jobs
from tradetalks.report.real import output_volume_change
from tradetalks.world.files.hs import sector_in
from tradetalks.world.opened import open_world

WAR = State(package={"steel": "doubled"})


@pytest.fixture(scope="module")
def table(tmp_path_factory):
    return Table(tt.deal_space(tt.Dossier.load(write(tmp_path_factory.mktemp("look"), small()))))


@pytest.fixture(scope="module")
def outcome(table):
    return table.outcome(WAR)


def value(text):
    return float(text.replace("\u2212", "-").replace(",", ""))


def test_a_country_is_answered_with_its_income_and_the_sectors_that_gain_and_lose_most(table, outcome):
    found = look(table, WAR, "region", "USA")
    first, sectors = found["answer"]
    assert value(re.search(r"real income (\S+)%", first)[1]) == pytest.approx(
        found["facts"]["real income, %"], abs=0.005
    )
    n = outcome.world.region("USA")
    change = jobs(outcome).change[n]
    gains, loses = sectors.split("; it loses most in ")
    order = [outcome.world.sector_name(outcome.world.sectors[s]) for s in np.argsort(change)]
    assert gains.startswith(f"It gains most in {order[-1]}")
    assert loses.startswith(order[0])
    assert value(re.search(rf"{re.escape(order[-1])} \S+% and (\S+) thousand", gains)[1]) == pytest.approx(
        change.max(), rel=0.05
    )


def test_a_sector_is_answered_with_who_makes_more_and_less_and_the_flow_that_changes_most(table, outcome):
    found = look(table, WAR, "sector", "STEEL")
    s = outcome.world.sector("STEEL")
    made = output_volume_change(outcome)[:, s] * outcome.world.output[:, s]
    most = outcome.world.region_name(outcome.world.regions[int(np.argmax(np.abs(made)))])
    assert found["answer"][0].startswith(f"Iron and steel, output: the {most} ")
    assert "from the European Union to the United States" in found["answer"][1]
    today, now = map(value, re.search(r": (\S+) bn a year today, (\S+) now", found["answer"][1]).groups())
    assert now < today
    assert found["answer"][2].startswith("Jobs by state, thousands, most: ")


def test_a_state_is_answered_first_where_it_was_looked_for(table, outcome):
    assert look(table, WAR, "region", "USA")["answer"][0].startswith("The United States")
    told = look(table, WAR, "region", "USA", name="Ohio")["answer"]
    assert told[0].startswith("Ohio: ")
    assert told[1].startswith("The United States")
    shares = state_jobs(outcome)
    own = shares.change[shares.states.index("Ohio")]
    assert value(re.search(r"Ohio: (\S+) thousand", told[0])[1]) == pytest.approx(own.sum(), rel=0.1)
    assert state_answer(outcome, "Atlantis") == []
    assert look(table, WAR, "region", "CHN", name="Ohio")["answer"][0].startswith("China")


def test_a_country_inside_a_party_is_answered_by_its_part_of_each_sector(table, outcome):
    told = look(table, WAR, "region", "EU27", name="Germany")["answer"]
    assert told[0].startswith("Germany, by its part of each sector of the European Union")
    assert told[1].startswith("The European Union: ")
    change = dict(zip(outcome.world.sectors, jobs(outcome).change[outcome.world.region("EU27")], strict=True))
    for name, figure in re.findall(
        r"(?:: |, | and )([A-Z][^:]*?) ([+\u2212]\d+\.?\d*)", told[0].partition("thousands")[2]
    ):
        code = next(s for s in outcome.world.sectors if outcome.world.sector_name(s) == name)
        assert 0 < value(figure) / change[code] < 0.6, "a fifth to a half of what the Union's sector does"
    notes = {one["name"]: one["note"] for one in index(outcome.world, ["EU27", "USA"])}
    assert "icio80" not in notes["Germany"], "talks of the Union know no member apart"
    assert "icio80" in {one["name"]: one["note"] for one in index(outcome.world)}["Germany"]


def test_countries_are_found_under_what_people_call_them(outcome):
    called = {name: one for one in index(outcome.world) for name in one.get("also", "").split("|") if name}
    for name, (where, told) in {
        "uk": ("GBR", "United Kingdom"), "britain": ("GBR", "United Kingdom"), "vietnam": ("VNM", "Viet Nam"),
        "holland": ("EU27", "Netherlands"), "europe": ("EU27", "European Union"), "usa": ("USA", "United States"),
    }.items():  # fmt: skip
        if where in outcome.world.regions:
            assert (called[name]["code"], called[name]["name"]) == (where, told), name


def test_everyday_names_are_of_sectors_that_there_are(outcome):
    assert set(EVERYDAY) <= set(open_world().sectors)
    sectors = {one["name"]: one["code"] for one in index(outcome.world) if one["kind"] == "sector"}
    assert sectors.get("Beef", "FOOD") == "FOOD"
    assert sectors.get("Microchips", "ELECTR") == "ELECTR"


def test_where_nothing_moves_that_is_the_answer(table):
    assert look(table, State(), "region", "USA")["answer"] == ["Nothing moves in the United States at this position."]
    assert "moves at this position" in look(table, State(), "sector", "STEEL")["answer"][0]
    assert look(table, State(), "region", "USA", name="Ohio")["answer"][0].startswith("No jobs move in Ohio")


@pytest.mark.parametrize(("name", "code"), [("Ethanol", "2207"), ("iPhones", "851713"), ("Coffee beans", "0901")])
def test_everyday_names_stand_where_their_tariff_code_is_counted(name, code):
    (sector,) = (s for s, names in EVERYDAY.items() if any(one.startswith(name) for one in names))
    assert sector == sector_in(code, open_world().sectors)
