"""The summit behind HTTP: who is let in, what is refused and how it is told, the chair's tools, what is left behind."""

import asyncio
import csv
import io
import json
import zipfile
from dataclasses import replace

import pytest

pytest.importorskip("sqlalchemy", reason="the summit extra is not installed")
pytest.importorskip("itsdangerous", reason="the summit extra is not installed")
pytest.importorskip("fastapi", reason="the app extra is not installed")
from fastapi.testclient import TestClient
from ruamel.yaml import YAML

import tradetalks as tt
from tests.small_dossier import small, write
from tests.stores import store  # noqa: F401
from tests.summits import Time, engine_of, hall_of, terms_of, three
from tradetalks.dossier.genius import read_profile
from tradetalks.errors import TradetalksError
from tradetalks.report.numbers import Figures
from tradetalks.summit import rules
from tradetalks.summit.advice import WITHIN
from tradetalks.summit.classes import read_archive, together, unranked
from tradetalks.summit.classlist import ClassListError, Student, links_csv, plan, read_class, room_names
from tradetalks.summit.debrief import class_csv, group, ranks
from tradetalks.summit.limits import Limit, TooOften
from tradetalks.summit.links import Seat
from tradetalks.summit.live import MOST_LINES, Bell, line
from tradetalks.summit.log import Log
from tradetalks.summit.outcome import TRACE, keep_outcome, outcome_yaml
from tradetalks.summit.server import create

BASE = "http://127.0.0.1:8460"
PARTIES = ("USA", "EU", "JPN")
HALF = {"access": "half", "quota": "half", "aid": "half"}


@pytest.fixture(scope="module")
def engine(tmp_path_factory):
    return engine_of(tmp_path_factory.mktemp("three"))


class Summit:
    def __init__(self, engine, address, rooms=("A", "B")):
        self.time = Time()
        terms = {name: terms_of(engine, seed=k) for k, name in enumerate(rooms)}
        self.hall = hall_of(engine, Log(address), self.time, terms)
        app = create(self.hall)
        door = app.state.door  # its buckets refill by the test's clock, whatever the machine is busy with
        door.asks, door.acts, door.guesses = (
            Limit(b.rate, b.burst, self.time) for b in (door.asks, door.acts, door.guesses)
        )
        self.client = TestClient(app, base_url=BASE)
        self.client.__enter__()

    def ask(self, seat, what, body=None, room="A", after=1.0):
        self.time.pass_(after)
        path = f"/api/{self.hall.token(room, seat)}/{what}"
        return self.client.get(path) if body is None else self.client.post(path, json=body)

    def chair(self, what, **body):
        return self.ask("chair", f"chair/{what}", {"rooms": ["A"], **body})

    def offer(self, by="USA", package=HALF, **more):
        to = [p for p in PARTIES if p != by]
        answer = self.ask(by, "offer", {"package": package, "to": to, **more})
        assert answer.status_code == 200, answer.text
        return answer.json()["view"]["offers"][-1]["code"]

    def sign_all(self, code):
        for party in PARTIES:
            answer = self.ask(party, "sign", {"offer": code})
            assert answer.status_code == 200, answer.text


@pytest.fixture
def summit(engine, store):  # noqa: F811
    made = Summit(engine, store())
    yield made
    made.client.__exit__(None, None, None)


@pytest.fixture
def talks(summit):
    summit.chair("begin")
    return summit


class TestWhoIsLetIn:
    def test_forged_and_revoked_links_are_told_in_words(self, summit):
        token = summit.hall.token("A", "EU")
        stranger = summit.hall.links.token(Seat("A", "CHN"))
        assert "opens no seat" in summit.client.get(f"/seat/{stranger}").text
        for path in (f"/seat/{token[:-4]}abcd", f"/api/{token[:-4]}abcd/view", "/seat/x", "/seat/%00%ff<b>", "/seat/é"):
            answer = summit.client.get(path)
            assert answer.status_code == 403
            assert "not one of this summit" in answer.text
        summit.ask("chair", "chair/revoke", {"room": "A", "party": "EU"})
        assert "revoked" in summit.client.get(f"/api/{token}/view").json()["error"]
        assert summit.ask("EU", "view").status_code == 200  # by its new link

    def test_a_delegate_has_none_of_the_chairs_powers(self, talks):
        for what in ("begin", "pause", "end", "announce", "debrief", "late", "computer", "revoke", "extend"):
            body = {"rooms": ["A"], "room": "A", "party": "EU", "person": "x", "title": "x", "to": [], "minutes": 1}
            assert talks.ask("EU", f"chair/{what}", body).status_code in (403, 422)
        for what in ("view", "space?room=A", "links", "class.csv", "files.zip", "events"):
            assert talks.ask("EU", f"chair/{what}").status_code == 403
        assert talks.hall.room("A").phase == "talking"

    def test_the_chairs_link_speaks_for_no_party(self, talks):
        assert talks.ask("chair", "sign", {"offer": "XXX"}).status_code == 403
        assert talks.ask("chair", "view").status_code == 403

    def test_a_seat_in_one_room_sees_nothing_of_another(self, talks):
        code = talks.offer()
        assert code in talks.ask("EU", "view").text
        assert code not in talks.ask("EU", "view", room="B").text
        assert talks.ask("EU", "sign", {"offer": code}, room="B").status_code == 422

    def test_who_guesses_is_slowed_down(self, summit):
        found = {summit.client.get(f"/api/{'x' * 40}/view").status_code for _ in range(40)}
        assert found == {403, 429}

    def test_too_many_asks_of_one_seat_do_not_slow_another(self, talks):
        words = {"to": ["USA"], "text": "hello"}
        found = [talks.ask("EU", "say", words, after=0).status_code for _ in range(40)]
        assert 429 in found
        assert talks.ask("JPN", "say", {"to": ["USA"], "text": "hello"}).status_code == 200

    def test_another_origin_changes_nothing(self, talks):
        path = f"/api/{talks.hall.token('A', 'EU')}/say"
        told = talks.client.post(path, json={"to": ["USA"], "text": "x"}, headers={"origin": "https://elsewhere.org"})
        assert told.status_code == 403
        assert talks.client.get("/", headers={"host": "elsewhere.org"}).status_code == 421

    def test_pages_are_kept_by_no_cache(self, summit):
        for path in ("seat", "sheet"):
            found = summit.client.get(f"/{path}/{summit.hall.token('A', 'EU')}")
            assert found.headers["cache-control"] == "no-store"
            assert found.headers["referrer-policy"] == "no-referrer"


class TestTalks:
    def test_refusals_say_why(self, talks):
        told = talks.ask("USA", "offer", {"package": {"acess": "half"}, "to": ["EU"]})
        assert (told.status_code, "nearest: 'access'" in told.json()["error"]) == (422, True)
        talks.time.pass_(31 * 60)
        told = talks.ask("USA", "offer", {"package": HALF, "to": ["EU"]})
        assert "talks are over: time ran out" in told.json()["error"]

    def test_names_with_markup_are_escaped_in_pages_and_safe_in_tables(self, talks):
        talks.ask("EU", "join", {"name": "<script>alert(1)</script>"})
        talks.ask("JPN", "join", {"name": "=HYPERLINK(1)"})
        talks.sign_all(talks.offer(message="<img src=x>"))
        talks.chair("debrief")
        page = talks.client.get(f"/debrief/{talks.hall.token('A', 'EU')}").text
        assert "<script>alert" not in page
        assert "&lt;script&gt;alert(1)" in page
        rows = csv.reader(io.StringIO(talks.ask("chair", "chair/class.csv").text))
        assert not any(cell.startswith("=") for row in rows for cell in row)

    def test_a_counter_offer_tells_of_the_one_it_answers_only_to_who_knows_that(self, talks):
        first = talks.ask("EU", "offer", {"package": HALF, "to": ["USA"]}).json()["view"]["offers"][-1]["code"]
        talks.offer(by="USA", package={"access": "half"}, answers=first)
        told = {p: talks.ask(p, "view").json()["view"]["offers"][-1]["answers"] for p in PARTIES}
        assert told == {"USA": first, "EU": first, "JPN": None}
        assert first not in talks.ask("JPN", "view").text

    def test_a_side_room_is_there_for_its_members_and_the_chair(self, talks):
        opened = talks.ask("USA", "side", {"name": "corridor", "members": ["EU"]}).json()["view"]["sides"]
        side = opened[0]["code"]
        told = talks.ask("EU", "say", {"side": side, "text": "psst"}).json()["view"]["words"]
        assert (told[-1]["to"], told[-1]["side"]) == (["USA"], side)
        told = talks.ask("EU", "offer", {"side": side, "package": HALF}).json()["view"]["offers"]
        assert (told[-1]["to"], told[-1]["side"]) == (["USA"], side)
        assert talks.ask("JPN", "view").json()["view"]["sides"] == []
        assert talks.ask("JPN", "say", {"side": side, "text": "x"}).status_code == 422
        seen = talks.ask("chair", "chair/view").json()["view"]["room"]
        assert set(seen["sides"][0]["members"]) == {"USA", "EU"}
        assert talks.chair("end").status_code == 200
        talks.chair("debrief")
        page = talks.client.get(f"/debrief/{talks.hall.token('A', 'JPN')}").text
        assert "side room corridor" in page

    def test_the_chair_opens_and_closes_side_rooms(self, talks):
        body = {"room": "A", "name": "lunch", "members": ["EU", "JPN"]}
        told = talks.ask("chair", "chair/side", body).json()["view"]["room"]
        side = told["sides"][0]["code"]
        assert talks.ask("EU", "unside", {"side": side}).status_code == 422
        assert talks.ask("chair", "chair/unside", {"room": "A", "side": side}).status_code == 200
        assert "closed" in talks.ask("EU", "say", {"side": side, "text": "x"}).json()["error"]

    def test_my_gain_and_my_economy(self, tmp_path):
        summit = Summit(engine_of(tmp_path / "d", small()), f"sqlite:///{tmp_path}/s.db", rooms=("A",))
        with summit.client:
            found = summit.ask("EU", "evaluate", {"package": {"steel": "lifted", "data": "framework"}}).json()
            space = summit.hall.desk("A").space(summit.hall.chances("A"))
            deal = space.deal({"steel": "lifted", "data": "framework"})
            assert found["gain"] == pytest.approx(deal.gain["EU"], abs=1e-9)
            economy = space.eve.solve(deal.package)
            n = economy.world.region("EU27")
            assert found["economy"]["real_income"] == pytest.approx(100 * (economy.real_income_ratio[n] - 1), abs=1e-6)
            told = summit.ask("EU", "evaluate", {"package": {"steel": "lifted"}}).json()
            assert told["against"] == ["steel for data"]

    def test_help_gives_offers_worth_as_much_to_me_and_more_to_who_showed_a_wish(self, talks):
        code = talks.offer(by="USA", package={"access": "half", "quota": "half"})
        for package in ({"aid": "full"}, {"aid": "full", "access": "half"}, {"aid": "full", "quota": "half"}):
            talks.offer(by="JPN", package=package)
        told = talks.ask("USA", f"help/{code}").json()
        own = talks.hall.own("A", "USA")
        best = talks.hall.desk("A").choices("USA", talks.hall.chances("A")).best
        assert 1 <= len(told["offers"]) <= 3
        for one in told["offers"]:
            assert one["gain"] == pytest.approx(own.gain(HALF | {"aid": "old"}), abs=WITHIN[-1] * best)
            assert one["gain"] == pytest.approx(own.gain(one["package"]))
            assert one["package"] != {"access": "half", "quota": "half"}
        assert told["offers"][0]["package"]["aid"] in ("half", "full")  # Japan asked for aid in every offer
        assert "Japan: 3 offers" in told["words"]
        assert "Nothing is known yet of what European Union" in told["words"]
        assert talks.ask("EU", "help/XXX").status_code == 422

    def test_help_on_an_offer_that_i_cannot_sign_says_why(self, talks):
        code = talks.offer(by="JPN", package={"seat": "full"})
        found = talks.ask("EU", f"help/{code}")
        assert found.status_code == 200
        assert found.json()["offers"] == []
        assert "We cannot sign this offer" in found.json()["words"]

    def test_the_chair_acts_in_several_rooms_and_is_told_who_refused(self, summit):
        summit.chair("begin", rooms=["B"])
        told = summit.chair("begin", rooms=["A", "B"]).json()
        assert list(told["refused"]) == ["B"]
        assert {room["phase"] for room in told["view"]["rooms"]} == {"talking"}

    def test_nobody_gets_no_place(self, summit):
        told = summit.ask("chair", "chair/late", {"room": "A", "person": " "})
        assert "name: found nothing" in told.json()["error"]
        assert not any(summit.hall.room("A").assigned.values())

    def test_a_room_that_is_not_there_is_named(self, summit):
        for what, body in (
            ("begin", {"rooms": ["Z"]}),
            ("late", {"room": "Z", "person": "Ann"}),
            ("view?room=Z", None),
        ):
            told = summit.ask("chair", f"chair/{what}", body)
            assert (told.status_code, "unknown room 'Z'" in told.json()["error"]) == (422, True)

    def test_latecomers_go_where_fewest_are(self, summit):
        for k in range(7):
            assert summit.ask("chair", "chair/late", {"room": "A", "person": f"P{k}"}).status_code == 200
        assert sorted(len(p) for p in summit.hall.room("A").assigned.values()) == [2, 2, 3]
        summit.ask("chair", "chair/computer", {"room": "B", "party": "USA", "strategy": "linear"})
        assert summit.ask("chair", "chair/late", {"room": "B", "person": "Zoe", "party": "USA"}).status_code == 200
        assert not summit.hall.room("B").computers  # the seat has somebody now
        told = summit.ask("chair", "chair/late", {"room": "B", "person": "P0"})
        assert told.status_code == 422
        assert "'P0' has a place already (room A, " in told.json()["error"]

    def test_the_chair_sees_all_offers_with_everybodys_gains(self, talks):
        code = talks.offer()
        seen = talks.ask("chair", "chair/view").json()["view"]
        (move,) = seen["course"]
        assert move["code"] == code
        for party in PARTIES:
            mine = next(o for o in talks.ask(party, "view").json()["view"]["offers"] if o["code"] == code)["gain"]
            assert move["gains"][party] == pytest.approx(mine)
        better = talks.hall.desk("A").space(talks.hall.chances("A")).frontier
        most = max(sum(d.gain.values()) for d in better)
        assert 0 <= move["left"] <= most - sum(move["gains"].values()) + 1e-9


class TestLines:
    def messages(self, hall, known, acts):
        """What one line sends while ``acts`` happen."""

        async def follow():
            bell, found = Bell(), []
            hall.told(bell.ring)
            from tradetalks.summit.server import view_of

            def look():
                return view_of(hall, Seat("A", "JPN")), hall.clock()

            messages = line(bell, "A/JPN", "A", look, known, beat=0.2)
            for act in (None, *acts):
                if act:
                    await asyncio.to_thread(act)
                found.append(await anext(messages))
            await messages.aclose()
            assert len(bell) == 0
            return found

        return asyncio.run(follow())

    def test_what_is_not_for_me_wakes_me_not_and_a_known_view_is_not_sent_again(self, talks):
        d, hall = talks.hall.scenario.dossier, talks.hall

        def offer(code, to):
            hall.act("A", lambda room, now: rules.offer(room, d, now, "USA", code, to, HALF))

        first, hidden, seen = self.messages(hall, "", [lambda: offer("AAA", ["EU"]), lambda: offer("BBB", ["JPN"])])
        assert first.startswith("id: ")
        assert hidden == ": still here\n\n"
        assert "BBB" in seen
        assert "AAA" not in seen
        version = seen.split("\n")[0].removeprefix("id: ")
        (again,) = self.messages(hall, version, [])
        assert again == ": still here\n\n"
        (behind,) = self.messages(hall, "of before the line was lost", [])
        assert "BBB" in behind

    def test_a_seat_holds_so_many_lines_and_not_more(self):
        async def open_lines():
            bell = Bell()
            events = [bell.listen("A/JPN", "A") for _ in range(MOST_LINES)]
            with pytest.raises(TooOften, match="pages open"):
                bell.room_for("A/JPN")
            bell.room_for("A/EU")
            bell.leave(events[0])
            bell.room_for("A/JPN")

        asyncio.run(open_lines())


class TestWhatIsLeft:
    def test_an_outcome_reads_as_a_dossiers(self, talks, tmp_path):
        code = talks.offer()
        assert keep_outcome(talks.hall.room("A"), {}, tmp_path) is None
        talks.sign_all(code)
        names = {p: p for p in PARTIES}
        path = keep_outcome(talks.hall.room("A"), names, tmp_path)
        text = path.read_text(encoding="utf-8")
        assert text.count("# ") >= 4  # the sign sheet
        assert YAML(typ="safe").load(text)["agreed"]["package"] == HALF
        folder = write(tmp_path / "again", three())
        (folder / "outcome.yaml").write_text(text, encoding="utf-8")
        assert tt.Dossier.load(folder).agreed.package == HALF
        assert outcome_yaml(talks.hall.room("B"), names) == ""

    def test_the_archive(self, talks):
        talks.sign_all(talks.offer())
        archive = zipfile.ZipFile(io.BytesIO(talks.ask("chair", "chair/files.zip").content))
        names = set(archive.namelist())
        assert {"class.csv", "A/debrief.html", "A/outcome.yaml", "A/trace.csv", "A/log.jsonl", "B/log.jsonl"} <= names
        assert "B/outcome.yaml" not in names
        rows = list(csv.DictReader(io.StringIO(archive.read("A/trace.csv").decode())))
        assert tuple(rows[0]) == TRACE
        assert json.loads(rows[0]["offer"])["access"] == "half"
        assert rows[0]["state"] == "agreement"
        logged = [json.loads(line) for line in archive.read("A/log.jsonl").decode().splitlines()]
        assert [row["number"] for row in logged] == list(range(1, len(logged) + 1))

    def test_classes_in_one_table_are_ranked_together(self, talks, tmp_path):
        talks.sign_all(talks.offer())
        talks.hall.act("B", lambda room, now: rules.begin(room))
        talks.hall.act("B", lambda room, now: rules.end(room, talks.hall.scenario.dossier, "x"))
        content = talks.ask("chair", "chair/files.zip").content
        for name in ("monday", "tuesday"):
            (tmp_path / f"{name}.zip").write_bytes(content)
        one = read_archive(tmp_path / "monday.zip")
        rows = list(csv.DictReader(io.StringIO(together({"monday": one, "tuesday": one}))))
        assert len(rows) == 2 * len(one) == 12
        assert {(row["class"], row["room"]): row["rank"] for row in rows} == {
            ("monday", "A"): "1", ("tuesday", "A"): "1", ("monday", "B"): "3", ("tuesday", "B"): "3",
        }  # fmt: skip
        assert all(float(row["share"]) <= 1 for row in rows)
        talking = [{**row, "outcome": "talking"} if row["room"] == "B" else row for row in one]
        rows = list(csv.DictReader(io.StringIO(together({"monday": one, "tuesday": talking}))))
        assert {row["rank"] for row in rows if (row["class"], row["room"]) == ("tuesday", "B")} == {""}
        assert unranked({"monday": one, "tuesday": talking}) == ["tuesday, room B (talking)"]
        with pytest.raises(TradetalksError, match="expected the same parties"):
            together({"monday": one, "tuesday": [row for row in one if row["party"] != "Japan"]})

    @pytest.mark.parametrize(
        ("name", "content", "told"),
        [
            ("none.zip", None, "cannot be read: No such file"),
            ("table.csv", b"room,gain\nA,1\n", "found the columns room, gain"),
            ("noise.zip", b"PK\x03\x04\xff\xfe", "cannot be read"),
        ],
    )
    def test_what_is_no_archive_is_told(self, tmp_path, name, content, told):
        if content is not None:
            (tmp_path / name).write_bytes(content)
        with pytest.raises(TradetalksError, match=told) as error:
            read_archive(tmp_path / name)
        assert name in str(error.value)

    def test_profiles_of_the_archive_are_those_the_room_played_with(self, talks, tmp_path):
        archive = zipfile.ZipFile(io.BytesIO(talks.ask("chair", "chair/files.zip").content))
        archive.extractall(tmp_path)
        profile = read_profile(tmp_path / "A" / "profile-EU.xml", "EU")
        desk, d = talks.hall.desk("A"), talks.hall.scenario.dossier
        packages = [d.package(HALF), d.package({"quota": "full"}), d.status_quo()]
        own = [desk.value(p)["EU"] for p in packages]
        told = [profile.utility(p) for p in packages]
        assert (own[0] - own[1]) * (told[0] - told[2]) == pytest.approx((told[0] - told[1]) * (own[0] - own[2]))

    def test_a_debrief_judges_by_the_rooms_own_frontier(self, talks):
        talks.sign_all(talks.offer())
        talks.hall.act("B", lambda room, now: rules.automate(room, "JPN", "linear"))
        talks.hall.act("B", lambda room, now: rules.begin(room))
        talks.hall.act("B", lambda room, now: rules.end(room, talks.hall.scenario.dossier, "x"))
        groups = [group(talks.hall.room(name), talks.hall.desk(name), talks.time.now) for name in ("A", "B")]
        one, two = groups
        assert one.created == pytest.approx(sum(one.gains.values()))
        assert 0 < one.created <= one.most + 1e-9
        assert all(one.gains[p] <= one.best[p] + 1e-9 for p in PARTIES)
        assert two.created == 0
        assert two.people["JPN"] == ("the computer (linear)",)
        assert set(two.drawn) == set(PARTIES)
        assert ranks(groups) == {"A": 1, "B": 2}
        going_on = replace(one, room="C", phase="talking")
        assert ranks([*groups, going_on]) == ranks(groups)  # who is not done has no place and takes none
        row = next(row for row in csv.DictReader(io.StringIO(class_csv([going_on], {"EU": "EU"}))))
        assert {row[name] for name in ("created", "rank", "gain", "share", "rank_of_party")} == {""}
        assert two.left == pytest.approx(two.most)  # without a deal, all that there was to gain
        space = talks.hall.desk("B").space(talks.hall.chances("B"))
        found = space.deal(space.dossier.package(two.better))
        assert all(found.gain[p] >= -1e-6 for p in PARTIES)
        assert sum(found.gain.values()) == pytest.approx(two.left)
        space = talks.hall.desk("A").space(talks.hall.chances("A"))
        if one.left > 1e-6:  # a better package: nobody worse, by as much as is said
            found = space.deal({**HALF, **one.better})
            assert all(found.gain[p] >= one.gains[p] - 1e-6 for p in PARTIES)
            assert sum(found.gain.values()) - one.created == pytest.approx(one.left)

    def test_without_a_deal_what_was_left_is_all_that_could_be_had(self, talks):
        """One figure in the table and below it, in sentences that stand apart."""
        page = " ".join(talks.client.get(f"/debrief/{talks.hall.token('A', 'chair')}").text.split())
        assert "how they stand. All gains" in page
        one = group(talks.hall.room("A"), talks.hall.desk("A"), talks.time.now)
        most = Figures(talks.hall.engine.space.money)(one.most)
        assert f"worth {most} more together, with nobody worse off than without a deal." in page
        assert f'<th>together</th><td></td><td class="n">0.0</td><td class="n">{most}</td>' in page

    def test_nothing_of_it_before_the_chair_opens_it(self, talks):
        path = f"/debrief/{talks.hall.token('A', 'EU')}"
        talks.sign_all(talks.offer())
        assert talks.client.get(path).status_code == 403
        talks.chair("debrief")
        assert talks.client.get(path).status_code == 200
        assert talks.client.get(f"{path}?room=B").text.count("room A") >= 1  # a delegation sees its own room


class TestClass:
    def test_lots_fill_delegations_evenly_and_hands_stand(self, engine):
        students = [Student(f"S{k}") for k in range(20)] + [Student("Ann", "B", "JPN"), Student("Bob", party="EU")]
        found = plan(terms_of(engine, seed=3), ["A", "B", "C"], students)
        sizes = [len(found.people[room].get(p, ())) for room in "ABC" for p in PARTIES]
        assert sum(sizes) == 22
        assert max(sizes) - min(sizes) <= 1
        assert "Ann" in found.people["B"]["JPN"]
        assert any("Bob" in found.people[room].get("EU", ()) for room in "ABC")
        assert len({terms.seed for terms in found.rooms.values()}) == 3
        assert plan(terms_of(engine, seed=3), ["A", "B", "C"], students) == found
        assert plan(terms_of(engine, seed=4), ["A", "B", "C"], students) != found

    @pytest.mark.parametrize(
        ("text", "told"),
        [
            ("student\nAnn\n", "line 1: found the columns student"),
            ("name,room\nAnn,Z\n", "line 2: unknown room 'Z'"),
            ("name,party\nAnn,UE\n", "nearest: 'EU'"),
            ("name\nAnn\nAnn\n", "line 3: name: 'Ann' is there already"),
            ("name\nÉva\nE\u0301va \n", "line 3: name: 'Éva' is there already"),
            ("name;room\nAnn;A;EU\n", "line 2: found 3 cells, expected 2 as in the first line"),
            ("name\nMüller, Ann\n", "with ',' in it needs quotes"),
            ("name,name\nAnn,Bob\n", "found the columns name, name; expected name"),
            ("name,room\n\u2800,A\n", "line 2: name: found nothing that can be seen"),
            ("name\n", "no names under the first line"),
            ("", "no header"),
        ],
    )
    def test_faults_name_the_line(self, tmp_path, text, told):
        path = tmp_path / "class.csv"
        path.write_text(text, encoding="utf-8")
        with pytest.raises(ClassListError, match=told):
            read_class(path, PARTIES, ["A", "B"])

    def test_a_list_as_spreadsheets_write_it(self, tmp_path):
        path = tmp_path / "class.csv"
        for text in (
            '\ufeffName,Room,Party\r\nÉva,,\r\n,,\r\n"Bob, Jr.",A,EU\r\n',
            "\ufeffName;Room;Party;;\r\nÉva;;;;\r\n;;;;\r\nBob, Jr.;A;EU;;\r\n",
        ):
            path.write_bytes(text.encode())
            assert read_class(path, PARTIES, ["A"]) == [Student("Éva"), Student("Bob, Jr.", "A", "EU")]
        path.write_bytes("name\nJos\xe9\n".encode("latin-1"))
        with pytest.raises(ClassListError, match="save it as 'CSV UTF-8'"):
            read_class(path, PARTIES, ["A"])

    def test_rooms_and_links(self):
        assert room_names(28)[-2:] == ["AA", "AB"]
        with pytest.raises(ClassListError, match="expected 1 to"):
            room_names(0)
        text = links_csv([("A", "EU", ["Ann", "=x"], "http://a/seat/t"), ("A", "JPN", [], "http://a/seat/u")])
        assert text.splitlines()[1:] == [
            "A,EU,Ann,http://a/seat/t",
            "A,EU,'=x,http://a/seat/t",
            "A,JPN,,http://a/seat/u",
        ]


def test_limits_refill():
    time = Time(0.0)
    limit = Limit(2, 3, time)
    for _ in range(3):
        limit.take("a")
    with pytest.raises(TooOften):
        limit.take("a")
    limit.take("b")
    time.pass_(0.5)
    limit.take("a")
