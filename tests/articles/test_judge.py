"""How sure asks are: words, rules and doubts weighed; what rules miss found; weights as counted."""

import gzip
import json
from dataclasses import replace

import pytest

from tradetalks.articles import judge
from tradetalks.articles.doubts import LIKELY, LINE, doubted, weighed
from tradetalks.articles.draft import Ask, Found
from tradetalks.articles.judge import by_words, shipped_judge
from tradetalks.articles.rules import read
from tradetalks.articles.taxonomy import shipped
from tradetalks.articles.text import article
from tradetalks.articles.unsure import asked_about, asserted
from tradetalks.articles.weighing import SURE, likelihood, seen


def drafted(text):
    return read([article("a", text)], shipped())


def odds(text, item, asker, target):
    (sentence,) = article("a", text).sentences
    items = {item: (Found(item, sentence, 1.0),)}
    return by_words((), items, (asker, target), shipped())[asker, item, target]


@pytest.mark.parametrize(
    ("text", "item", "asker", "target"),
    [
        ("Japan urged the United States to lift its tariffs on cars.", "autos", "JPN", "USA"),
        ("India agreed to cut its tariffs on British whisky.", "whisky", "GBR", "IND"),
        ("Australia called on China to remove its duties on barley.", "farm_access", "AUS", "CHN"),
    ],
)
def test_who_asks_is_likelier_than_who_is_asked(text, item, asker, target):
    assert odds(text, item, asker, target) > 0 > odds(text, item, target, asker)


def test_names_do_not_matter_but_what_is_said_of_them():
    said = "{} urged {} to lift its tariffs on cars."
    assert odds(said.format("Japan", "Canada"), "autos", "JPN", "CAN") == pytest.approx(
        odds(said.format("Mexico", "India"), "autos", "MEX", "IND")
    )


def an_ask(**more):
    (sentence,) = article("a", "Japan urged Canada to lower its tariffs on cars.").sentences
    return replace(Ask("JPN", "autos", "CAN", sentence, 0.9), **more)


def sure(ask=None, against=None, words=0.0, other_way=0.0, told=1, parties=2, passing=False):
    return likelihood(shipped_judge().all_told, seen(ask, against, words, other_way, told, parties, passing))


class TestWhatIsWeighed:
    def test_the_likelier_by_words_the_surer(self):
        assert sure(words=-3) < sure(words=0) < sure(words=3)
        assert sure(an_ask(), words=-3) < sure(an_ask(), words=0) < sure(an_ask(), words=3)

    def test_a_rule_makes_it_surer_and_one_that_says_the_contrary_less_sure(self):
        assert sure(None) < sure(an_ask())
        assert sure(None, an_ask()) < sure(None)

    def test_what_is_only_implied_or_stands_beside_others_is_less_sure(self):
        plain = sure(an_ask())
        for doubt in ("its topic is only implied", "somebody else is named in it", "the sentence is long"):
            assert sure(an_ask(doubts=(doubt,))) < plain, doubt

    def test_what_is_named_in_passing_is_less_likely_asked(self):
        assert sure(passing=True) < sure(passing=False)

    def test_nothing_is_certain(self):
        assert sure(an_ask(), words=50.0) == SURE < 1
        assert sure(words=-50.0) >= 0


HINTED = (
    "Trade ministers of Japan and Canada met in Ottawa on 4 March 2026 to talk about cars. In the room it was Tokyo's"
    " pressing of Canada for lower tariffs on cars that took the day."
)


def test_doubts_stand_beside_the_asks_that_rules_found():
    (sentence,) = article("a", "The onions that Canada banned should be let in again, it said.").sentences
    (ask,) = doubted([Ask("IND", "farm_access", "CAN", sentence, 0.4)], {}, ("IND", "CAN"), shipped(), {})
    assert "not both sides are named in it" in ask.doubts
    assert "a rule of last resort read it" in ask.doubts


def test_what_no_rule_finds_is_told_by_how_likely_it_is():
    draft = drafted(HINTED)
    own, perhaps = weighed((), draft.items, {}, ("JPN", "CAN"), shipped())
    assert own == ()
    assert {a.how for a in perhaps} <= {"likely"}
    assert all(a.confidence >= LIKELY for a in perhaps)


def test_a_likely_ask_is_a_question_until_the_user_says_so():
    draft = drafted(HINTED)
    likely = an_ask(span=draft.items["autos"][0].span, confidence=(LINE + SURE) / 2, how="likely")
    with_it = replace(draft, asks=(), likely=(likely,))
    assert asked_about(with_it) == (likely,)
    assert not asserted(with_it).asks
    assert [a.target for a in asserted(with_it, {"autos": "JPN"}).asks] == ["CAN"], "once the user has said so"
    sure_one = an_ask(asker="CAN", target="JPN", confidence=0.9)
    assert not asked_about(replace(draft, asks=(sure_one,), likely=(likely,))), "beside an asserted one it is none"


def test_the_weights_hold_no_text_and_are_as_the_manifest_counts_them():
    folder = judge.resources.files("tradetalks.articles") / "data"
    told = json.loads((folder / "judge.manifest.json").read_text(encoding="utf-8"))
    weights = json.loads(gzip.decompress((folder / "judge.json.gz").read_bytes()))["words"]["weights"]
    assert len(weights) == told["weights"]
    assert max(len(name.split()) for name in weights) <= 3
