"""The workbench's HTTP interface: the command line's figures, the command line's messages, and who may ask."""

import json
import threading
import time

import pytest

fastapi = pytest.importorskip("fastapi", reason="the app extra is not installed")
from fastapi.testclient import TestClient  # noqa: E402

import tradetalks as tt  # noqa: E402
from tests.small_dossier import small, write  # noqa: E402
from tradetalks.app import downloads  # noqa: E402
from tradetalks.app.jobs import Jobs  # noqa: E402
from tradetalks.app.server import create  # noqa: E402
from tradetalks.app.state import State  # noqa: E402
from tradetalks.dossier.writing import to_yaml  # noqa: E402

BASE = "http://127.0.0.1:8450"


def opened(client, key):
    """Open a dossier and wait for it."""
    job = client.post("/api/open", json={"key": key}).json()["job"]
    deadline = time.monotonic() + 120
    while (told := client.get(f"/api/jobs/{job}").json())["state"] == "running":
        assert time.monotonic() < deadline
        time.sleep(0.05)
    return told


@pytest.fixture(scope="module")
def client(tmp_path_factory):
    app = create(tt.Dossier.load(write(tmp_path_factory.mktemp("d"))))
    with TestClient(app, base_url=BASE) as made:
        assert opened(made, "small")["state"] == "done"
        yield made


def evaluate(client, **state):
    return client.post("/api/tables/small/evaluate", json=state)


class TestFigures:
    def test_a_position_is_worth_what_the_deal_space_says(self, client):
        space = client.app.state.shelf.get("small").space
        package = {"steel": "lifted", "data": "framework"}
        found, deal = evaluate(client, package=package).json(), space.deal(package)
        for p in space.parties:
            assert found["parties"][p]["gain"] == pytest.approx(deal.gain[p], abs=1e-7)
            assert found["parties"][p]["low"] == pytest.approx(deal.low[p], abs=1e-7)
        assert found["signable"] == all(g >= 0 for g in deal.gain.values())
        assert found["certificate"]["certified"]

    def test_a_slider_at_another_option_s_rate_is_that_option(self, client):
        """Charged is 25 points, doubled 50: the slider at 0.5 does what doubled does."""
        doubled = evaluate(client, package={"steel": "doubled"}).json()
        moved = evaluate(client, package={"steel": "charged"}, rates={"steel.charged.0": 0.5}).json()
        for p in ("USA", "EU"):
            assert moved["parties"][p]["economic"] == pytest.approx(doubled["parties"][p]["economic"], abs=1e-7)
        stale = evaluate(client, package={"steel": "lifted"}, rates={"steel.charged.0": 0.5}).json()
        plain = evaluate(client, package={"steel": "lifted"}).json()
        assert stale["parties"] == plain["parties"]

    def test_probabilities_and_weights(self, client):
        sure = evaluate(client, probabilities={"as_is": 1, "war": 0}).json()
        assert sure["parties"]["EU"]["no_deal"] == pytest.approx(0, abs=1e-9)
        heavy = evaluate(client, package={"standards": "mutual"}, weights={"EU": 2}).json()
        light = evaluate(client, package={"standards": "mutual"}, weights={"EU": 1}).json()
        assert heavy["parties"]["EU"]["political"] == pytest.approx(2 * light["parties"]["EU"]["political"])

    def test_the_description_holds_what_the_page_draws(self, client):
        told = client.get("/api/tables/small").json()
        assert [i["id"] for i in told["items"]] == ["steel", "cars", "data", "standards"]
        assert told["points"]["frontier"]
        assert set(told["provenance"]) >= {"economic", "political", "gain", "no_deal", "regions", "flows"}
        assert all({"equation", "data", "assumption", "certificate"} <= set(v) for v in told["provenance"].values())

    @pytest.mark.parametrize("kind", list(downloads.KINDS))
    def test_downloads(self, client, kind):
        found = client.post(f"/api/tables/small/download/{kind}", json={"state": {"package": {"steel": "lifted"}}})
        assert found.status_code == 200
        assert found.headers["content-disposition"] == f'attachment; filename="small-{kind}"'
        start = {"svg": b"<svg", "png": b"\x89PNG", "html": b"<!DOCTYPE html>", "md": b"# A small summit"}
        assert found.content.startswith(start.get(kind.rpartition(".")[2], b""))
        assert len(found.content) > 100


class TestFaults:
    @pytest.mark.parametrize(
        ("state", "says"),
        [
            ({"package": {"stel": "lifted"}}, "nearest: 'steel'"),
            ({"package": {"steel": "lift"}}, "nearest: 'lifted'"),
            ({"weights": {"USA": 9}}, "expected 0 to 5"),
            ({"probabilities": {"peace": 1}}, "unknown no-deal branch 'peace'"),
            ({"probabilities": {"as_is": 0, "war": 0}}, "all zero"),
            ({"rates": {"steel.charged.7": 0.1}}, "unknown slider"),
            ({"rates": {"steel.lifted.0": 0.1}}, "option 'lifted' of 'steel' has no slider; sliders of the dossier: "),
            ({"rates": {"steel": 0.1}}, "expected ITEM.OPTION.NUMBER"),
            ({"rates": {"steel.charged.0": 80}}, "expected -0.99 to 5"),
            ({"surplus": 1}, "surplus: unknown name"),
        ],
    )
    def test_are_named(self, client, state, says):
        found = client.post("/api/tables/small/evaluate", json=state)
        assert found.status_code == 422
        assert says in found.json()["error"]

    @pytest.mark.parametrize(
        "state", ['{"package": {"steel": "lifted", "steel": "doubled"}}', '{"rates":{},"rates":{}}']
    )
    def test_a_name_given_twice_is_refused(self, client, state):
        found = client.post("/api/tables/small/evaluate", content=state, headers={"content-type": "application/json"})
        assert found.status_code == 422
        assert "given twice" in found.json()["error"]

    def test_an_upload_has_the_command_line_s_messages(self, client):
        found = client.post("/api/upload", json={"text": "name: x\nagenda: 3\n"})
        assert found.status_code == 422
        assert "faults" in found.json()["error"]
        assert "/tmp" not in found.json()["error"]

    def test_unknown_things_are_not_found(self, client):
        assert client.get("/api/tables/other").status_code == 404
        assert client.get("/api/jobs/none").status_code == 404
        assert client.get("/assets/..%2f..%2fpyproject.toml").status_code == 404
        assert client.get("/assets/server.py").status_code == 404
        assert client.post("/api/tables/small/download/etc", json={}).status_code == 404
        assert client.post("/api/open", json={"key": "etc-passwd"}).status_code == 422
        assert client.post("/api/open", json={"key": "../x"}).status_code == 422


class TestGuard:
    def test_other_host_names_are_refused(self, client):
        assert client.get("/", headers={"host": "evil.example"}).status_code == 421
        assert client.get("/", headers={"host": "localhost:8450"}).status_code == 200
        assert client.get("/", headers={"host": "127.0.0.1.evil.example"}).status_code == 421

    def test_other_origins_change_nothing(self, client):
        for origin in ("http://evil.example", "null", "http://127.0.0.1:9999"):
            found = client.post("/api/open", json={"key": "small"}, headers={"origin": origin})
            assert found.status_code == 403
        assert client.post("/api/open", json={"key": "small"}, headers={"origin": BASE}).status_code == 200

    def test_forms_cannot_post(self, client):
        found = client.post("/api/open", content="key=small", headers={"content-type": "text/plain"})
        assert found.status_code == 415

    def test_sizes_are_bounded(self, client):
        assert client.post("/api/upload", json={"text": "x" * 1_300_000}).status_code == 413

    def test_sizes_are_bounded_where_none_is_told(self, client):
        pieces = (b"x" * 100_000 for _ in range(20))
        found = client.post("/api/upload", content=pieces, headers={"content-type": "application/json"})
        assert found.status_code == 413
        assert "larger than" in found.json()["error"]

    def test_every_answer_carries_the_policy(self, client):
        for path in ("/", "/api/dossiers", "/nowhere"):
            policy = client.get(path).headers["content-security-policy"]
            assert "default-src 'none'" in policy
            assert "'unsafe-inline'" not in policy.split("script-src")[1].split(";")[0]

    def test_pages_ask_nothing_of_the_network(self, client):
        for path in ("/", "/timeline", "/world", "/assets/workbench.css", "/assets/workbench.js", "/assets/common.js"):
            text = client.get(path).text
            assert 'src="http' not in text
            assert "@import" not in text
            assert 'fetch("http' not in text


class TestSessions:
    def test_an_upload_is_seen_by_its_key_alone(self, client, tmp_path):
        content = small(name="secret", title="<script>alert(1)</script>")
        text = to_yaml(tt.Dossier.load(write(tmp_path, content)))
        key = client.post("/api/upload", json={"text": text}).json()["key"]
        assert len(key) >= 20
        assert key not in json.dumps(client.get("/api/dossiers").json())
        assert opened(client, key)["state"] == "done"
        assert client.get(f"/api/tables/{key}").json()["title"] == "<script>alert(1)</script>"
        assert "<script>alert" not in client.get("/").text
        assert "<script>alert" not in client.post(f"/api/tables/{key}/download/brief.html", json={}).text

    def test_jobs_are_cancelled(self):
        jobs = Jobs()

        def endless(progress):
            for k in range(10_000):
                progress(k, 10_000)
                time.sleep(0.005)

        key = jobs.start("endless", endless)
        time.sleep(0.05)
        assert jobs.get(key).told()["state"] == "running"
        assert jobs.cancel(key)
        deadline = time.monotonic() + 5
        while jobs.get(key).state == "running" and time.monotonic() < deadline:
            time.sleep(0.01)
        assert jobs.get(key).state == "cancelled"

    def test_what_is_found_so_far_is_told_until_all_is(self):
        jobs, go = Jobs(), threading.Event()

        def work(progress):
            progress(1, 2, "", ["first"])
            progress(1, 2)  # a step that has found nothing new takes nothing back
            go.wait(5)
            return ["first", "second"]

        key = jobs.start("two things", work)
        deadline = time.monotonic() + 5
        while jobs.get(key).told()["so_far"] is None and time.monotonic() < deadline:
            time.sleep(0.01)
        told = jobs.get(key).told()
        assert (told["state"], told["so_far"], told["result"]) == ("running", ["first"], None)
        go.set()
        while jobs.get(key).state == "running" and time.monotonic() < deadline:
            time.sleep(0.01)
        told = jobs.get(key).told()
        assert (told["state"], told["so_far"], told["result"]) == ("done", None, ["first", "second"])

    def test_states_are_values(self):
        assert State.model_validate({"package": {"a": "b"}}) == State(package={"a": "b"})


class TestReport:
    TEXT = "The United States and China meet in Geneva on 3 May 2025. They spoke about visas."

    def test_what_is_open_is_asked_and_answered(self, client):
        """An item of which the report does not say who asks waits for a button; the answer settles its direction."""
        told = client.post("/api/read", json={"text": self.TEXT}).json()
        assert told["open"] == [
            {
                "item": "visas",
                "title": "Visas and stays of workers",
                "parties": {"USA": "United States", "CHN": "China"},
                "perhaps": [],
            }
        ]
        settled = client.post("/api/read", json={"text": self.TEXT, "directions": {"visas": "CHN"}}).json()
        assert settled["open"] == []
        assert settled["answered"] == {"visas": "China asks"}
        assert "about: direction" in told["yaml"]
        assert "about: direction" not in settled["yaml"]

    def test_what_is_charged_today_is_asked_and_answered(self, client):
        text = (
            "The United States and the European Union meet in Brussels on 21 August 2025. The United States will apply"
            " a tariff of 15 per cent, all-inclusive, to goods from the European Union."
        )
        told = client.post("/api/read", json={"text": text}).json()
        (asked,) = told["rates"]
        assert asked["party"] == "USA"
        assert list(asked["choices"]) == ["record", "benchmark"]
        assert "10.6% on average on 20 August 2025" in asked["asks"]
        settled = client.post("/api/read", json={"text": text, "today": {"USA": "record"}}).json()
        assert settled["rates"] == []
        assert settled["today"] == {"USA": "as the dated record has it"}
        assert "level: 0.15" in settled["yaml"]
        wrong = client.post("/api/read", json={"text": text, "today": {"USA": "much"}})
        assert wrong.status_code == 422
        assert "expected 'record'" in wrong.json()["error"]

    @pytest.mark.parametrize(
        ("answer", "says"), [("both", "both ask"), ("nobody", "nobody asks, it is not on the table")]
    )
    def test_both_and_nobody_are_answers(self, client, answer, says):
        text = f"{self.TEXT} China wants the United States to lift its tariffs on cars."
        told = client.post("/api/read", json={"text": text, "directions": {"visas": answer}}).json()
        assert told["open"] == []
        assert told["answered"] == {"visas": says}
        assert told["titles"]["visas"] == "Visas and stays of workers"
        assert ("visas" in told["draft"]["items"]) == (answer == "both")
        assert any(line.startswith("left out: Visas") for line in told["assumed"]) == (answer == "nobody")
        assert told["yaml"].count("asks: 'by your answer; the report names it in") == (2 if answer == "both" else 0)

    def test_an_answer_that_fits_nothing_is_refused(self, client):
        wrong = client.post("/api/read", json={"text": self.TEXT, "directions": {"visas": "XX"}})
        assert wrong.status_code == 422
        assert "unknown party 'XX'" in wrong.json()["error"]
