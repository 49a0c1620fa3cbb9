"""Who asks whom does not hang on the words: every verb of a kind, in every turn of phrase, gives the same ask.

By default each turn and each verb is tried once, in turn with the others; ``slow``: every verb in every turn.
"""

from itertools import cycle, islice
from pathlib import Path

import pytest
from ruamel.yaml import YAML

from tradetalks.articles.rules import read
from tradetalks.articles.taxonomy import shipped
from tradetalks.articles.text import article
from tradetalks.articles.verbs import BUYS, GRANTS, REMOVES, forms, said

TURNS = YAML(typ="safe", pure=True).load((Path(__file__).parent / "turns_of_phrase.yaml").read_text(encoding="utf-8"))
PAIRS = (
    {"A": "Ghana", "B": "Norway", "Aj": "Ghanaian", "Bj": "Norwegian", "Ac": "Accra", "Bc": "Oslo", "ab": "GHA NOR"},
    {"A": "Turkey", "B": "Chile", "Aj": "Turkish", "Bj": "Chilean", "Ac": "Ankara", "Bc": "Santiago", "ab": "TUR CHL"},
)
EASED = (("the tariff on steel", "metals"), ("the ban on beef", "farm_access"), ("the digital services tax", "digital"))
CUTS = (("scrap", "removal"), ("lift", "lifting"), ("reduce", "reduction"), ("waive", "waiver"))
GIFTS = (
    ("more work permits for nurses", "visas"),
    ("the recognition of test reports", "standards"),
    ("access to public procurement", "procurement"),
    ("a larger quota for beef", "farm_access"),
    ("lower duties on steel", "metals"),
)
OBJECTS = {
    REMOVES: EASED,
    GRANTS: (("access for pork", "farm_access"), ("work permits for nurses", "visas"), ("bank licences", "services")),
    BUYS: (("12 aircraft", "aircraft"), ("more natural gas", "energy")),
}
PLAIN = (
    "{A} will {v} {x}.",
    "{A} has agreed to {v} {x}.",
    "{B} wants {A} to {v} {x}.",
    "{B} demanded that {x} be {vpp}.",
    "{A} promised that it would {v} {x}.",
    "The deal includes {A} {ving} {x}.",
    "The pact obliges {A} to {v} {x}.",
    "{A} agreed on {ving} {x}.",
    "{A} has {vpp} {x}.",
    "{X} will be {vpp} by {A}.",
    "What {A} will do:\n\n- {V} {x}\n",
    "{B} got {A} to {v} {x}.",
    "Under the deal, {A} {vs} {x}.",
)


def missed(turn: str, pair: dict[str, str], topic: str, **words: str) -> list[str]:
    """The sentence, where it does not give B's ask of A, or gives A's of B."""
    text = turn.format(**pair, **words)
    text = text[0].upper() + text[1:]
    opening = f"Officials of {pair['A']} and {pair['B']} meet in Geneva on 3 May 2026.\n\n"
    found = {(a.asker, a.item, a.target) for a in read([article("a", opening + text)], shipped()).asks}
    a, b = pair["ab"].split()
    return [] if (b, topic, a) in found and (a, topic, b) not in found else [text]


def inflected(verb: str, words: str) -> dict[str, str]:
    told = forms(verb)
    return {
        "v": told["base"], "V": told["base"].capitalize(), "vs": told["third"], "ved": told["past"],
        "vpp": told["participle"], "ving": told["ing"], "x": words, "X": words[0].upper() + words[1:],
    }  # fmt: skip


def verbs_tried(every: bool):
    for kind, objects in OBJECTS.items():
        for number, verb in enumerate(kind.split()):
            turns = PLAIN if every else islice(cycle(PLAIN), number, number + 1)
            for at, turn in enumerate(turns):
                yield verb, turn, *objects[(number + at) % len(objects)], PAIRS[number % 2]


def turns_tried(every: bool):
    for name in ("eases", "wants_eased"):
        for number, turn in enumerate(TURNS[name]):
            for at in range(len(EASED) if every else 1):
                words, topic = EASED[(number + at) % len(EASED)]
                verb, noun = CUTS[(number + at) % len(CUTS)]
                yield turn, PAIRS[(number + at) % 2], topic, {**inflected(verb, words), "n": noun}
    for name in ("gives", "wants"):
        for number, turn in enumerate(TURNS[name]):
            for at in range(len(GIFTS) if every else 1):
                gift, topic = GIFTS[(number + at) % len(GIFTS)]
                yield turn, PAIRS[(number + at) % 2], topic, {"g": gift}
    for number, turn in enumerate((*TURNS["sells"], *TURNS["goes_on"])):
        yield turn, PAIRS[number % 2], "farm_access", {}


class TestInTurn:
    def test_every_verb_of_giving(self):
        tried = list(verbs_tried(every=False))
        assert len(tried) == sum(len(kind.split()) for kind in OBJECTS)
        assert [s for v, turn, x, topic, pair in tried for s in missed(turn, pair, topic, **inflected(v, x))] == []

    def test_every_turn_of_phrase(self):
        assert [
            s for turn, pair, topic, words in turns_tried(every=False) for s in missed(turn, pair, topic, **words)
        ] == []


def test_a_refusal_is_the_refusers():
    wrong = []
    for number, turn in enumerate(TURNS["refuses"]):
        pair = PAIRS[number % 2]
        opening = f"Officials of {pair['A']} and {pair['B']} meet in Geneva on 3 May 2026.\n\n"
        found = read([article("a", opening + turn.format(**pair))], shipped()).asks
        a, b = pair["ab"].split()
        if {(q.asker, q.item, q.target, q.how) for q in found} != {(b, "farm_access", a, "refused")}:
            wrong.append(turn)
    assert wrong == []


@pytest.mark.slow
class TestAll:
    def test_every_verb_in_every_turn(self):
        tried = list(verbs_tried(every=True))
        wrong = [s for v, turn, x, topic, pair in tried for s in missed(turn, pair, topic, **inflected(v, x))]
        assert len(wrong) <= len(tried) // 50, wrong

    def test_every_turn_on_everything(self):
        tried = list(turns_tried(every=True))
        wrong = [s for turn, pair, topic, words in tried for s in missed(turn, pair, topic, **words)]
        assert len(wrong) <= len(tried) // 50, wrong


@pytest.mark.parametrize(
    "text",
    [
        "Analysts think that Ghana should lift the tariff on steel.",
        "Ghana will not lift the ban on beef.",
        "Ghana nears a deal with Norway to lift the ban on beef.",
        "Both will lift the ban on beef if parliament agrees.",
        "The World Bank urged that the tariff on steel be lifted.",
        "Farmers welcomed the lifting of the ban on beef in 2016.",
    ],
)
def test_what_gives_nothing(text):
    opening = "Officials of Ghana and Norway meet in Geneva on 3 May 2026.\n\n"
    found = read([article("a", opening + text)], shipped()).asks
    assert [a for a in found if a.how in ("asked", "promised")] == []


def test_forms_of_a_verb():
    assert forms("phase|out")["ing"] == "phasing out"
    assert forms("withdraw") == {
        "base": "withdraw", "third": "withdraws", "past": "withdrew", "participle": "withdrawn", "ing": "withdrawing",
    }  # fmt: skip
    assert {"liberalised", "liberalized"} <= said("past", "removes")


class TestWhoSpeaks:
    """ "We" changes with who speaks."""

    HEAD = (
        "Joint press conference\n\nGhana's Trade Minister Kofi Mensah and Norway's Trade Minister Kari Berg met in"
        " Geneva on 3 May 2026.\n\n"
    )

    def asks(self, text):
        return {(a.asker, a.item, a.target) for a in read([article("a", self.HEAD + text)], shipped()).asks}

    def test_in_a_transcript(self):
        text = (
            "Kari Berg: Thank you. We asked our friends to lift their ban on beef. We will lower our duty on steel.\n\n"
            "Question: Will there be a deal this year?\n\n"
            "Kofi Mensah: Thank you, Kari. We will lift our ban on beef. We want more visas for our nurses."
        )
        assert self.asks(text) == {("NOR", "farm_access", "GHA"), ("GHA", "metals", "NOR"), ("GHA", "visas", "NOR")}

    def test_in_quotations(self):
        text = (
            '"We will lower our duty on steel," Norway\'s minister Kari Berg said. '
            '"And we want the ban on beef lifted."\n\n'
            'Her Ghanaian colleague Kofi Mensah said: "We will lift it. We ask for more visas for nurses."'
        )
        assert {("GHA", "metals", "NOR"), ("NOR", "farm_access", "GHA"), ("GHA", "visas", "NOR")} <= self.asks(text)

    def test_where_a_wire_comes_from_is_no_speaker(self):
        text = "Oslo: We will not print the statement of the steel makers.\n\nAccra: We will lift the ban on beef."
        assert self.asks(text) == set()
