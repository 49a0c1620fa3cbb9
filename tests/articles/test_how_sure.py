"""How sure a reading is, and what becomes of what is too unsure: it is asked, not counted."""

from __future__ import annotations

from tradetalks.articles.doubts import ASSERTED, CHECKED, LINE, MEANS, in_words
from tradetalks.articles.rules import read
from tradetalks.articles.taxonomy import shipped
from tradetalks.articles.text import article
from tradetalks.articles.to_dossier import Drafted, to_dossier
from tradetalks.articles.unsure import asked_about, asserted

PLAIN = (
    "Canada asks India to open its market to Canadian apples. Apples from Canada are to be the first topic."
    " The ministers of Canada and India meet in Ottawa on 3 May 2026."
)
DOUBTED = (
    "The ministers of Canada and India meet in Ottawa on 3 May 2026."
    ' "India wants them let in again," a trader said of the onions that Canada banned.'
)


def drafted(text: str, **more: str) -> Drafted:
    one = article("report", text)
    return to_dossier(read([one], shipped()), [one], shipped(), directions=more)


def test_the_line_below_a_table_tells_what_was_counted() -> None:
    for right, wrong in (CHECKED[8], CHECKED[6], CHECKED[5], ASSERTED):
        assert f"{right} of {right + wrong}" in MEANS
    shares = [CHECKED[level][0] / sum(CHECKED[level]) for level in (8, 6, 5)]
    assert shares == sorted(shares, reverse=True), "what is told as surer was right more often"


def test_a_plain_sentence_is_asserted_and_a_doubtful_one_asked_about() -> None:
    plain, doubted = (read([article("report", t)], shipped()) for t in (PLAIN, DOUBTED))
    assert len(asserted(plain).asks) == len(asked_about(doubted)) == 1
    assert len(asked_about(plain)) == len(asserted(doubted).asks) == 0


def test_what_is_asked_about_is_counted_as_open_with_its_sentence_until_it_is_answered() -> None:
    open_ = drafted(DOUBTED)
    (item,) = open_.open
    lines = [u for u in open_.dossier.unconfirmed if u.about == "direction"]
    assert len(lines) == 1
    assert "India wants them let in again" in lines[0].says
    assert "in 10" in lines[0].says
    assert not open_.dossier.item(item.item).positions
    told = drafted(DOUBTED, **{item.item: "IND"})
    assert not told.open
    assert not any(u.about == "direction" for u in told.dossier.unconfirmed)
    assert "let in again" in str(told.dossier.item(item.item).positions[0])
    turned = drafted(DOUBTED, **{item.item: "CAN"})
    assert not any(u.about == "direction" for u in turned.dossier.unconfirmed)
    assert turned.dossier.item(item.item).positions[0].party == "CAN"


def test_an_unsure_ask_beside_a_sure_one_is_open_too() -> None:
    text = PLAIN + ' "India wants its apples let in again," a trader said of those that Canada banned.'
    draft = read([article("report", text)], shipped())
    assert {a.target for a in asserted(draft).asks} | {a.target for a in asked_about(draft)} == {"IND", "CAN"}
    both = drafted(text)
    assert [o.item for o in both.open] == [a.item for a in asked_about(draft)]
    assert any(u.about == "direction" for u in both.dossier.unconfirmed)


def test_shares_in_words() -> None:
    assert [in_words(c) for c in (0.97, 0.79, LINE, 0.69, 0.51, 0.45, 0.02)] == [
        "nearly all", "8 in 10", "7 in 10", "6 in 10", "5 in 10", "5 in 10", "1 in 10",
    ]  # fmt: skip
