"""Ranges of every country and sector: the ends of what published elasticities say, each solved; on the page too."""

import csv
import html
import io
import re
import time
import zipfile
from dataclasses import replace

import numpy as np
import pytest

pytest.importorskip("fastapi", reason="the app extra is not installed")
from fastapi.testclient import TestClient

from tests.small_dossier import FOUR, small, write
from tradetalks.app.aside import Here
from tradetalks.app.server import create
from tradetalks.counsel import reach as module
from tradetalks.counsel.reach import Course, reach, reaches
from tradetalks.dossier.figures import BILLIONS, MILLIONS, THOUSANDS
from tradetalks.dossier.model import Dossier
from tradetalks.errors import DossierError
from tradetalks.report.numbers import Figures
from tradetalks.report.real import goods_volume, output_volume_change
from tradetalks.value.eve import bring_to_eve
from tradetalks.value.question import Question

DEAL = {"steel": "lifted", "data": "framework"}
REGIONS = ("USA", "EU27", "CHN", "ROW")


@pytest.fixture(scope="module")
def dossier(tmp_path_factory):
    world = FOUR
    return Dossier.load(write(tmp_path_factory.mktemp("talks"), small(world=world)))


@pytest.fixture(scope="module")
def solved(dossier):
    """Set -> real income ``[region]`` and volume ``[region, sector]`` of the deal, solved from that set's own eve."""

    def of(name):
        outcome = bring_to_eve(dossier.with_elasticities(name)).solve(DEAL)
        return outcome.real_income_change, output_volume_change(outcome)

    return {name: of(name) for name in ("GYY", "FGO")}


def test_one_set_alone_reaches_from_its_own_answer_to_its_own_answer(dossier, solved):
    found = reach(dossier, DEAL, ["GYY"])
    for end in (0, 1):
        np.testing.assert_allclose(found.real_income[end], solved["GYY"][0], atol=1e-8)
        np.testing.assert_allclose(found.volume[end], solved["GYY"][1], atol=1e-8)


def test_two_sets_reach_from_one_answer_to_the_other(dossier, solved):
    found = reach(dossier, DEAL, ["GYY", "FGO"])
    for got, part in ((found.real_income, 0), (found.volume, 1)):
        both = np.array([solved["GYY"][part], solved["FGO"][part]])
        np.testing.assert_allclose(got, [both.min(0), both.max(0)], atol=1e-8)


def test_sums_and_sales_are_those_of_the_outcome(dossier):
    outcome = bring_to_eve(dossier.with_elasticities("FGO")).solve(DEAL)
    found, change = reach(dossier, DEAL, ["FGO"]), outcome.real_income_change
    others = [code not in dossier.regions.values() for code in outcome.world.regions]
    np.testing.assert_allclose(found.together[0], [change[others].sum(), change.sum()], atol=1e-8)
    for a, b in (("USA", "EU27"), ("EU27", "USA"), ("CHN", "USA")):
        before, after = goods_volume(outcome, a, b)
        i, n = outcome.world.region(a), outcome.world.region(b)
        assert found.sales[:, i, n] == pytest.approx(2 * [after - before], abs=1e-7)
        assert found.sales_percent[:, i, n] == pytest.approx(2 * [100 * (after / before - 1)], abs=1e-7)


def test_what_was_solved_before_serves_the_next_question_of_the_same_talks(dossier, tmp_path):
    grounds, sets = module.Grounds(), ["GYY", "LL"]
    one, two = Question(dossier.package(DEAL)), Question(dossier.package({"steel": "doubled"}))
    steel = dossier.item("steel").option("doubled").measures
    rate = tuple(m.at_rate(0.1) for m in steel)
    moved = replace(two, instead={"steel": rate})

    def of(question, given=grounds):
        return reaches(dossier, [question], sets, draws=3, grounds=given)[0]

    first = of(one)
    held = dict(grounds._held)
    for question in (two, moved, one):
        found, alone = of(question), of(question, None)
        assert {name: id(ground.bench) for name, ground in grounds._held.items()} == {
            name: id(ground.bench) for name, ground in held.items()
        }
        np.testing.assert_allclose(found.real_income, alone.real_income, atol=1e-8)
        np.testing.assert_allclose(found.volume, alone.volume, atol=1e-8)
    assert np.array_equal(first.real_income, found.real_income)
    assert not np.allclose(of(moved).real_income, of(two).real_income)
    other = Dossier.load(write(tmp_path, small(world=FOUR, in_force=[])))
    assert reaches(other, [one], ["GYY"], draws=3, grounds=grounds)
    assert {id(g.bench) for g in grounds._held.values()}.isdisjoint(id(g.bench) for g in held.values())


def test_a_package_that_changes_over_time_is_followed_through_its_steps(dossier):
    steps = [dossier.package(p) for p in (DEAL, {})]
    half = np.full((2, len(REGIONS)), 0.5)
    course = Course(tuple(map(Question, steps)), half)
    sets = ["GYY", "LL"]
    found, first = reaches(dossier, [course, Question(steps[0])], sets, draws=4)
    np.testing.assert_allclose(found.real_income, first.real_income / 2, atol=1e-9)  # the second step is today
    np.testing.assert_allclose(found.together, first.together / 2, atol=1e-9)
    np.testing.assert_array_equal(found.volume, first.volume)  # of the first step
    assert (first.first, found.first is not None) == (None, True)
    np.testing.assert_array_equal(found.first.real_income, first.real_income)
    assert Course.of(dossier, DEAL, REGIONS).steps[0].key == Question(dossier.package(DEAL)).key


def test_draws_within_standard_errors_and_other_horizons_widen_them(dossier):
    told = []
    found = reach(dossier, DEAL, ["GYY", "LL", "GYY at year 5"], lambda *at: told.append(at), draws=20)
    assert (found.solved, found.within, told[-1]) == (22, ("LL",), (9, 9))
    alone = reach(dossier, DEAL, ["GYY"])
    assert np.all(found.real_income[0] <= alone.real_income[0] + 1e-9)
    assert np.all(found.real_income[1] >= alone.real_income[1] - 1e-9)


def test_ends_leave_five_in_a_hundred_on_either_side():
    rows = np.random.default_rng(0).permutation(100).astype(float)[:, None]
    low, high = module.ends_of([rows[:50], rows[50:]], np.ones(100))[:, 0]
    assert ((rows < low).mean(), (rows > high).mean()) == (0.04, 0.05)
    weights = np.where(rows[:, 0] == 7, 20.0, 0.01)  # nearly all of it at one place
    assert module.ends_of([rows], weights)[:, 0].tolist() == [7, 7]


def test_talks_without_measures_have_none(dossier, tmp_path):
    bare = small(agenda=[i for i in small()["agenda"] if i["id"] in ("data", "standards")], in_force=[], profiles={},
                 constraints=[], no_deal=[{"name": "as_is", "title": "as it is", "probability": 1.0}])  # fmt: skip
    with pytest.raises(DossierError, match="no measures"):
        reach(Dossier.load(write(tmp_path, bare)), {}, ["GYY"])


def test_the_page_is_told_them_and_then_tells_them_of_a_country_and_a_sector(dossier):
    app = create(dossier, aside=Here())
    app.state.shelf.open("small", lambda *_: None)
    with TestClient(app, base_url="http://127.0.0.1:8450") as client:
        state = {"package": DEAL, "rates": {"steel.doubled.0": 0.6}}
        before = client.post("/api/tables/small/look/region/CHN", json=state).json()
        assert before["spans"] == {}
        said = client.post("/api/tables/small/evaluate", json=state).json()["sentences"]["today"]
        assert said.endswith("is not in this sentence.")
        assert "by draws of the model" not in said
        assert "volume, %: low end" not in before["tables"][0]["columns"]
        job = client.post("/api/tables/small/ranges", json=state).json()["job"]
        while (told := client.get(f"/api/jobs/{job}").json())["state"] == "running":
            time.sleep(0.02)
        assert told["state"] == "done", told["error"]
        spans = told["result"]["regions"]["CHN"]
        assert (
            client.post("/api/tables/small/look/region/CHN", json=state).json() == before
        )  # where they are not wanted
        after = client.post("/api/tables/small/look/region/CHN?ranges=true", json=state).json()
        income = next(name for name in after["spans"] if name.endswith("USD a year"))
        unit = next(one for one in (BILLIONS, MILLIONS, THOUSANDS) if income == f"real income, {one.title}")
        assert after["spans"][income] == pytest.approx([unit.factor * spans["low"], unit.factor * spans["high"]])
        assert unit.factor * spans["low"] <= after["facts"][income] <= unit.factor * spans["high"]
        columns, first = after["tables"][0]["columns"], after["tables"][0]["rows"][0]
        row = dict(zip(columns, first, strict=True))
        assert row["volume, %: low end"] <= row["volume, %"] <= row["volume, %: high end"]
        assert "Giri, Yi & Yilmazkuday (2021)" in told["result"]["words"]
        _in_the_sentence(client.post("/api/tables/small/evaluate", json=state).json(), told["result"])
        bad = client.post("/api/tables/small/ranges", json={"package": {"steel": "no"}})
        assert bad.status_code == 422
        _taken_away(client, state, told["result"])


def _in_the_sentence(found, ranges):
    """The sentence tells the model's range of what the position brings a side, worth at its middle, as such."""
    unit, own, spans = found["unit"], found["parties"]["USA"], ranges["regions"]["USA"]
    told = re.search(r"the United States \S+ \w+ \((\S+) to (\S+) by draws of the model", found["sentences"]["today"])
    assert told, found["sentences"]["today"]
    shown = [float(end.replace("\u2212", "-")) for end in told.groups()]
    expected = [unit["factor"] * (spans[end] + own["political"]) for end in ("low", "high")]
    assert shown == pytest.approx(expected, abs=0.51 * 10 ** -unit["digits"])
    assert "is not in this sentence" not in found["sentences"]["today"]


def _taken_away(client, state, told):
    """Tables and the offline page hold the ranges that the page shows, where they are asked for with them."""

    def taken(kind, ranges=True):
        return client.post(f"/api/tables/small/download/{kind}", json={"state": state, "ranges": ranges})

    def rows(text):
        return list(csv.DictReader(io.StringIO(text)))

    held = zipfile.ZipFile(io.BytesIO(taken("tables.zip").content))
    assert told["words"] in held.read("read-me.txt").decode()
    regions, sectors = (rows(held.read(f"{name}.csv").decode()) for name in ("regions", "sectors"))
    assert regions == rows(taken("regions.csv").text)
    assert sectors == rows(taken("sectors.csv").text)
    for row in regions:
        span = told["regions"][row["region"]]
        ends = [float(row[f"real_income_change_bn_usd_at_eve_prices_{end}_end"]) for end in ("low", "high")]
        assert ends == pytest.approx([span["low"], span["high"]])
        for column in ("real_gdp_change_pct", "tariff_revenue_added_bn_usd_at_unchanged_wages"):
            assert float(row[f"{column}_low_end"]) <= float(row[column]) <= float(row[f"{column}_high_end"])
    for row in sectors:
        ends = [row[f"output_volume_change_pct_{end}_end"] for end in ("low", "high")]
        span = told["sectors"][row["region"]].get(row["sector"])
        assert ends == ["", ""] if span is None else [float(x) for x in ends] == pytest.approx(span)
    households = rows(held.read("households.csv").decode())
    for row, (low, high) in zip(households, told["households"], strict=True):
        ends = [float(row[f"cost_usd_a_household_a_year_{end}_end"]) for end in ("low", "high")]
        assert ends == pytest.approx([low, high])
        assert low <= float(row["cost_usd_a_household_a_year"]) <= high
    guide = rows(held.read("columns.csv").decode())
    assert {row["column"] for row in guide if row["table"] == "households.csv"} == set(households[0])
    assert {row["column"] for row in guide if row["table"] == "regions.csv"} == set(regions[0])
    assert {row["column"] for row in guide if row["table"] == "sectors.csv"} == set(sectors[0])
    page = taken("position.html").text
    assert told["words"] in html.unescape(page)
    regions = client.post("/api/tables/small/evaluate", json=state).json()["regions"]
    low, high = (
        Figures.among(r["billions"] for r in regions).cell(told["regions"]["CHN"][end]) for end in ("low", "high")
    )
    assert f"{low} to {high}" in page
    assert "low_end" not in taken("regions.csv", ranges=False).text
    assert told["words"] not in html.unescape(taken("position.html", ranges=False).text)
