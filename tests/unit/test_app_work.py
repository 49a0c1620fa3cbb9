"""Work on the workbench: shared, given up at once, bounded; uploads and others' tables; one form of error."""

import threading
import time

import pytest

pytest.importorskip("fastapi", reason="the app extra is not installed")
from fastapi.testclient import TestClient

import tradetalks as tt
from tests.small_dossier import small, write
from tradetalks.app import server, shelf
from tradetalks.app.jobs import Busy, Jobs
from tradetalks.app.server import create
from tradetalks.app.shelf import IN_USE, MOST_OWN, MOST_UPLOADED, Shelf
from tradetalks.dossier.writing import to_yaml
from tradetalks.errors import DossierError, TradetalksError

BASE = "http://127.0.0.1:8450"


@pytest.fixture
def dossier(tmp_path):
    return tt.Dossier.load(write(tmp_path))


@pytest.fixture
def held(monkeypatch, dossier):
    """A workbench whose world takes as long to bring to the eve as a test wants: (client, release, how often begun)."""
    go, begun = threading.Event(), []

    def slow(found, *_):
        begun.append(found.name)
        assert go.wait(30)
        raise DossierError("held back")

    monkeypatch.setattr(shelf, "bring_to_eve", slow)
    with TestClient(create(dossier), base_url=BASE) as client:
        yield client, go, begun
        go.set()


def start(client, key="small"):
    return client.post("/api/open", json={"key": key})


def told(client, job):
    return client.get(f"/api/jobs/{job}").json()["state"]


def until(true, seconds=10):
    deadline = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < deadline
        time.sleep(0.01)


class TestOpenings:
    def test_of_one_dossier_share_one_work(self, held):
        client, _, begun = held
        jobs = {start(client).json()["job"] for _ in range(12)}
        assert len(jobs) == 12  # each knows its own alone
        until(lambda: begun)
        assert begun == ["small"]
        other = client.post("/api/upload", json={"text": to_yaml(client.app.state.shelf.own)}).json()["key"]
        assert start(client, other).status_code == 200

    def test_are_given_up_at_once_while_the_world_is_brought_to_the_eve(self, held):
        client, _, begun = held
        job, mine = (start(client).json()["job"] for _ in range(2))
        until(lambda: begun)
        begin = time.monotonic()
        client.delete(f"/api/jobs/{job}")
        assert told(client, job) == "cancelled"
        assert time.monotonic() - begin < 1
        assert told(client, mine) == "running"  # another's wait goes on

    def test_given_up_hold_no_place(self, held):
        client, _, begun = held
        text = to_yaml(client.app.state.shelf.own)
        keys = [client.post("/api/upload", json={"text": text}).json()["key"] for _ in range(5)]
        jobs = [start(client, key).json()["job"] for key in keys[:4]]
        assert start(client, keys[4]).status_code == 503
        until(lambda: len(begun) == 4)
        for job in jobs:
            client.delete(f"/api/jobs/{job}")
        assert start(client, keys[4]).status_code == 200

    def test_asked_for_again_are_taken_over_where_they_are(self, held):
        client, _, begun = held
        job = start(client).json()["job"]
        until(lambda: begun)
        client.delete(f"/api/jobs/{job}")
        again = start(client).json()["job"]
        assert (told(client, job), told(client, again)) == ("cancelled", "running")
        assert begun == ["small"]


class TestJobs:
    def test_work_nobody_waits_for_stops_at_its_next_step(self):
        jobs, stopped = Jobs(), threading.Event()

        def endless(progress):
            try:
                while True:
                    progress(0, 1)
                    time.sleep(0.001)
            finally:
                stopped.set()

        key = jobs.start("endless", endless)
        jobs.cancel(key)
        assert jobs.get(key).state == "cancelled"
        assert stopped.wait(5)

    def test_what_was_given_up_and_goes_on_is_bounded(self):
        jobs, go = Jobs(most_running=2, most_ending=2), threading.Event()
        for _ in range(3):
            jobs.cancel(jobs.start("stuck", lambda _: go.wait(20)))
        with pytest.raises(Busy):
            jobs.start("one too many", lambda _: None)
        go.set()
        until(lambda: not jobs._running)
        assert jobs.run("now", lambda _: 3, 5) == 3

    def test_waiting_for_a_result_ends_in_time(self):
        jobs, go = Jobs(), threading.Event()
        with pytest.raises(Busy, match="longer than"):
            jobs.run("reading", lambda _: go.wait(20), 0.05)
        go.set()

    def test_faults_are_raised_to_who_waits(self):
        def fail(_):
            raise DossierError("no")

        with pytest.raises(DossierError, match="no"):
            Jobs().run("checking", fail, 5)


class TestUploads:
    def test_never_put_another_s_open_table_away(self, dossier):
        now = [0.0]
        found = Shelf(clock=lambda: now[0])
        mine = found.keep(dossier)
        found._uploads[mine].opened = True
        for _ in range(MOST_UPLOADED + 10):
            now[0] += 120
            found.known(mine)  # somebody works on it
            found.keep(dossier)
        found.known(mine)

    def test_are_refused_kindly_where_all_are_in_use(self, dossier):
        now = [0.0]
        found = Shelf(clock=lambda: now[0])
        for _ in range(MOST_UPLOADED):
            found.keep(dossier)
        with pytest.raises(Busy, match="in use here"):
            found.keep(dossier)
        now[0] += IN_USE
        found.keep(dossier)

    def test_of_one_page_make_room_for_its_own(self, dossier):
        found = Shelf()
        other = found.keep(dossier, "other")
        keys = [found.keep(dossier, "mine") for _ in range(3 * MOST_UPLOADED)]
        for key in [other, *keys[-MOST_OWN:]]:
            found.known(key)
        with pytest.raises(DossierError):
            found.known(keys[0])

    def test_count_as_work_and_end_in_time(self, dossier, monkeypatch):
        go = threading.Event()
        monkeypatch.setattr(server, "MOST_SECONDS", 0.05)
        monkeypatch.setattr(Shelf, "check", lambda *_: go.wait(20))
        with TestClient(create(dossier), base_url=BASE) as client:
            answers = [client.post("/api/upload", json={"text": "name: x"}) for _ in range(8)]
            assert {a.status_code for a in answers} == {503}
            assert "longer than" in answers[0].json()["error"]
            assert "as much as it may" in answers[-1].json()["error"]
            begin = time.monotonic()
            assert client.get("/api/health").status_code == 200
            assert time.monotonic() - begin < 1
            go.set()


@pytest.fixture(scope="module")
def client(tmp_path_factory):
    with TestClient(create(tt.Dossier.load(write(tmp_path_factory.mktemp("d")))), base_url=BASE) as made:
        yield made


class TestErrors:
    @pytest.mark.parametrize(
        ("method", "path", "options", "status"),
        [
            ("GET", "/api/nowhere", {}, 404),
            ("GET", "/nowhere", {}, 404),
            ("GET", "/assets/none.js", {"headers": {"accept": "text/html"}}, 404),
            ("PUT", "/api/open", {"json": {}}, 405),
            ("DELETE", "/", {}, 405),
            ("POST", "/api/open", {"content": b"\xff\xfe{", "headers": {"content-type": "application/json"}}, None),
            ("POST", "/api/open", {"content": b"{", "headers": {"content-type": "application/json"}}, 422),
            ("POST", "/api/open", {"json": {"key": "../x"}}, 422),
            ("POST", "/api/open", {"json": {"key": "nobody"}}, 422),
            ("GET", "/api/tables/small", {}, 404),
            ("POST", "/api/open", {"content": b"x", "headers": {"content-type": "text/plain"}}, 415),
            ("GET", "/", {"headers": {"host": "evil.example"}}, 421),
        ],
    )
    def test_have_one_form(self, client, method, path, options, status):
        found = client.request(method, path, **options)
        assert 400 <= found.status_code < 500
        assert status is None or found.status_code == status
        assert list(found.json()) == ["error"]
        assert len(found.json()["error"]) > 10

    def test_are_a_page_for_who_asks_for_one(self, client):
        found = client.get("/nowhere?x=<script>", headers={"accept": "text/html,*/*"})
        assert found.status_code == 404
        assert found.headers["content-type"].startswith("text/html")
        assert "nothing here by the name /nowhere" in found.text
        assert "<script>" not in found.text.replace('<script src="', "")

    @pytest.mark.parametrize(
        "host",
        [
            "evil.com@127.0.0.1", "localhost#evil.com", "localhost/../evil.com", "localhost?evil.com", "localhost/..",
            "127.0.0.1:80:80", "[::1", "localhost:", "localhost:8450x", " localhost", "localhost\\evil.com", "",
            "user:pw@localhost:8450", "localhost%2f", "127.0.0.1.", "[::1]evil",
        ],
    )  # fmt: skip
    def test_what_is_no_host_of_ours_is_refused(self, client, host):
        assert client.get("/api/health", headers={"host": host}).status_code == 421

    @pytest.mark.parametrize("host", ["localhost", "LOCALHOST:80", "127.0.0.1:8450", "[::1]:8450", "[::1]"])
    def test_our_own_are_answered(self, client, host):
        assert client.get("/api/health", headers={"host": host}).status_code == 200


def test_a_dossier_s_position_is_where_the_page_begins(tmp_path):
    found = tt.Dossier.load(write(tmp_path, small(position={"steel": "doubled"})))
    assert found.position == {"steel": "doubled"}
    with pytest.raises(DossierError, match="nearest: 'steel'"):
        tt.Dossier.load(write(tmp_path, small(position={"stel": "doubled"})))


class TestHorizons:
    def test_the_same_talks_at_another_horizon(self, dossier):
        with TestClient(create(dossier), base_url=BASE) as client:
            slug = "long-run" if dossier.world.horizon != "long run" else "year-5"
            key, name = f"small~{slug}", slug.replace("-", " ")
            job = start(client, key).json()["job"]
            until(lambda: told(client, job) == "done", 60)
            described = client.get(f"/api/tables/{key}").json()
            assert described["horizon_name"] == name
            state = {"package": {"steel": "lifted"}}
            found = client.post(f"/api/tables/{key}/evaluate", json=state).json()["parties"]
            truth = tt.deal_space(dossier.at_horizon(name)).deal({"steel": "lifted"})
            for p in truth.gain:
                assert found[p]["gain"] == pytest.approx(truth.gain[p], abs=1e-7)

    def test_an_unknown_one_is_refused_by_name(self, dossier):
        with TestClient(create(dossier), base_url=BASE) as client:
            answer = start(client, "small~year-4")
            assert answer.status_code == 422
            assert "nearest: 'year-" in answer.json()["error"]


class TestFrames:
    def test_no_site_may_show_a_page_unless_named_and_then_one_figure_only(self, dossier):
        for sites in ((), ("https://example.org",)):
            with TestClient(create(dossier, sites=sites), base_url=BASE) as client:
                for path in ("/", "/embed", "/world"):
                    headers, open_ = client.get(path).headers, bool(sites) and path == "/embed"
                    wanted = "https://example.org" if open_ else "'none'"
                    assert headers["content-security-policy"].endswith(f"frame-ancestors {wanted}")
                    assert ("x-frame-options" in headers) is not open_

    @pytest.mark.parametrize("site", ["*", "example.org", "https://a.b; script-src *", "javascript:x"])
    def test_what_is_no_site_is_refused(self, dossier, site):
        with pytest.raises(TradetalksError, match="expected a site such as"):
            create(dossier, sites=(site,))


def test_steps_of_an_opening_are_named(dossier):
    steps = []
    Shelf(dossier).open("small", lambda done, total, step="": steps.append(step))
    assert list(dict.fromkeys(steps)) == [
        "bringing the world to the eve of the talks", "solving packages", "finding the frontier",
    ]  # fmt: skip
