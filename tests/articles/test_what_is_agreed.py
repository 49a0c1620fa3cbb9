"""What was agreed, what is only announced, and what a rate is on: no agreement or sector that no sentence gives."""

from __future__ import annotations

import datetime
from typing import Any

import pytest

from tradetalks.articles.rules import read
from tradetalks.articles.taxonomy import shipped
from tradetalks.articles.text import article
from tradetalks.articles.to_dossier import to_dossier
from tradetalks.dossier.model import Dossier

MET = " India and Canada met in Delhi on 3 March 2025."


def drafted(text: str) -> Dossier:
    one = article("report", text)
    return to_dossier(read([one], shipped()), [one], shipped(), as_of=datetime.date(2025, 3, 3)).dossier


def said(dossier: Dossier, about: str = "") -> str:
    return "\n".join(p.says for p in dossier.unconfirmed if not about or p.about == about)


def points(dossier: Dossier, item: str) -> dict[str, list[Any]]:
    """Option -> points of duty of its measures."""
    found = next(i for i in dossier.agenda if i.id == item)
    return {o.id: [getattr(m, "points", None) for m in o.measures] for o in found.options}


# ------------------------------------------------------------------ announced, not agreed
@pytest.mark.parametrize("verb", ["raise", "ramp up", "escalate", "sharply escalate", "jack up", "step up", "boost"])
@pytest.mark.parametrize(
    "turn", ["signed an order to {}", "approved a bill to {}", "issued a new decree to {}", "will {}"]
)
def test_a_duty_that_is_raised_is_promised_by_nobody(verb: str, turn: str) -> None:
    text = f"Canada {turn.format(verb)} duties on Indian goods to 40%. India regrets this."
    assert not read([article("report", text)], shipped()).asks


RAISED = (
    "Canada's prime minister signed an order to ramp up tariffs on goods from India to 40%. Ottawa had threatened to"
    " raise its tariffs on Indian goods to 40% unless India let in its pork. India asks Canada to lift its"
    " 40% tariff on Indian goods."
)


def test_a_rate_announced_and_threatened_is_counted_once() -> None:
    made = drafted(RAISED + MET)
    stands = list(points(made, "tariffs")["as_is"])
    threatened = [getattr(m, "points", None) for b in made.no_deal for m in b.measures]
    assert len(stands) + len(threatened) == 1
    assert "as agreed" not in [o.title for i in made.agenda for o in i.options]
    assert "counted once" in said(made, "no deal")


def test_goods_reported_exempt_leave_a_duty_on_all_goods_open() -> None:
    exempt = " Aircraft, coal and paper pulp are exempt from the tariff."
    sought = " India wants its palm oil to be exempt from the tariff."
    assert "some are reported exempt" in said(drafted(RAISED + exempt + MET), "rate")
    assert "exempt" not in said(drafted(RAISED + sought + MET), "rate")


# ------------------------------------------------------------------ ceilings, and from one rate to another
@pytest.mark.parametrize(
    "agreed",
    [
        "Canada agreed to cap its tariffs on Indian goods at no more than 12%.",
        "Canada pledged that its tariff on Indian goods will be no higher than 12%.",
        "Canada promised India to apply an all-inclusive tariff of 12% to goods from India.",
        "Canada's commitments:\n- Cap duties on goods from India at 12 per cent.\n",
    ],
)
def test_a_ceiling_that_is_agreed_is_what_shall_be(agreed: str) -> None:
    made = drafted(agreed + MET)
    found = points(made, "tariffs")
    assert found["as_is"] == []
    assert len(found["to_12"]) == 1
    assert 0 < found["to_12"][0] < 0.12  # the ordinary duty is in it
    assert "what it charges now is not reported" in said(made, "rate")


def test_a_ceiling_that_is_in_force_stands() -> None:
    rates = read([article("r", "Canada currently caps its tariffs on Indian goods at 12%." + MET)], shipped()).measures
    assert [(r.percent, r.status) for r in rates] == [(12.0, "stands")]


def test_the_rate_that_was_cut_stands_and_the_agreed_one_told_again_does_not() -> None:
    made = drafted(
        "Canada agreed to cut its duties on Indian goods from 30% to 18%. Goods from India pay a tariff of 18%"
        " under Canada's reciprocal policy." + MET
    )
    found = points(made, "tariffs")
    assert found["as_is"][0] - found["to_18"][0] == pytest.approx(0.12)
    assert "several rates" not in said(made)
    assert "not reported" not in said(made)


def test_of_several_rates_that_stand_none_moves_the_deal() -> None:
    made = drafted(
        "Canada charges a duty of 30% on Indian goods. Canada charges a tariff of 20% on goods from India."
        " Canada agreed to cut its duties on Indian goods to 10%." + MET
    )
    assert set(map(tuple, points(made, "tariffs").values())) == {()}
    assert "several rates" in said(made, "rate")
    assert "what it charges now is not reported" not in said(made)
