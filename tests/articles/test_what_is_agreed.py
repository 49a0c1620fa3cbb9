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
from tradetalks.world.world import World

MET = " India and Canada met in Delhi on 3 March 2025."


def drafted(text: str, **asks: str) -> Dossier:
    """As drafted; ``asks``: topic -> who asks, where the user has said so."""
    one = article("report", text)
    draft = read([one], shipped())
    return to_dossier(draft, [one], shipped(), as_of=datetime.date(2025, 3, 3), directions=asks).dossier


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
    made = drafted(agreed + MET, tariffs="IND")
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


# ------------------------------------------------------------------ parts, shares, quotas
def sized(dossier: Dossier) -> bool:
    return any(o.measures for i in dossier.agenda for o in i.options)


@pytest.mark.parametrize(
    ("goods", "whole"),
    [
        ("cars", True), ("motor vehicles", True), ("cars and car parts", True), 
        ("cars, electric cars among them", True),
        ("electric cars", False), ("premium cars", False), 
        ("used and electric vehicles", False), ("pickup trucks", False),
        ("car parts", False), ("cars worth more than $40,000", False), ("steel", True), ("steel and copper", True),
        ("steel pipes", False), ("stainless steel", False), ("medicines", True), ("generic medicines", False),
    ],
)  # fmt: skip
def test_a_duty_on_a_part_of_a_sector_is_not_put_on_the_sector(goods: str, whole: bool) -> None:
    made = drafted(f"India agreed to cut its duty on Canadian {goods} from 60% to 30%." + MET)
    assert sized(made) is whole
    assert ("no measure is built" in said(made, "size")) is not whole


@pytest.mark.parametrize(
    ("text", "quota"),
    [
        ("India will let in up to 30,000 Canadian cars a year at a tariff of 10% instead of 70%.", "30,000"),
        (
            "India agreed to cut its duty on Canadian cars from 70% to 10% under a 30,000-vehicle yearly quota.",
            "30,000",
        ),
    ],
)
def test_a_quota_is_told_and_not_counted(text: str, quota: str) -> None:
    made = drafted(text + MET)
    assert not sized(made)
    assert "holds within a quota" in said(made, "size")
    assert f"a quota of {quota}" in said(made, "size")


@pytest.mark.parametrize(
    "share", ["85 per cent of Canadian goods", "two thirds of Canadian exports", "key Canadian exports"]
)
def test_a_share_of_goods_that_is_freed_is_no_cut_of_all(share: str) -> None:
    made = drafted(f"India agreed to cut its tariffs on {share} to zero." + MET)
    assert not sized(made)
    assert "no measure is built" in said(made)


def test_no_duty_is_cut_below_zero() -> None:
    made = drafted("India agreed to bring its tariffs on Canadian goods down to 3%." + MET)
    cuts: list[Any] = [m for i in made.agenda for o in i.options for m in o.measures]
    assert cuts
    world = World.default()
    i, n = world.region("CAN"), world.region("IND")
    for cut in cuts:
        for s in world.sector_indices(cut.sectors):
            assert world.tariff[i, n, s] + cut.points >= 0.03 - 1e-9


def test_a_duty_that_is_lowered_by_no_figure_is_not_lifted() -> None:
    made = drafted("India charges a 40% tariff on Canadian goods. India promised Canada to lower the tariff." + MET)
    found = points(made, "tariffs")
    assert len(set(map(tuple, found.values()))) == 1
    assert "to what is not said" in said(made, "rate")
    lifted = drafted("India charges a 40% tariff on Canadian goods. India promised Canada to lift the tariff." + MET)
    assert sorted(map(len, points(lifted, "tariffs").values())) == [0, 1]


def test_an_amount_of_no_item_is_an_open_point() -> None:
    made = drafted(
        "India's commitments:\n- Cut tariffs on all Canadian goods; buy $20 billion of Canadian oil by 2030.\n" + MET
    )
    assert "$20 billion" in said(made) + "".join(o.title for i in made.agenda for o in i.options)


# ------------------------------------------------------------------ who
@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        ("Canadian Deputy Prime Minister Marguerite Tremblay said India must lower its duties.", "Marguerite Tremblay"),
        ("India's Commerce Secretary Rohan K. Mehta said Canada may wait.", "Rohan K. Mehta"),
        ("The Most Favoured Nation rate of Canada will fall, Canada said.", "Canada"),
        ("By the Executive Order, Canada said, steel pays more.", "Canada"),
    ],
)
def test_a_speaker_is_a_person_by_the_whole_name_or_a_side(text: str, speaker: str) -> None:
    said = read([article("r", text + MET)], shipped()).statements
    assert [s.speaker for s in said] == [speaker]


def test_a_leader_speaks_for_his_own_country() -> None:
    text = "On trade with India, Prime Minister Mark Carney of Canada, no friend of India, said that he would wait."
    assert [(s.speaker, s.party) for s in read([article("r", text + MET)], shipped()).statements] == [
        ("Mark Carney", "CAN")
    ]


def test_who_is_named_as_often_as_a_party_is_told() -> None:
    made = drafted(
        "Canadian lawmakers approved higher tariffs on imports from India and China. Goods of China, India, Vietnam and"
        " Thailand, with which Canada has no deal, will pay 30%. Canada passed the bill during talks with the US:"
        " Canada hopes that its tariffs on Chinese goods ease US tariffs on Canadian steel."
    )
    assert [p.name for p in made.parties.values()] == ["Canada", "United States"]
    assert "also tell of India and China, who are not parties here" in said(made, "meeting")
