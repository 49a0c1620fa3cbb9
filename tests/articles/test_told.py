"""What the user answers on who asks: it is told as the user's word, settles the item, and may leave it out."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from tradetalks.articles.rules import read
from tradetalks.articles.taxonomy import shipped
from tradetalks.articles.text import article
from tradetalks.articles.to_dossier import Drafted, to_dossier
from tradetalks.cli import app
from tradetalks.errors import ArticleError

NAMED = (
    "The ministers of Canada and Japan meet in Ottawa on 3 May 2026. Japan wants Canada to open its market for Japanese"
    " beef. They spoke of visas."
)
DOUBTED = (
    "The ministers of Canada and India meet in Ottawa on 3 May 2026."
    ' "India wants them let in again," a trader said of the onions that Canada banned.'
)
runner = CliRunner()


def drafted(text: str = NAMED, **told: str) -> Drafted:
    one = article("report", text)
    return to_dossier(read([one], shipped()), [one], shipped(), directions=told)


def direction(made: Drafted) -> list[str]:
    return [u.says for u in made.dossier.unconfirmed if u.about == "direction"]


def test_a_position_says_that_it_is_the_user_s_word() -> None:
    made = drafted(visas="JPN")
    (position,) = made.dossier.item("visas").positions
    assert (position.party, position.asks) == (
        "JPN", "by your answer; the report names it in: \u201cThey spoke of visas.\u201d",
    )  # fmt: skip
    (read_,) = (p for item in made.dossier.agenda if item.id != "visas" for p in item.positions)
    assert read_.asks.startswith("Japan wants Canada"), "what the report says is told as it says it"


def test_an_answer_to_perhaps_is_the_user_s_word_too_and_nothing_is_perhaps_any_more() -> None:
    (item,) = (o.item for o in drafted(DOUBTED).open)
    for party in ("IND", "CAN"):
        made = drafted(DOUBTED, **{item: party})
        assert [a.asker for a in made.draft.asks] == [party]
        assert [a.by for a in made.draft.asks] == ["user"]
        assert made.dossier.item(item).positions[0].asks.startswith("by your answer; ")
        assert "perhaps" not in " ".join(u.says for u in made.dossier.unconfirmed)


def test_both_is_a_position_for_each() -> None:
    made = drafted(visas="both")
    assert {i.id: [p.party for p in i.positions] for i in made.dossier.agenda if i.id.startswith("visas")} == {
        "visas_of_can": ["JPN"],
        "visas_of_jpn": ["CAN"],
    }
    assert not made.open
    assert not direction(made)


def test_nobody_leaves_the_item_out_and_says_so() -> None:
    made = drafted(visas="nobody")
    assert not any(i.id.startswith("visas") for i in made.dossier.agenda)
    assert not made.open
    assert not direction(made)
    assert not made.dossier.unsettled()
    (line,) = made.left_out
    assert "not on the table by your answer" in line
    assert "They spoke of visas." in line
    assert f"left out: {line}" in made.assumed
    assert not any(line in other for other in made.rest)


def test_where_nobody_asks_for_anything_there_is_no_draft() -> None:
    told = dict.fromkeys((i.id for i in drafted().dossier.agenda), "nobody")
    with pytest.raises(ArticleError, match="no agenda item is left"):
        drafted(**told)


@pytest.mark.parametrize("item", ["visas", "VISAS", "Visas and stays of workers", "visas and stays OF workers"])
@pytest.mark.parametrize("party", ["JPN", "jpn"])
def test_an_item_goes_by_its_title_too_in_any_case(item: str, party: str) -> None:
    assert drafted(**{item: party}).told == {"visas": "JPN"}


def test_two_answers_on_one_item_are_refused() -> None:
    with pytest.raises(ArticleError, match="two answers on visas, JPN and CAN"):
        drafted(**{"visas": "JPN", "Visas and stays of workers": "CAN"})


def test_an_answer_beside_what_is_sure_adds_to_it() -> None:
    (sure,) = (a for a in drafted().draft.asks)
    assert {(a.asker, a.by) for a in drafted(**{sure.item: "CAN"}).draft.asks} == {("JPN", ""), ("CAN", "user")}
    assert [(a.asker, a.by) for a in drafted(**{sure.item: "JPN"}).draft.asks] == [("JPN", "")]


def test_what_the_words_make_likely_of_the_other_side_gives_way_to_the_answer() -> None:
    from dataclasses import replace

    from tradetalks.articles.draft import Ask
    from tradetalks.articles.unsure import asserted

    draft = read([article("report", NAMED)], shipped())
    likely = Ask("CAN", "visas", "JPN", draft.items["visas"][0].span, 0.9, "likely")
    with_it = replace(draft, likely=(likely,))
    told = [a for a in asserted(with_it, {"visas": "JPN"}).asks if a.item == "visas"]
    assert [(a.asker, a.by) for a in told] == [("JPN", "user")]


def test_what_is_likely_of_a_topic_named_in_passing_can_be_answered() -> None:
    text = (
        f"{DOUBTED} They spoke of visas. Canada levies a 25% tariff on steel and 12.5% on cars from India,"
        " and India wants Canada to lift both."
    )
    items = read([article("report", text)], shipped()).items
    waiting = [o.item for o in drafted(text).open if o.item not in items]
    assert waiting, "words make an ask likely of a topic that no rule puts on the table"
    for item in waiting:
        told = drafted(text, **{item: "IND"})
        assert [p.party for p in told.dossier.item(item).positions] == ["IND"]
        assert item not in told.draft.passing
        assert item not in [o.item for o in told.open]
        nobody = drafted(text, **{item: "nobody"})
        assert len(nobody.left_out) == 1
        assert item not in [i.id for i in nobody.dossier.agenda]


class TestCommand:
    def given(self, tmp_path: Path, *more: str) -> Any:
        (tmp_path / "a.txt").write_text(NAMED)
        return runner.invoke(app, ["read", str(tmp_path / "a.txt"), *more])

    def test_a_question_says_what_to_type_and_what_is_typed_answers_it(self, tmp_path: Path) -> None:
        asked = " ".join(self.given(tmp_path).stdout.split())
        assert "answer by --direction visas=JPN, visas=CAN, visas=both or visas=nobody" in asked.replace(
            "visas=CAN, visas=JPN", "visas=JPN, visas=CAN"
        )
        for answer in ("JPN", "both", "nobody"):
            told = self.given(tmp_path, "--direction", f"Visas and stays of workers={answer}").stdout
            assert "--direction" not in told
            assert ("your answer" in " ".join(told.split())) is True
        told = self.given(tmp_path, "--direction", "visas=nobody", "--json").stdout
        assert json.loads(told)["draft"]["answers"] == {"visas": "nobody"}

    def test_each_perhaps_is_a_line_of_its_own(self, tmp_path: Path) -> None:
        (tmp_path / "b.txt").write_text(DOUBTED)
        lines = runner.invoke(app, ["read", str(tmp_path / "b.txt")]).stdout.splitlines()
        assert sum(line.strip().startswith("perhaps India") for line in lines) == 1
        assert sum("perhaps India" in line for line in lines) == 1, "it is not said again under what is open"

    @pytest.mark.parametrize(
        ("said", "told"),
        [("3", "both"), ("4", "nobody"), ("both", "both"), ("9\nnobody", "nobody"), ("jpn", "JPN"), ("", None)],
    )
    def test_the_prompt_takes_a_number_or_a_word_and_asks_again(
        self, monkeypatch: pytest.MonkeyPatch, said: str, told: str | None
    ) -> None:
        from tradetalks.cli.read import _asked

        answers = iter(said.split("\n"))
        monkeypatch.setattr("typer.prompt", lambda *_, **__: next(answers))
        assert _asked(drafted(), shipped()) == ({"visas": told} if told else {})
