"""Questions asked of a position: why, how sure, what happens to a sector or country; and positions kept by name."""

import json
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

pytest.importorskip("fastapi", reason="the app extra is not installed")
from fastapi.testclient import TestClient

import tradetalks as tt
from tests.small_dossier import small, write
from tradetalks.app import why
from tradetalks.app.look import economies, index
from tradetalks.app.scenarios import MOST_KEPT, Scenarios
from tradetalks.app.server import create
from tradetalks.app.state import State
from tradetalks.counsel.account import contributions
from tradetalks.counsel.bands import DRAWS, drawn_sets
from tradetalks.counsel.robustness import robustness
from tradetalks.errors import DossierError
from tradetalks.incidence.jobs import jobs
from tradetalks.report.real import goods_volume, sector_rows
from tradetalks.space.reweighing import reweighed

DEAL = {"steel": "lifted", "data": "framework"}


@pytest.fixture(scope="module")
def client(tmp_path_factory):
    with pytest.MonkeyPatch.context() as patched:
        patched.setenv("TRADETALKS_KEPT", str(tmp_path_factory.mktemp("kept")))
        app = create(tt.Dossier.load(write(tmp_path_factory.mktemp("d"))))
        app.state.shelf.open("small", lambda *_: None)
        with TestClient(app, base_url="http://127.0.0.1:8450") as made:
            yield made


@pytest.fixture(scope="module")
def table(client):
    return client.app.state.shelf.get("small")


def asked(client, part, **state):
    job = client.post(f"/api/tables/small/why/{part}", json=state).json()["job"]
    while (told := client.get(f"/api/jobs/{job}").json())["state"] == "running":
        time.sleep(0.02)
    assert told["state"] == "done", told["error"]
    return told["result"]


def number(text):
    return float(text.replace("\u2212", "-"))


class TestWhy:
    def test_each_item_gives_and_gains_what_the_library_says(self, client, table):
        told = asked(client, "account", package=DEAL)
        first, by_title = told["tables"][0], {}
        assert [h["text"] for h in first["heads"]] == ["item", "option", "European Union", "United States"]
        for title, _, eu, usa in first["rows"][:2]:
            by_title[title] = {"EU": number(eu), "USA": number(usa)}
        for part in contributions(table.space, table.dossier.package(DEAL)):
            for party in ("EU", "USA"):
                assert by_title[table.dossier.item(part.item).title][party] == pytest.approx(
                    part.total(party), abs=0.051
                )
        assert any("swap" in t["title"].lower() for t in told["tables"])

    def test_a_weight_moves_the_account(self, client):
        parts = [asked(client, "account", package=DEAL, weights=w)["tables"][0]["rows"] for w in ({}, {"USA": 2.0})]
        assert parts[0] != parts[1]

    def test_nothing_is_taken_apart_where_nothing_changes(self, client):
        assert "nothing to take apart" in asked(client, "account")["words"][0]

    def test_how_sure_names_assumptions_in_words(self, client):
        told = asked(client, "sure", package=DEAL)
        assert "worth of 'Data flows: framework'" in json.dumps(told["words"])
        assert "data=framework" not in json.dumps(told)

    def test_others_have_the_table_while_draws_are_solved(self, table, monkeypatch):
        free, real = [], why.robustness

        def taken_and_given_back():
            return table.lock.acquire(blocking=False) and not table.lock.release()

        def watched(*given, **named):
            with ThreadPoolExecutor(1) as other:
                free.append(other.submit(taken_and_given_back).result())
            return real(*given, **named)

        monkeypatch.setattr(why, "robustness", watched)
        assert why.told(table, State(package=DEAL), "sure", lambda *_: None)["tables"]
        assert free == [True]

    def test_a_rate_set_on_the_page_is_said_not_to_be_in_it(self, client):
        assert "A rate was set on the page" in asked(client, "keeps", rates={"steel.charged.0": 0.4})["words"][0]
        assert not any("A rate was set" in line for line in asked(client, "keeps", package=DEAL)["words"])

    def test_an_unknown_question_and_a_wrong_position_are_refused(self, client):
        assert "account" in client.post("/api/tables/small/why/nothing", json={}).json()["error"]
        found = client.post("/api/tables/small/why/account", json={"package": {"steel": "liftd"}})
        assert found.status_code == 422
        assert "lifted" in found.json()["error"]


class TestGains:
    def followed(self, client, **state):
        job = client.post("/api/tables/small/gain-ranges", json=state).json()["job"]
        while (told := client.get(f"/api/jobs/{job}").json())["state"] == "running":
            time.sleep(0.02)
        return told

    def test_drawn_beside_the_server_are_those_of_the_library(self, client, table):
        told = self.followed(client, package=DEAL)
        assert told["state"] == "done", told["error"]
        package, sets = {"it": table.dossier.package(DEAL)}, drawn_sets(table.dossier)
        (row,) = robustness(table.space, package, draws=DRAWS, sets=sets)
        for party, of in told["result"]["parties"].items():
            ends = (row.low[party], row.high[party], row.accepted[party])
            assert (of["low"], of["high"], of["accepted"]) == pytest.approx(ends)
        assert told["result"]["all"] == pytest.approx(row.all_accept)
        assert self.followed(client, package=DEAL)["result"] == told["result"]

    def test_of_a_rate_set_by_hand_there_are_none(self, client):
        told = self.followed(client, rates={"steel.charged.0": 0.4})
        assert told["state"] == "failed"
        assert "set by hand" in told["error"]


class TestLook:
    def test_a_sector_is_what_the_tables_of_the_brief_say(self, client, table):
        outcome = table.outcome(State(package=DEAL))
        told = client.post("/api/tables/small/look/sector/STEEL", json={"package": DEAL}).json()
        makers = {row[0]: row[1:] for row in told["tables"][0]["rows"]}
        assert set(makers) == {outcome.world.region_name(r) for r in outcome.world.regions}
        for region in ("EU27", "USA", "CHN"):
            (row,) = [r for r in sector_rows(outcome, region) if r.code == "STEEL"]
            output, volume, jobs, *_ = makers[outcome.world.region_name(region)]
            assert (output, volume, jobs) == pytest.approx((row.before, row.volume, row.employment))

    def test_a_region_s_trade_is_the_volume_of_its_flows(self, client, table):
        outcome = table.outcome(State(package=DEAL))
        told = client.post("/api/tables/small/look/region/EU27", json={"package": DEAL}).json()
        (row,) = [r for r in told["tables"][1]["rows"] if r[0] == "United States"]
        assert row[1:3] == pytest.approx(goods_volume(outcome, "EU27", "USA"))
        assert row[3:5] == pytest.approx(goods_volume(outcome, "USA", "EU27"))

    def test_everything_found_can_be_shown_and_countries_are_counted_once(self, client, table):
        world = table.space.eve.world
        for one in index(world):
            assert one["code"] in (world.regions if one["kind"] == "region" else world.sectors)
        germany = next(one for one in index(world) if one["name"] == "Germany")
        assert (germany["code"], "European Union" in germany["note"]) == ("EU27", True)
        assert any(one["name"] == "Soybeans" for one in index(world))
        for crop in ("corn", "maize", "crops"):
            assert any(crop in one["name"].lower() and one["code"] == "AGR" for one in index(world)), crop
        found = {one["name"]: one["code"] for one in index(world)}
        assert (found["Cars"], found["Medicines"], found["Iowa"]) == ("AUTO", "PHARM", "USA")
        assert (found["Palm oil and its fractions"], found["Durians"]) == ("FOOD", "AGR")
        assert found["Natural rubber"] == "RUBPLA"
        assert len({one["name"].lower() for one in index(world) if one["kind"] == "sector"}) > 2000
        drawn = [code for several in economies(world).values() for code in several if code != "ROW"]
        assert len(drawn) == len(set(drawn))
        assert {"DEU", "BRA", "NGA", "USA"} <= set(drawn)

    def test_jobs_by_state_add_up_to_the_country_s(self, client, table):
        outcome = table.outcome(State(package=DEAL))
        people = jobs(outcome)
        told = client.post("/api/tables/small/look/sector/STEEL", json={"package": DEAL}).json()["tables"][-1]
        us, steel = outcome.world.region("USA"), outcome.world.sector("STEEL")
        assert told["columns"][0] == "state"
        assert sum(row[1] for row in told["rows"]) == pytest.approx(people.before[us, steel])
        assert sum(row[2] for row in told["rows"]) == pytest.approx(people.change[us, steel])
        other = client.post("/api/tables/small/look/region/EU27", json={"package": DEAL}).json()["tables"]
        assert all(one["columns"][0] != "state" for one in other)

    def test_unknown_names_are_refused_with_the_nearest(self, client):
        found = client.post("/api/tables/small/look/sector/STEEEL", json={})
        assert found.status_code == 422
        assert "STEEL" in found.json()["error"]


class TestWorthAndRedLines:
    def test_restated_worth_is_the_dossier_with_that_worth(self, tmp_path, client, table):
        content = small()
        content["agenda"][0]["options"][1]["worth"]["USA"] = {"low": -30, "mid": -20, "high": -10, "basis": "judgement"}
        truth = tt.deal_space(tt.Dossier.load(write(tmp_path, content)))
        moved = reweighed(table.space, worth={("steel", "lifted"): {"USA": (-30, -20, -10)}})
        assert (moved.signable, moved.counted) == (truth.signable, truth.counted)
        assert [d.gain for d in moved.frontier] == [pytest.approx(d.gain) for d in truth.frontier]
        shown = client.post(
            "/api/tables/small/evaluate", json={"package": DEAL, "worth": {"steel.lifted.USA": [-30, -20, -10]}}
        )
        true = truth.deal(DEAL)
        assert shown.json()["parties"]["USA"]["value"] == pytest.approx(true.value["USA"])
        assert shown.json()["parties"]["USA"]["low"] == pytest.approx(true.low["USA"])

    def test_a_red_line_switched_off_is_the_dossier_without_it(self, tmp_path, client):
        truth = tt.deal_space(tt.Dossier.load(write(tmp_path, small(red_lines=[]))))
        shown = client.post("/api/tables/small/deals", json={"lifted": [0]}).json()
        assert (shown["signable"], shown["counted"]) == (truth.signable, truth.counted)
        written = client.post("/api/tables/small/download/dossier.yaml", json={"state": {"lifted": [0]}}).text
        assert "red_lines:" not in written or "surrender" not in written.split("red_lines:")[1].split("no_deal")[0]
        assert "was switched off on the workbench" in " ".join(written.split())

    @pytest.mark.parametrize(
        ("state", "says"),
        [
            ({"worth": {"steel.lifted.USA": [1, 0, 2]}}, "low, mid and high in this order"),
            ({"worth": {"steel.lifted.CHN": [0, 0, 0]}}, "CHN"),
            ({"worth": {"steel.USA": [0, 0, 0]}}, "ITEM.OPTION.PARTY"),
            ({"lifted": [1]}, "has 1 red lines"),
        ],
    )
    def test_what_does_not_fit_is_refused(self, client, state, says):
        found = client.post("/api/tables/small/evaluate", json=state)
        assert found.status_code == 422
        assert says in found.json()["error"]


class TestScenarios:
    def test_a_position_is_kept_and_found_by_who_comes_later(self, tmp_path):
        state = State(package=DEAL, weights={"EU": 2.0}, worth={"steel.lifted.USA": (-3, -2, -1)}, lifted=(0,))
        Scenarios(tmp_path).keep("small", "  the  deal ", state)
        (found,) = Scenarios(tmp_path).all("small")
        assert (found.name, found.state, found.horizon) == ("the deal", state, "")
        assert Scenarios(tmp_path).all("other") == []

    def test_the_same_name_is_kept_once(self, tmp_path):
        kept = Scenarios(tmp_path)
        for weight in (1.5, 2.5):
            kept.keep("small", "mine", State(weights={"EU": weight}))
        assert [one.state.weights["EU"] for one in kept.all("small")] == [2.5]

    def test_names_lead_nowhere_on_the_disk(self, tmp_path):
        kept = Scenarios(tmp_path / "in")
        kept.keep("../../dossier", "../../../etc/name", State())
        assert {p.relative_to(tmp_path).parts[0] for p in tmp_path.rglob("*.json")} == {"in"}

    def test_names_are_written_as_their_language_writes_them(self, tmp_path):
        for name in ("می\u200cخواهیم", "עסקה", "क्\u200dष"):
            assert Scenarios(tmp_path).keep("small", name, State(), "year-5").name == name
        assert {one.horizon for one in Scenarios(tmp_path).all("small")} == {"year-5"}

    @pytest.mark.parametrize("name", ["", "   ", "x" * 61, "a\x00b", "\u200c", "\u202eab"])
    def test_names_that_cannot_be_shown_are_refused(self, tmp_path, name):
        with pytest.raises(DossierError, match="expected 1 to 60"):
            Scenarios(tmp_path).keep("small", name, State())

    def test_what_is_not_there_cannot_be_dropped(self, tmp_path):
        kept = Scenarios(tmp_path)
        kept.keep("small", "truce", State())
        with pytest.raises(DossierError, match="truce"):
            kept.drop("small", "truse")
        kept.drop("small", "truce")
        assert kept.all("small") == []

    def test_a_broken_file_is_named(self, tmp_path):
        kept = Scenarios(tmp_path)
        kept.keep("small", "truce", State())
        (path,) = tmp_path.rglob("*.json")
        path.write_text("{", encoding="utf-8")
        with pytest.raises(DossierError, match=path.name):
            kept.all("small")

    def test_their_number_is_bounded(self, tmp_path):
        kept = Scenarios(tmp_path)
        for j in range(MOST_KEPT):
            kept.keep("small", f"n{j}", State())
        with pytest.raises(tt.TradetalksError, match="as many as may be"):
            kept.keep("small", "one more", State())
        kept.keep("small", "n0", State())  # in place of itself

    def test_an_upload_s_scenarios_are_its_holders(self, client, tmp_path):
        shelf = client.app.state.shelf
        text = (write(tmp_path, small(name="mine")) / "dossier.yaml").read_text()
        keys = [shelf.add(text) for _ in range(2)]
        assert shelf.lasting(keys[0]) == shelf.lasting(keys[1]) != "mine"
        assert shelf.lasting("small") == "small"
