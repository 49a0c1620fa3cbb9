"""Computers' delegates: they play by what they know, concede as their strategy says, and come to deals."""

import pytest

pytest.importorskip("sqlalchemy", reason="the summit extra is not installed")
pytest.importorskip("itsdangerous", reason="the summit extra is not installed")

import tradetalks as tt
from tests.small_dossier import write
from tests.summits import Time, engine_of, hall_of, terms_of, three
from tradetalks.summit import events as e
from tradetalks.summit import rules
from tradetalks.summit.computer import Choices, differs, move
from tradetalks.summit.desk import Own
from tradetalks.summit.log import Log
from tradetalks.summit.packs import known_to
from tradetalks.summit.room import apply, fold


@pytest.fixture(scope="module")
def engine(tmp_path_factory):
    return engine_of(tmp_path_factory.mktemp("three"))


def play(engine, folder, strategies, minutes=30, **terms):
    """Talks in which the computer speaks for the parties named, to their end."""
    time = Time()
    hall = hall_of(engine, Log(f"sqlite:///{folder}/s.db"), time, {"A": terms_of(engine, minutes=minutes, **terms)})
    for party, strategy in strategies.items():
        hall.act("A", lambda room, now, p=party, s=strategy: rules.automate(room, p, s))
    hall.act("A", lambda room, now: rules.begin(room))
    for _ in range(60 * minutes // 5 + 1):
        hall.tick()
        time.pass_(5)
    return hall


def test_three_computers_agree_on_what_gives_each_more_than_no_deal(engine, tmp_path):
    hall = play(engine, tmp_path, dict.fromkeys(("USA", "EU", "JPN"), "linear"))
    room = hall.room("A")
    assert room.phase == "agreed"
    gains = hall.desk("A").gains(hall.scenario.dossier.package(room.offers[room.agreed].package), hall.chances("A"))
    assert min(gains.values()) >= 0


def test_offers_concede_and_hardliners_less(engine, tmp_path):
    asked = {}
    for name in ("hardliner", "conceder"):
        (tmp_path / name).mkdir()
        hall = play(engine, tmp_path / name, {"EU": name})
        own = [o for o in hall.room("A").offers.values() if o.by == "EU"]
        gains = [hall.own("A", "EU").gain(o.package) for o in own]
        assert len(gains) > 1
        assert gains[0] == max(gains) > min(gains) >= 0
        asked[name] = min(gain for gain, o in zip(gains, own, strict=True) if o.clock < 15 * 60)
    assert asked["hardliner"] > asked["conceder"]


def test_of_what_is_worth_as_much_to_it_it_offers_what_others_showed_they_like(engine, tmp_path):
    """Japan alone asked for the seat; whom nobody showed anything gives what is least for it."""
    hall = hall_of(engine, Log(f"sqlite:///{tmp_path}/s.db"), Time(), {"A": terms_of(engine)})
    d = hall.scenario.dossier
    own = hall.own("A", "USA")
    packages = [d.package({"access": "full", "quota": "half", "seat": seat}) for seat in ("old", "half", "full")]
    assert own.liking(hall.room("A"), packages) == [0.0, 0.0, 0.0]
    hall.act("A", lambda room, now: rules.begin(room))
    wish = {"seat": "full", "access": "half"}
    hall.act("A", lambda room, now: rules.offer(room, d, now, "JPN", "JJJ", ["USA"], wish))
    liked = own.liking(hall.room("A"), packages)
    assert liked[2] > max(liked[:2])
    assert hall.own("A", "EU").liking(hall.room("A"), packages) == [0.0, 0.0, 0.0]  # it did not see that offer
    choices = Choices(tuple(packages), (10.0, 10.0, 10.0))
    room = hall.act("A", lambda room, _: rules.automate(room, "USA", "hardliner"))
    made = move(room, d, Time()(), "USA", choices, own, "UUU")
    assert made.package["seat"] == "full"


@pytest.mark.parametrize("strategy", ["linear", "conceder", "boulware"])
def test_where_its_reading_of_the_others_is_right_no_step_is_worse_for_all(engine, tmp_path, monkeypatch, strategy):
    """Steps that cost everybody something come from not knowing the others, and from nothing else."""

    def told(own, room, packages):
        gains = [own._desk.gains(package, own._chances) for package in packages]
        return [sum(gain for p, gain in one.items() if p != own.party) for one in gains]

    monkeypatch.setattr(Own, "liking", told)
    hall = play(engine, tmp_path, dict.fromkeys(("USA", "EU", "JPN"), strategy), minutes=20)
    d, last, steps = hall.scenario.dossier, {}, 0
    for offer in hall.room("A").offers.values():
        gains = hall.desk("A").gains(d.package(offer.package), hall.chances("A"))
        if offer.by in last:
            steps += 1
            assert any(gains[p] >= last[offer.by][p] for p in gains)
        last[offer.by] = gains
    assert steps > 2


def test_never_across_its_own_red_line(engine, tmp_path):
    hall = play(engine, tmp_path, dict.fromkeys(("USA", "EU", "JPN"), "conceder"))
    offers = hall.room("A").offers.values()
    assert not any(o.package.get("seat") == "full" and (o.by == "EU" or "EU" in o.signed) for o in offers)


def test_what_it_knows_is_what_a_delegate_knows(engine, tmp_path):
    d = engine.space.dossier
    own = known_to(d, "JPN")
    assert {p for item in own.agenda for o in item.options for p in o.worth} == {"JPN"}
    assert own.red_lines == []
    content = three()
    for item in content["agenda"]:
        for option in item["options"][1:]:
            option["worth"]["USA"]["high"] += 7
    other = engine_of(tmp_path / "d", content)
    choices = []
    for k, one in enumerate((engine, other)):
        hall = hall_of(one, Log(f"sqlite:///{tmp_path}/{k}.db"), Time())
        choices.append(hall.desk("A").choices("JPN", hall.chances("A")))
    assert choices[0] == choices[1]


def test_it_declines_once_by_its_own_offers_and_may_sign_all_the_same(engine, tmp_path):
    time = Time()
    hall = hall_of(engine, Log(f"sqlite:///{tmp_path}/s.db"), time, {"A": terms_of(engine)})
    d = hall.scenario.dossier
    hall.act("A", lambda room, now: rules.begin(room))
    poor, fair = {"seat": "half", "quota": "half"}, {"access": "half", "aid": "half"}
    for code, package in (("PPP", poor), ("FFF", fair)):
        hall.act("A", lambda room, now, c=code, p=package: rules.offer(room, d, now, "EU", c, ["USA", "JPN"], p))
    hall.act("A", lambda room, now: rules.offer(room, d, now, "EU", "TTT", ["USA"], poor))
    hall.act("A", lambda room, now: rules.automate(room, "USA", "linear"))
    hall.tick()
    first = hall.room("A")
    assert [o.by for o in first.offers.values()][-1] == "USA"  # it says what it wants before it refuses
    assert not any(o.declined for o in first.offers.values())
    for _ in range(5):
        time.pass_(1)
        hall.tick()
    declined = {code: o.declined["USA"] for code, o in hall.room("A").offers.items() if "USA" in o.declined}
    assert set(declined) == {"PPP", "FFF", "TTT"}
    (mine,) = [o.package for o in hall.room("A").offers.values() if o.by == "USA"]
    assert declined["PPP"] == differs(d, poor, [mine])
    assert declined["TTT"] == "This went to too few to bind; put it to more."
    assert sum(isinstance(entry.event, e.Declined) for entry in hall.entries("A")) == 3
    time.pass_(28 * 60)  # by now it takes what it refused
    hall.tick()
    assert any("USA" in o.signed and "USA" not in o.declined for o in hall.room("A").offers.values() if o.by == "EU")


def test_words_of_a_refusal_name_what_it_never_gave_then_what_it_gave_last(tmp_path):
    d = tt.Dossier.load(write(tmp_path / "d", three()))
    own = [{"access": "full", "aid": "half"}, {"access": "full", "aid": "full"}]
    told = differs(d, {"quota": "half", "aid": "half"}, own)
    assert told == (
        "Not this. All our offers say Item access: all the way, here as it is; Item quota: as it is, here half way."
    )
    told = differs(d, {"access": "full", "aid": "half"}, own)
    assert told == "Not this. Our last offer says Item aid: all the way, here half way."
    assert differs(d, own[-1], own) == ""
    all_four = differs(d, dict.fromkeys(("access", "quota", "aid", "seat"), "half"), [{"quota": "full"}])
    assert all_four.endswith("; and 1 more.")


def test_whatever_computers_say_follows_from_offers_alone(engine, tmp_path):
    """Every refusal can be written again from the log by somebody who knows no figures."""
    hall = play(engine, tmp_path, {"USA": "hardliner", "EU": "boulware", "JPN": "linear"}, minutes=20)
    room, told = None, 0
    for entry in hall.entries("A"):
        if isinstance(entry.event, e.Declined):
            told += 1
            mine = [o.package for o in room.offers.values() if o.by == entry.event.by]
            package = room.offers[entry.event.offer].package
            assert entry.event.message == differs(hall.scenario.dossier, package, mine)
        room = apply(room, entry) if room else fold([entry])
    assert told > 5


def test_people_take_the_seat_back(engine, tmp_path):
    hall = play(engine, tmp_path, {"EU": "boulware"}, minutes=1)
    hall2 = hall_of(engine, hall.log, Time(), None)
    assert dict(hall2.room("A").computers) == {"EU": "boulware"}
    hall2.act("A", lambda room, now: rules.automate(room, "EU", ""))
    assert not hall2.room("A").computers
