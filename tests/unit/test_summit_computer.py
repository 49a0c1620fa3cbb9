"""Computers' delegates: they play by what they know, concede as their strategy says, and come to deals."""

import pytest

pytest.importorskip("sqlalchemy", reason="the summit extra is not installed")
pytest.importorskip("itsdangerous", reason="the summit extra is not installed")

from tests.summits import Time, engine_of, hall_of, terms_of, three
from tradetalks.summit import rules
from tradetalks.summit.log import Log
from tradetalks.summit.packs import known_to


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


def test_people_take_the_seat_back(engine, tmp_path):
    hall = play(engine, tmp_path, {"EU": "boulware"}, minutes=1)
    hall2 = hall_of(engine, hall.log, Time(), None)
    assert dict(hall2.room("A").computers) == {"EU": "boulware"}
    hall2.act("A", lambda room, now: rules.automate(room, "EU", ""))
    assert not hall2.room("A").computers
