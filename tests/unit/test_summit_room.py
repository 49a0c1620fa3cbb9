"""A room of the summit: what may happen in it, whom it binds, what its clock says; the log that it is the sum of."""

from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

pytest.importorskip("sqlalchemy", reason="the summit extra is not installed")
pytest.importorskip("itsdangerous", reason="the summit extra is not installed")

import tradetalks as tt
from tests.small_dossier import write
from tests.stores import store  # noqa: F401
from tests.summits import Time, engine_of, hall_of, terms_of, three, worth
from tradetalks.errors import DossierError, TradetalksError
from tradetalks.summit import events as e
from tradetalks.summit import rules
from tradetalks.summit.links import Links, NoEntry, Seat
from tradetalks.summit.log import Log, Taken
from tradetalks.summit.packs import drawn, scenario
from tradetalks.summit.room import apply, binds, fold
from tradetalks.summit.rules import Refused

GOOD = {"access": "full", "quota": "half", "aid": "half"}


@pytest.fixture(scope="module")
def engine(tmp_path_factory):
    return engine_of(tmp_path_factory.mktemp("three"))


@pytest.fixture
def time():
    return Time()


@pytest.fixture
def address(store):  # noqa: F811
    return store()


@pytest.fixture
def hall(engine, time, address):
    return hall_of(engine, Log(address), time)


@pytest.fixture
def talks(hall):
    """A hall whose only room has begun."""
    hall.act("A", lambda room, now: rules.begin(room))
    return hall


def offer(hall, by="USA", to=("EU", "JPN"), package=GOOD, **more):
    d, before = hall.scenario.dossier, set(hall.room("A").offers)
    after = hall.act("A", lambda room, now: rules.offer(room, d, now, by, hall.fresh_code(room), to, package, **more))
    (code,) = set(after.offers) - before
    return code


def sign(hall, party, code):
    return hall.act("A", lambda room, now: rules.sign(room, hall.scenario.dossier, now, party, code))


def accept(hall, party, code, **more):
    return hall.act("A", lambda room, now: rules.accept(room, hall.scenario.dossier, now, party, code, **more))


class TestSigning:
    def test_all_must_sign_and_then_it_is_over(self, talks):
        code = offer(talks)
        sign(talks, "USA", code)
        assert sign(talks, "EU", code).phase == "talking"
        room = sign(talks, "JPN", code)
        assert (room.phase, room.agreed) == ("agreed", code)
        assert set(room.offers[code].signed) == {"USA", "EU", "JPN"}
        with pytest.raises(Refused, match=f"talks are over: {code} was signed"):
            offer(talks, package={"aid": "full"})

    def test_twice_is_told_and_counts_once(self, talks):
        code = offer(talks)
        sign(talks, "USA", code)
        with pytest.raises(Refused, match="already; a second signature"):
            sign(talks, "USA", code)
        assert len(talks.room("A").offers[code].signed) == 1
        d = talks.scenario.dossier
        number = talks.act("A", lambda room, now: rules.accept(room, d, now, "EU", code)).number
        with pytest.raises(Refused, match="so already; a second time"):
            talks.act("A", lambda room, now: rules.accept(room, d, now, "EU", code))
        talks.act("A", lambda room, now: rules.accept(room, d, now, "EU", code, message="with pleasure"))
        talks.act("A", lambda room, now: rules.decline(room, now, "EU", code))
        with pytest.raises(Refused, match="already; a second time"):
            talks.act("A", lambda room, now: rules.decline(room, now, "EU", code))
        assert talks.room("A").number == number + 2

    @pytest.mark.parametrize(
        ("needed", "vetoes", "signed", "bound"),
        [
            (3, (), {"USA", "EU"}, False),
            (2, (), {"USA", "EU"}, True),
            (2, ("JPN",), {"USA", "EU"}, False),
            (2, ("JPN",), {"JPN", "EU"}, True),
            (1, ("USA",), {"EU"}, False),
        ],
    )
    def test_k_of_n_and_vetoes(self, engine, needed, vetoes, signed, bound):
        assert binds(terms_of(engine, needed=needed, vetoes=vetoes), signed) is bound

    def test_two_of_three_bind_where_two_are_enough(self, engine, time, address):
        hall = hall_of(engine, Log(address), time, {"A": terms_of(engine, needed=2)})
        hall.act("A", lambda room, now: rules.begin(room))
        code = offer(hall, to=("EU",))
        sign(hall, "USA", code)
        assert sign(hall, "EU", code).agreed == code

    def test_what_went_to_too_few_cannot_bind(self, talks):
        code = offer(talks, to=("EU",))
        with pytest.raises(Refused, match=r"too few.*all 3 parties must sign"):
            sign(talks, "EU", code)

    def test_a_signature_can_be_taken_back_until_it_binds(self, talks):
        code = offer(talks)
        sign(talks, "EU", code)
        room = talks.act("A", lambda room, now: rules.decline(room, now, "EU", code, "the capital says no"))
        assert room.offers[code].signed == {}
        assert room.offers[code].declined == {"EU": "the capital says no"}


class TestOffers:
    def test_rules_and_ones_own_red_lines_refuse(self, talks):
        with pytest.raises(Refused, match="access for quota"):
            offer(talks, package={"access": "full"})
        with pytest.raises(Refused, match="your own red line: the seat is Europe's secret"):
            offer(talks, by="EU", to=("USA",), package={"seat": "full"})

    def test_anothers_red_line_is_told_to_nobody_but_it(self, talks):
        code = offer(talks, package={"seat": "full"})
        with pytest.raises(Refused, match="red line"):
            sign(talks, "EU", code)
        sign(talks, "JPN", code)

    @pytest.mark.parametrize(
        ("change", "told"),
        [
            ({"package": {"acess": "full"}}, "nearest: 'access'"),
            ({"package": {"access": "ful"}}, "nearest: 'full'"),
            ({"package": {}}, "changes nothing"),
            ({"to": ("USA",)}, "found nobody"),
            ({"to": ("UE",)}, "nearest: 'EU'"),
            ({"minutes": -1.0}, "expected above 0"),
            ({"answers": "XXX"}, "no offer 'XXX'"),
            ({"message": "x" * 3000}, "3,000 characters"),
        ],
    )
    def test_bad_input_is_named(self, talks, change, told):
        with pytest.raises((Refused, DossierError), match=told):
            offer(talks, **change)
        assert not talks.room("A").offers

    def test_the_same_offer_twice(self, talks):
        code = offer(talks)
        with pytest.raises(Refused, match=code):
            offer(talks)

    def test_an_offer_runs_out_on_the_rooms_clock_which_pauses_stop(self, talks, time):
        code = offer(talks, minutes=5)
        talks.act("A", lambda room, now: rules.pause(room))
        time.pass_(3600)
        talks.act("A", lambda room, now: rules.resume(room))
        accept(talks, "EU", code)
        time.pass_(301)
        with pytest.raises(Refused, match="run out"):
            sign(talks, "EU", code)

    def test_who_does_not_know_an_offer_is_told_that_there_is_none(self, talks):
        code = offer(talks, to=("EU",))
        for act in (accept, sign):
            with pytest.raises(Refused, match=f"no offer '{code}'"):
                act(talks, "JPN", code)

    def test_only_its_maker_withdraws(self, talks):
        code = offer(talks)
        with pytest.raises(Refused, match="only who made"):
            talks.act("A", lambda room, now: rules.withdraw(room, now, "EU", code))
        talks.act("A", lambda room, now: rules.withdraw(room, now, "USA", code))
        with pytest.raises(Refused, match="withdrawn"):
            accept(talks, "EU", code)

    def test_accepted_in_parts_or_on_condition(self, talks):
        code = offer(talks)
        room = accept(talks, "EU", code, items=["quota"])
        assert room.offers[code].accepted["EU"].items == ("quota",)
        assert room.offers[code].holding() == {"USA"}
        room = accept(talks, "EU", code, provided=["JPN"])
        assert room.offers[code].holding() == {"USA"}  # Japan has not accepted
        room = accept(talks, "JPN", code, provided=["EU"])
        assert room.offers[code].holding() == {"USA", "EU", "JPN"}  # each waits for the other: both are met
        with pytest.raises(Refused, match="nearest"):
            accept(talks, "EU", code, items=["quotas"])
        with pytest.raises(Refused, match="provided"):
            accept(talks, "EU", code, provided=["USA"])

    def test_nothing_before_the_beginning_and_in_pauses(self, hall):
        with pytest.raises(Refused, match="not begun"):
            offer(hall)
        hall.act("A", lambda room, now: rules.begin(room))
        hall.act("A", lambda room, now: rules.pause(room))
        with pytest.raises(Refused, match="clock stands"):
            offer(hall)

    def test_markup_stays_text_and_what_nobody_sees_goes(self, hall):
        room = hall.act("A", lambda room, now: rules.join(room, "EU", "<b>Ann</b>\u202e\x00 "))
        assert room.people["EU"] == ("<b>Ann</b>",)
        with pytest.raises(Refused, match="found nothing"):
            rules.join(room, "EU", "\u200b\u200b")


class TestSideRooms:
    def side(self, hall, by="USA", members=("EU",), name="corridor"):
        before = set(hall.room("A").sides)
        after = hall.act("A", lambda r, _: rules.open_side(r, by, hall.fresh_code(r), name, members))
        (code,) = set(after.sides) - before
        return code

    def say(self, hall, by, side, text="psst", to=()):
        return hall.act("A", lambda room, now: rules.say(room, by, to, text, side))

    def test_words_and_offers_reach_its_members_alone(self, talks):
        side = self.side(talks)
        room = self.say(talks, "EU", side)
        assert (room.words[-1].to, room.words[-1].side) == (("USA",), side)
        code = offer(talks, to=(), side=side)
        assert talks.room("A").offers[code].seen_by == {"USA", "EU"}
        with pytest.raises(Refused, match="no side room"):
            self.say(talks, "JPN", side)
        with pytest.raises(Refused, match="no side room"):
            offer(talks, by="JPN", to=(), side=side)
        with pytest.raises(Refused, match="nobody beside 'corridor'"):
            self.say(talks, "USA", side, to=("JPN",))

    def test_the_chair_opens_for_others_and_is_in_none(self, hall):
        side = self.side(hall, "chair", ("EU", "JPN"), "lunch")  # before the beginning
        hall.act("A", lambda room, now: rules.begin(room))
        assert hall.room("A").sides[side].members == ("EU", "JPN")
        self.say(hall, "JPN", side)
        with pytest.raises(Refused, match="only who opened"):
            hall.act("A", lambda room, now: rules.close_side(room, "EU", side))
        hall.act("A", lambda room, now: rules.close_side(room, "chair", side))
        with pytest.raises(Refused, match="'lunch' is closed"):
            self.say(hall, "EU", side)

    @pytest.mark.parametrize(
        ("change", "told"),
        [
            ({"members": ()}, "two parties or more"),
            ({"members": ("USA",)}, "two parties or more"),
            ({"members": ("UE",)}, "nearest: 'EU'"),
            ({"name": " \u200b"}, "found nothing"),
            ({"name": "x" * 61}, "61 characters"),
        ],
    )
    def test_bad_input_is_named(self, talks, change, told):
        with pytest.raises(Refused, match=told):
            self.side(talks, **change)
        assert not talks.room("A").sides

    def test_a_name_is_taken_only_among_those_one_knows(self, talks):
        self.side(talks, "USA", ("EU",))
        with pytest.raises(Refused, match="tell the two apart"):
            self.side(talks, "EU", ("JPN",))
        self.side(talks, "JPN", ("USA",))  # Japan is not told that there is another

    def test_not_before_the_beginning_nor_after_the_end(self, hall):
        with pytest.raises(Refused, match="not begun"):
            self.side(hall)
        hall.act("A", lambda room, now: rules.begin(room))
        hall.act("A", lambda room, now: rules.end(room, hall.scenario.dossier, "late"))
        for by in ("USA", "chair"):
            with pytest.raises(Refused, match="talks are over: late"):
                self.side(hall, by, ("EU", "JPN"))

    def test_so_many_and_not_more(self, talks):
        for k in range(rules.MOST_SIDES):
            self.side(talks, name=f"{k}")
        with pytest.raises(Refused, match="as many as a room keeps"):
            self.side(talks)


class TestClock:
    def test_the_deadline_draws_a_branch_once_and_for_good(self, talks, time):
        code = offer(talks)
        time.pass_(30 * 60)
        with pytest.raises(Refused, match="time ran out"):
            sign(talks, "EU", code)
        room = talks.room("A")
        assert room.phase == "no deal"
        assert room.branch in ("drift", "break")
        talks.tick()
        assert talks.room("A") == room

    def test_draws_follow_the_chances(self, engine, hall):
        rooms = [hall.room("A").__class__("A", terms_of(engine, seed=k)) for k in range(600)]
        drawn_ = [rules.end(room, hall.scenario.dossier, "").branch for room in rooms]
        assert drawn_.count("drift") / 600 == pytest.approx(0.6, abs=0.07)

    def test_pauses_and_more_time(self, talks, time):
        time.pass_(600)
        talks.act("A", lambda room, now: rules.pause(room))
        time.pass_(5000)
        talks.tick()
        assert talks.room("A").phase == "paused"
        talks.act("A", lambda room, now: rules.resume(room))
        room = talks.act("A", lambda room, now: rules.extend(room, 10))
        assert room.clock.reads(time.now) == pytest.approx(600)
        assert room.clock.at(room.clock.length) == pytest.approx(time.now + 30 * 60)
        assert room.clock.round(time.now) == 1
        time.pass_(39 * 60 - 600)
        assert talks.room("A").clock.round(time.now) == 3
        talks.tick()
        assert talks.room("A").phase == "talking"
        time.pass_(61)
        talks.tick()
        assert talks.room("A").phase == "no deal"

    def test_news_change_what_all_reckon_with(self, talks):
        d = talks.scenario.dossier
        before = talks.own("A", "JPN").gain(GOOD)
        everyone = talks.room("A").terms.parties
        talks.act("A", lambda r, _: rules.announce(r, d, "A tariff", "", everyone, {"drift": 0.0, "break": 1.0}))
        assert talks.own("A", "JPN").gain(GOOD) > before  # breaking hurts Japan most, and is now certain
        with pytest.raises(Refused, match="summing to 1"):
            rules.announce(talks.room("A"), d, "x", "", everyone, {"drift": 0.5, "break": 0.1})
        with pytest.raises(Refused, match="go to all"):
            rules.announce(talks.room("A"), d, "x", "", ["EU"], {"drift": 0.5, "break": 0.5})


class TestLog:
    def test_a_killed_server_goes_on_where_it_was(self, talks, engine, time, address):
        code = offer(talks, message="one world")
        sign(talks, "USA", code)
        again = hall_of(engine, Log(address), time)
        assert again.resumed
        assert again.room("A") == talks.room("A")
        assert again.seat(talks.token("A", "EU")) == Seat("A", "EU")

    def test_every_event_reads_back(self, talks):
        offer(talks, minutes=3)
        for entry in talks.entries("A"):
            assert e.read(*e.written(entry.event)) == entry.event
        assert fold(talks.entries("A")) == talks.room("A")

    def test_a_gap_or_a_stranger_is_refused(self, talks, tmp_path):
        with pytest.raises(TradetalksError, match="gap"):
            apply(talks.room("A"), e.Entry("A", 99, 0.0, e.Paused()))
        with pytest.raises(TradetalksError, match="unknown kind"):
            e.read("Nonsense", "{}")
        with pytest.raises(Taken):
            talks.log.append([e.Entry("A", 1, 0.0, e.Begun())])

    def test_two_processes_on_one_log(self, talks, engine, time, address):
        other = hall_of(engine, Log(address), time)
        talks.log.shared = other.log.shared = True  # as a database of a server is
        code = offer(talks)
        accept(other, "EU", code)  # sees the offer it did not know of, and writes after it
        sign(talks, "JPN", code)
        assert [entry.number for entry in talks.entries("A")] == list(range(1, 6))
        assert set(talks.room("A").offers[code].accepted) == {"EU"}

    def test_another_dossier_is_refused(self, talks, tmp_path, address, time):
        other = engine_of(tmp_path / "d", three(summary="another"))
        with pytest.raises(TradetalksError, match="say something else"):
            hall_of(other, Log(address), time)

    def test_many_writers_at_once_leave_no_gap_and_lose_nothing(self, talks, engine, time, address):
        """Two servers, three threads each, one room: every event that was answered is in the log, once, in order."""
        halls = [talks, hall_of(engine, Log(address), time)]
        for one in halls:
            one.log.shared = True
        said = [f"{k}" for k in range(36)]

        def say(k):
            halls[k % 2].act("A", lambda room, now: rules.say(room, "EU", ["USA"], said[k]))

        with ThreadPoolExecutor(6) as pool:
            list(pool.map(say, range(len(said))))
        for one in halls:
            one.catch_up()
            assert sorted(word.text for word in one.room("A").words) == sorted(said)
        kept = talks.log.after({})
        assert [entry.number for entry in kept] == list(range(1, len(kept) + 1))
        assert fold(kept) == halls[0].room("A") == halls[1].room("A")

    def test_words_of_every_script_are_kept_as_they_were(self, talks, address):
        text = "Zölle – 关税 \U0001f43c 'quoted' \\ %s {x}"
        talks.act("A", lambda room, now: rules.say(room, "EU", ["USA"], text))
        assert Log(address).after({})[-1].event.text == text

    def test_a_folder_that_is_not_there(self):
        with pytest.raises(TradetalksError, match="log at sqlite"):
            Log("sqlite:////no/such/folder/s.db")


class TestLinks:
    def test_forged_old_and_revoked(self, hall):
        token = hall.token("A", "EU")
        assert hall.seat(token) == Seat("A", "EU")
        for forged in (token[:-2] + "xx", "made.up.token", Links("another").token(Seat("A", "EU"))):
            with pytest.raises(NoEntry, match="not one of this summit's"):
                hall.seat(forged)
        with pytest.raises(NoEntry, match="older than"):
            hall.links.seat(token, days=-1)
        assert Links(hall.log.secret(), lambda: 1e9).seat(token) == Seat("A", "EU")  # made where a clock is ahead
        fresh = hall.revoke("A", "EU")
        with pytest.raises(NoEntry, match="revoked"):
            hall.seat(token)
        assert hall.seat(fresh).seat == "EU"
        chair = hall.token("", "chair")
        again = hall.revoke("", "chair")
        with pytest.raises(NoEntry, match="revoked"):
            hall.seat(chair)
        assert hall.seat(again) == Seat("", "chair", 1)


class TestPacks:
    def pack(self, folder, text, party="EU"):
        (folder / "party").mkdir(exist_ok=True)
        (folder / "party" / f"{party}.yaml").write_text(text, encoding="utf-8")

    def read(self, folder):
        return scenario(tt.Dossier.load(folder), folder)

    def test_a_pack_adds_to_its_own_party_alone(self, tmp_path):
        folder = write(tmp_path / "d", three())
        self.pack(
            folder,
            "instructions: Win the quota.\n"
            "worth: {aid: {full: {low: -9, mid: -8, high: -7, basis: judgement}}}\n"
            "red_lines: [{item: access, never: [full], because: farmers}]\n"
            "outside: {break: {low: 1, mid: 2, high: 3, basis: judgement}}\n",
        )
        found = self.read(folder)
        plain = tt.Dossier.load(folder)
        assert found.instructions == {"EU": "Win the quota."}
        aid = found.dossier.item("aid").option("full").worth
        assert aid["EU"].mid == -8
        assert aid["JPN"] == plain.item("aid").option("full").worth["JPN"]
        assert [(line.party, line.item) for line in found.dossier.red_lines] == [("EU", "access")]
        assert found.dossier.no_deal[1].worth["EU"].mid == 2

    @pytest.mark.parametrize(
        ("text", "told"),
        [
            ("worth: {aids: {full: {low: 1, mid: 1, high: 1, basis: judgement}}}", "nearest: 'aid'"),
            ("worth: {aid: {ful: {low: 1, mid: 1, high: 1, basis: judgement}}}", "nearest: 'full'"),
            ("worth: {aid: {full: {low: 3, mid: 1, high: 2, basis: judgement}}}", "low <= mid <= high"),
            ("outside: {brake: {low: 1, mid: 1, high: 1, basis: judgement}}", "nearest: 'break'"),
            ("worth: {aid: {full: {low: 1, mid: 1, high: 1, basis: hearsay}}}", "hearsay"),
            ("worth: {aid: {full: {low: 1, mid: 1, high: 1, basis: revealed}}}", "stands in a dossier alone"),
            ("worth: {aid: {old: {low: 1, mid: 1, high: 1, basis: judgement}}}", "status quo is the zero of worth"),
            ("red_lines: [{item: aid, never: [old], because: x}]", r"red_lines\[0\].never: holds the status quo 'old'"),
            ("red_lines: [{item: aid, never: [ful], because: x}]", "nearest: 'full'"),
            ("red_lines: [{item: ade, never: [full], because: x}]", "nearest: 'aid'"),
            ("red_lines: [{item: aid, never: [full], because: x, basis: hearsay}]", "hearsay"),
            ("instruction: no", "unknown name .nearest: 'instructions'."),
            ("worth: {aid: {full: {low: 1, mid: 1, basis: judgement}}}", "worth.aid.full.high: missing"),
        ],
    )
    def test_faults_name_the_file(self, tmp_path, text, told):
        folder = write(tmp_path / "d", three())
        self.pack(folder, text)
        with pytest.raises(DossierError, match=told) as error:
            self.read(folder)
        assert "party/EU.yaml" in str(error.value)

    def test_a_pack_of_nobody(self, tmp_path):
        folder = write(tmp_path / "d", three())
        self.pack(folder, "instructions: x", "JAP")
        with pytest.raises(DossierError, match="nearest: 'JPN'"):
            self.read(folder)

    def test_a_pack_that_would_not_be_read_is_told(self, tmp_path):
        folder = write(tmp_path / "d", three())
        self.pack(folder, "instructions: x")
        (folder / "party" / "EU.yaml").rename(folder / "party" / "EU.yml")
        with pytest.raises(DossierError, match=r"party/EU.yml: .*expected CODE.yaml"):
            self.read(folder)

    def test_draws_lie_in_their_ranges_and_apart(self, engine):
        d = engine.space.dossier
        one, two = drawn(d, 1), drawn(d, 2)
        assert one == drawn(d, 1)
        assert one != two
        for item, before in zip(one.agenda, d.agenda, strict=True):
            for option, whole in zip(item.options, before.options, strict=True):
                for party, value in option.worth.items():
                    assert whole.worth[party].low <= value.mid <= whole.worth[party].high

    def test_draws_follow_the_triangle_and_options_of_an_item_move_together(self, engine):
        d = engine.space.dossier
        rooms = [drawn(d, seed) for seed in range(2000)]
        whole = d.item("aid").option("full").worth["JPN"]
        found = np.array([room.item("aid").option("full").worth["JPN"].mid for room in rooms])
        assert found.mean() == pytest.approx((whole.low + whole.mid + whole.high) / 3, abs=0.05)
        assert (found < whole.mid).mean() == pytest.approx((whole.mid - whole.low) / (whole.high - whole.low), abs=0.04)
        half = np.array([room.item("aid").option("half").worth["JPN"].mid for room in rooms])
        assert (found > half).all()  # its ranges say so end by end
        other = np.array([room.item("aid").option("full").worth["EU"].mid for room in rooms])
        assert abs(np.corrcoef(found, other)[0, 1]) < 0.1

    def test_anothers_ranges_leave_ones_own_draw(self, tmp_path):
        first = tt.Dossier.load(write(tmp_path / "a", three()))
        content = three()
        content["agenda"][0]["options"][1]["worth"]["USA"] = worth(0, 50, 90)
        second = tt.Dossier.load(write(tmp_path / "b", content))
        one, two = drawn(first, 3), drawn(second, 3)
        for item in one.agenda:
            for option in item.options:
                for party in ("EU", "JPN"):
                    other = two.item(item.id).option(option.id).worth
                    assert option.worth.get(party) == other.get(party)
