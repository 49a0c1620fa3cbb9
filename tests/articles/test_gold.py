"""What the reports' golds say holds together, and each figure in one stands in its text: no rule is run here."""

import re
from typing import Any

import pytest
from benchmarks.eval_reading import FORMS, UNOPENED, is_held_out
from ruamel.yaml import YAML

from tradetalks.articles.taxonomy import shipped

TOLD: dict[str, Any] = {
    name: told for file in sorted(FORMS.glob("*.yaml")) for name, told in YAML(typ="safe", pure=True).load(file).items()
}
SECOND, THIRD, FOURTH, FIFTH, SIXTH, SEVENTH, EIGHTH = (
    [name for name, told in TOLD.items() if told.get("hand") == hand]
    for hand in ("second", "third", "fourth", "fifth", "sixth", "seventh", "eighth")
)


@pytest.mark.parametrize("name", TOLD)
def test_items_and_asks_are_of_the_taxonomy_and_between_the_parties(name: str) -> None:
    gold = TOLD[name]["gold"]
    items = {*gold["items"], *gold.get("optional", [])}
    assert not set(gold["items"]) & set(gold.get("optional", []))
    assert items - {"sanctions"} <= set(shipped().topics)  # the taxonomy has none; one text of the first hand says so
    for asker, item, target, *_ in (*gold["asks"], *gold.get("optional_asks", [])):
        assert item in items, item
        assert {asker, target} <= set(gold["parties"])
        assert asker != target


def stands(number: float, text: str) -> bool:
    """In figures, by thousands, in millions, or as the one number that a text writes in words."""
    written = (f"{number:g}", f"{number:,}", f"{number * 1000:g} million", "five" if number == 5 else "-")
    return any(re.search(rf"(?<![\d.,]){re.escape(w)}(?!\d|[.,]\d)", text) for w in written)


@pytest.mark.parametrize("name", [*SECOND, *THIRD, *FOURTH, *FIFTH, *SIXTH, *SEVENTH])
def test_figures_stand_in_the_text(name: str) -> None:
    text, gold = TOLD[name]["text"], TOLD[name]["gold"]
    figures = [number for number, _ in (*gold["rates"], *gold["quantities"])]
    assert [n for n in figures if not stands(n, text)] == []


def test_a_figure_that_does_not_stand_is_told() -> None:
    assert stands(12000, "a quota of 12,000 tonnes")
    assert not stands(1.1, "a quota of 11 tonnes, or 21.1, or 1.15")


def test_a_third_of_the_second_hand_is_held_out_of_each_length() -> None:
    """Every third in the order of writing: eight long texts, eight of middle length, eight short or odd."""
    assert [is_held_out(name) for name in SECOND] == [k % 3 == 2 for k in range(24)]
    words = {name: len(TOLD[name]["text"].split()) for name in SECOND}
    groups = [[n for n in SECOND if low <= words[n] < high] for low, high in ((1300, 9999), (400, 1300), (0, 400))]
    assert [len(g) for g in groups] == [8, 8, 8]


def test_the_third_hand_and_the_fourth_set_are_opened() -> None:
    """Three long texts, five of middle length, four short or odd of the third; each of other parties, in both."""
    assert not any(is_held_out(name, "third") for name in THIRD)
    assert not any(is_held_out(name, "fourth") for name in FOURTH)
    words = [len(TOLD[name]["text"].split()) for name in THIRD]
    assert [sum(low <= n < high for n in words) for low, high in ((1200, 1601), (400, 801), (0, 400))] == [3, 5, 4]
    assert len(FOURTH) == 12
    for names in (THIRD, FOURTH):
        parties = [frozenset(TOLD[name]["gold"]["parties"]) for name in names]
        assert len(set(parties)) == len(parties)


def test_the_fifth_set_is_opened() -> None:
    """Three long texts, eleven of 350 to 800 words, each of other parties: one of three, the rest of two."""
    assert not any(is_held_out(name, "fifth") for name in FIFTH)
    words = [len(TOLD[name]["text"].split()) for name in FIFTH]
    assert [sum(low <= n < high for n in words) for low, high in ((1000, 1601), (350, 800))] == [3, 11]
    parties = [frozenset(TOLD[name]["gold"]["parties"]) for name in FIFTH]
    assert len(set(parties)) == len(parties) == 14
    assert sorted(map(len, parties)) == [2] * 13 + [3]


def test_the_sixth_set_is_opened() -> None:
    """Fourteen texts of 80 to 700 words, each of other parties: one of three, the rest of two."""
    assert not any(is_held_out(name, "sixth") for name in SIXTH)
    assert all(80 <= len(TOLD[name]["text"].split()) <= 700 for name in SIXTH)
    parties = [frozenset(TOLD[name]["gold"]["parties"]) for name in SIXTH]
    assert len(set(parties)) == len(parties) == 14
    assert sorted(map(len, parties)) == [2] * 13 + [3]


def test_half_of_the_seventh_set_is_held_out_and_all_of_it_says_where_its_facts_are_from() -> None:
    """Thirty-three texts of 80 to 600 words after as many public reports: two of three parties, the rest of two."""
    assert sum(is_held_out(name, "seventh") for name in SEVENTH) == 18
    assert all(80 <= len(TOLD[name]["text"].split()) <= 600 for name in SEVENTH)
    assert sorted(len(TOLD[name]["gold"]["parties"]) for name in SEVENTH) == [2] * 31 + [3] * 2
    sources = [TOLD[name]["source"] for name in SEVENTH]
    assert all(re.match(r"https?://[\w.-]+/\S", s) for s in sources)
    assert len(set(sources)) == len(sources) == 33


def test_half_of_the_eighth_set_is_held_out_and_all_of_it_says_where_its_facts_are_from() -> None:
    """Twenty-nine texts of 170 to 530 words after as many public reports, none of them the seventh hand's."""
    assert set(UNOPENED) == {"seventh", "eighth"}
    assert sum(is_held_out(name, "eighth") for name in EIGHTH) == 14
    assert all(170 <= len(TOLD[name]["text"].split()) <= 530 for name in EIGHTH)
    sources = {TOLD[name]["source"] for name in EIGHTH}
    assert all(re.match(r"https?://[\w.-]+/\S", s) for s in sources)
    assert len(sources) == len(EIGHTH) == 29
    assert not sources & {TOLD[name]["source"] for name in SEVENTH}
