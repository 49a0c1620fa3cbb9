"""How sure asks are: words around both sides weighed, what rules miss told as likely, weights as counted."""

import gzip
import json

import pytest

from tradetalks.articles import judge
from tradetalks.articles.judge import ASSERTED, SURE, features_of, how_sure, shipped_judge
from tradetalks.articles.rules import read
from tradetalks.articles.taxonomy import shipped
from tradetalks.articles.text import article


def drafted(text):
    return read([article("a", text)], shipped())


def likelihood(text, item, asker, target):
    (sentence,) = article("a", text).sentences
    return shipped_judge().likelihood(features_of([sentence], item, asker, target, 2, shipped()))


@pytest.mark.parametrize(
    ("text", "item", "asker", "target"),
    [
        ("Japan urged the United States to lift its tariffs on cars.", "autos", "JPN", "USA"),
        ("India agreed to cut its tariffs on British whisky.", "whisky", "GBR", "IND"),
        ("Australia called on China to remove its duties on barley.", "farm_access", "AUS", "CHN"),
    ],
)
def test_who_asks_is_likelier_than_who_is_asked(text, item, asker, target):
    assert likelihood(text, item, asker, target) > 0.5 > likelihood(text, item, target, asker)


def test_names_do_not_matter_but_what_is_said_of_them():
    said = "{} urged {} to lift its tariffs on cars."
    assert likelihood(said.format("Japan", "Canada"), "autos", "JPN", "CAN") == pytest.approx(
        likelihood(said.format("Mexico", "India"), "autos", "MEX", "IND")
    )


def test_an_ask_is_as_sure_as_such_asks_were_right():
    for by_rules, classes in SURE.items():
        for least, right, many in classes:
            assert how_sure(least, by_rules) == pytest.approx((right + 1) / (many + 2))
    assert how_sure(0.1, by_rules=False) == 0.0
    assert how_sure(0.99, by_rules=True) > ASSERTED > how_sure(0.1, by_rules=True) > 0


def test_what_no_rule_finds_is_likely_at_most():
    draft = drafted(
        "Trade ministers of Japan and the United States met in Tokyo on 4 March 2026. The United States tariffs on"
        " Japanese cars are what Japan complains of most. Japan urged the United States to lift its tariffs on cars."
    )
    assert all(a.how != "likely" for a in draft.asks)
    known = {(a.asker, a.item, a.target) for a in draft.asks}
    for ask in draft.likely:
        assert ask.how == "likely"
        assert ask.confidence < ASSERTED
        assert (ask.asker, ask.item, ask.target) not in known


def test_the_weights_hold_no_text_and_are_as_the_manifest_counts_them():
    folder = judge.resources.files("tradetalks.articles") / "data"
    told = json.loads((folder / "judge.manifest.json").read_text(encoding="utf-8"))
    weights = json.loads(gzip.decompress((folder / "judge.json.gz").read_bytes()))["weights"]
    assert len(weights) == told["weights"]
    assert max(len(name.split()) for name in weights) <= 3
