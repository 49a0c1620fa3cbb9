"""How sure asks are: words around both sides weighed, what rules miss told as likely, weights as counted."""

import gzip
import json
from dataclasses import replace

import pytest

from tradetalks.articles import judge
from tradetalks.articles.doubts import LINE, RIGHT, how_sure, likely
from tradetalks.articles.draft import Found
from tradetalks.articles.judge import likelihoods
from tradetalks.articles.rules import read
from tradetalks.articles.taxonomy import shipped
from tradetalks.articles.text import article
from tradetalks.articles.unsure import asked_about, asserted


def drafted(text):
    return read([article("a", text)], shipped())


def likelihood(text, item, asker, target):
    (sentence,) = article("a", text).sentences
    items = {item: (Found(item, sentence, 1.0),)}
    return likelihoods((), items, (asker, target), shipped())[asker, item, target]


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
    for doubts, classes in RIGHT.items():
        for likelihood, (right, wrong) in zip((0.9, 0.5), classes, strict=True):
            assert how_sure(doubts, likelihood) == pytest.approx((right + 1) / (right + wrong + 2), abs=0.005)
    assert how_sure(7, 0.9) == how_sure(2, 0.9) > LINE > how_sure(2, 0.5)


HINTED = (
    "Trade ministers of Japan and Canada met in Ottawa on 4 March 2026 to talk about cars. In the room it was Tokyo's"
    " pressing of Canada for lower tariffs on cars that took the day."
)


def test_what_no_rule_finds_is_likely_at_most_and_asked_about():
    draft = drafted(HINTED)
    judged = {("JPN", "autos", "CAN"): 0.9, ("CAN", "autos", "JPN"): 0.2}
    found = likely((), draft.items, judged)
    assert [(a.asker, a.target, a.how) for a in found] == [("JPN", "CAN", "likely")]
    assert found[0].confidence < LINE
    assert not likely(found, draft.items, judged), "what is known already is not told again"
    with_it = replace(draft, asks=(), likely=found)
    assert asked_about(with_it) == found
    assert not asserted(with_it).asks
    assert [a.target for a in asserted(with_it, {"autos": "JPN"}).asks] == ["CAN"], "once the user has said so"


def test_a_likely_ask_beside_an_asserted_one_is_no_question():
    draft = drafted(HINTED)
    found = likely((), draft.items, {("JPN", "autos", "CAN"): 0.9})
    sure = replace(found[0], asker="CAN", target="JPN", how="asked", confidence=0.9)
    assert not asked_about(replace(draft, asks=(sure,), likely=found))


def test_the_weights_hold_no_text_and_are_as_the_manifest_counts_them():
    folder = judge.resources.files("tradetalks.articles") / "data"
    told = json.loads((folder / "judge.manifest.json").read_text(encoding="utf-8"))
    weights = json.loads(gzip.decompress((folder / "judge.json.gz").read_bytes()))["weights"]
    assert len(weights) == told["weights"]
    assert max(len(name.split()) for name in weights) <= 3
