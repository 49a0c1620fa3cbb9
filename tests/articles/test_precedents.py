"""Precedents: what is alike, in order, from sources; nothing from after the eve, nothing of the talks themselves."""

import datetime
import json

import pytest
from typer.testing import CliRunner

import tradetalks as tt
from tradetalks.articles.law_changes import law_changes
from tradetalks.articles.precedents import Kind, kind_of, kind_of_words, mentions, precedents, settled
from tradetalks.articles.taxonomy import shipped
from tradetalks.cli import app
from tradetalks.dossier.files import shipped as dossiers
from tradetalks.errors import ArticleError
from tradetalks.report.precedent_tables import word_lines


@pytest.mark.slow
def test_every_settled_item_has_a_source_a_day_and_a_known_kind():
    sectors = {*tt.World.default().sectors, "all", "MAGNETS", "SOY", "AICHIPS", "CRUDE", "METORE"}
    for one in settled():
        assert one.source.title
        assert one.settled
        assert one.kind.topics <= set(shipped().topics)
        assert one.kind.goods <= sectors, one.item
        if not one.dossier:
            assert one.kind.actors
            assert one.source.verified == "yes"
            # published when it was settled, or within days of it
            assert abs((datetime.date.fromisoformat(one.source.date) - one.date).days) <= 7
    ended = {name for name in dossiers() if (found := tt.Dossier.load(name)).agreed or found.failed}
    assert {one.dossier for one in settled()} - {""} == ended
    days = [one.date for one in settled()]
    assert days == sorted(days, reverse=True)


def test_likeness_counts_what_two_kinds_share():
    duty = Kind(frozenset({"autos"}), frozenset({"duty"}), frozenset({"AUTO"}), frozenset({"USA"}))
    assert duty.likeness(duty) == 4
    assert duty.likeness(Kind(topics=frozenset({"autos"}))) == 1
    assert duty.likeness(Kind(how=frozenset({"duty"}), goods=frozenset({"AUTO"}))) == 2
    # the same way of doing it, or the same actor, is not yet alike
    assert duty.likeness(Kind(how=frozenset({"duty"}), actors=frozenset({"USA"}))) == 0
    assert duty.likeness(Kind(goods=frozenset({"AUTO"}), actors=frozenset({"USA"}))) == 0
    assert duty.likeness(Kind()) == 0


@pytest.mark.slow
def test_cars_of_korea_follow_those_of_japan_and_europe():
    """What anybody would name first: US duties on cars, settled in the months before."""
    dossier = tt.Dossier.load("korea-2025")
    found = precedents(kind_of(dossier, dossier.item("us_cars")), dossier.reference_date, dossier.name)
    assert [(one.dossier, one.id) for one in found[:4]] == [
        ("canada-2025", "us_cars"),
        ("eu-2025", "us_cars"),
        ("japan-2025", "us_cars"),
        ("uk-2025", "us_cars"),
    ]
    assert found[0].failed
    japan = found[2]
    assert (japan.before, japan.date) == ("25 points stay", datetime.date(2025, 7, 22))
    assert any(words.startswith("Japan asked:") for words in japan.asked)


@pytest.mark.parametrize("name", ["busan-2025", "canada-2025", "wine-2023", "breakdown-2019"])
def test_nothing_is_from_after_the_eve_or_of_the_talks_themselves(name):
    dossier = tt.Dossier.load(name)
    for item in dossier.agenda:
        kind = kind_of(dossier, item)
        found = precedents(kind, dossier.reference_date, name)
        assert all(one.date <= dossier.reference_date and one.dossier != name for one in found)
        alike = [kind.likeness(one.kind) for one in found]
        assert alike == sorted(alike, reverse=True)
        assert all(alike)


def test_failed_talks_are_precedents_too_and_say_so():
    found = precedents(kind_of_words("metals"))
    canada = next(one for one in found if one.dossier == "canada-2025" and one.id == "us_steel")
    assert canada.failed
    rows = json.loads(CliRunner().invoke(app, ["precedents", "metals", "--json"]).stdout)["metals"]
    assert any(row["no_deal"] and row["dossier"] == "canada-2025" for row in rows)
    assert all(row["source"]["title"] and row["date"] for row in rows)


def test_words_name_topics_items_and_ways():
    assert kind_of_words("rare earths").topics == {"critical_minerals"}
    assert kind_of_words("critical_minerals").topics == {"critical_minerals"}
    assert kind_of_words("purchases").how == {"purchases"}
    assert "tariffs" in kind_of_words("us_baseline").topics
    with pytest.raises(ArticleError, match=r"'cheez' names no dossier, item or topic.*none of the 1\d\d settled items"):
        kind_of_words("cheez")


def test_a_plain_word_finds_the_items_that_name_it_before_those_that_are_alike():
    found = precedents(kind_of_words("lobsters"), words="lobsters")
    assert mentions("lobsters", found[0])
    assert "lobster" in found[0].item
    told = [mentions("beef", one) for one in precedents(kind_of_words("beef"), words="beef")]
    assert told == sorted(told, reverse=True)
    assert 0 < sum(told) < len(told)


@pytest.mark.parametrize("words", ["palm oil", "bananas"])
def test_what_is_known_poorly_is_said_to_be(words):
    (line,) = word_lines(words, kind_of_words(words), precedents(kind_of_words(words), words=words))
    assert f"Looked for '{words}' by its words and by the topic 'Access for farm goods'" in line
    assert "none of them names it: little is known" in line
    (well,) = word_lines("steel", kind_of_words("steel"), precedents(kind_of_words("steel"), words="steel"))
    assert "little is known" not in well


def test_how_duties_ended_by_law_comes_from_the_dated_list():
    found = {(one.date.isoformat(), one.item): one for one in law_changes()}
    halved = found["2025-11-10", "United States: fentanyl duty on goods of China, Hong Kong"]
    assert (halved.before, halved.settled) == ("20 points", "halved after Busan; then 10 points")
    answered = found["2025-05-14", "China: answer to the reciprocal duty on goods of the United States"]
    assert answered.settled == "ended at Geneva; then 10 points"
    assert not any("unless" in one.settled or one.settled.startswith("replaced") for one in law_changes())
    assert all(one.source.title and one.kind.topics <= set(shipped().topics) for one in law_changes())
    days = [one.date for one in law_changes()]
    assert days == sorted(days, reverse=True)


def test_the_command_shows_law_beside_talks_by_the_eve_only():
    rows = json.loads(CliRunner().invoke(app, ["precedents", "fentanyl", "--json"]).stdout)["fentanyl"]
    assert {"change of law"} < {row["talks"] for row in rows}
    eve = ["precedents", "busan-2025", "--item", "fentanyl_tariff", "--json"]
    (rows,) = json.loads(CliRunner().invoke(app, eve).stdout).values()
    assert "change of law" in {row["talks"] for row in rows}
    assert max(row["date"] for row in rows) <= "2025-10-29"


def test_the_command_tells_rates_dates_and_sources():
    shown = " ".join(CliRunner().invoke(app, ["precedents", "canada-2025", "--item", "us_steel"]).stdout.split())
    assert "settled by 22 October 2025" in shown
    assert "27 July 2025" in shown
    assert "50 points stay" in shown
    assert "The White House" in shown
    none = CliRunner().invoke(app, ["precedents", "wine-2023", "--item", "visit"]).stdout
    assert "nothing like it is known" in none
    wrong = CliRunner().invoke(app, ["precedents", "canada-2025", "--item", "steel"])
    assert wrong.exit_code == 1
    assert "us_steel" in str(wrong.exception)
