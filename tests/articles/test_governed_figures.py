"""Per cents that are no duty, duties by whose market they are charged in, and what was traded or is charged today."""

import pytest

from tests.articles.test_ways_of_saying import MEET, draft


def rates(text, meet="CB"):
    return {(r.percent, r.importer, r.status) for r in draft(text, meet if meet in MEET else "CB").measures}


@pytest.mark.parametrize(
    "text",
    [
        "Lower tariffs on solar panels could help Brazil reach its goal of 60% clean power by 2040.",
        "A cut in tariffs on turbines would serve Brazil's target of 45% of electricity from wind.",
        "The beef let in duty-free equals 2.1% of Canadian meat consumption and 1.8% for pork.",
        "The tariff quota for trucks will grow by about five per cent annually.",
        "On tariffs, \"two percent may look like a minor concession,\" the Canadian envoy said of what Brazil charges.",
        "The minister said 31% of Canadian goods now enter Brazil without extra tariffs. That is up from 27%.",
        "Brazil keeps a list of goods. No tariff concessions will be entertained for dairy.",
    ],
)  # fmt: skip
def test_a_per_cent_without_a_duty_is_none(text):
    assert not rates(text)


def test_goods_that_a_duty_spares_are_not_charged_it():
    text = "Brazil imposed a further 35% tariff. Canadian juice would have a zero tariff, as it was not targeted by the"
    assert {(p, s) for p, _, s in rates(f"{text} additional 35%.")} == {(35, "stands"), (0, "to")}
    assert len([r for r in draft(f"{text} additional 35%.", "CB").measures if r.percent == 35]) == 1


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Brazil agreed to raise its duty on steel by 5 per cent to 20 per cent.", 20),
        ("The tariff on juice, 12% today, is down from 15%.", 15),
        ("The tariff on imports of cars will rise to 25%.", 25),
    ],
)
def test_a_duty_that_grows_is_still_one(text, told):
    assert told in {p for p, _, _ in rates(text)}


def test_what_is_charged_at_present_stands():
    text = "Brazil will phase out its tariffs on hard cheeses such as Oka (currently at 28.5%) over 12 years."
    assert (28.5, "BRA", "stands") in rates(text)


def test_goods_imported_from_elsewhere_pay_the_importers_duty():
    text = "Canada wants to export cheeses to Brazil, already imported from Norway at duties of 20-28%."
    assert {(p, w) for p, w, _ in rates(text)} == {(20, "BRA"), (28, "BRA")}


def test_who_goes_open_market_gives_the_zero():
    text = 'The president said Brazil "is going open market with Canada with zero tariffs."'
    assert rates(text) == {(0, "BRA", "to")}


def test_each_gives_its_own_quota():
    text = (
        "Canada will offer larger quotas, including 40,000 tonnes more beef, while Brazil will give Canada a quota of"
    )
    told = {(q.number, q.giver) for q in draft(f"{text} 12,000 tonnes for cheeses.", "CB").quantities}
    assert told == {(40000, "CAN"), (12000, "BRA")}


def test_what_was_traded_before_is_no_promise():
    text = (
        "After exporting only 410 tonnes of pork to Brazil in 2014, Canada secured a quota of 50,000 tonnes for 2016."
    )
    assert {q.number for q in draft(text, "CB").quantities} == {50000}


def claims(text, meet="CB"):
    return {(a.asker, a.item, a.target) for a in draft(text, meet).asks}


def test_goods_that_enter_a_market_see_its_duties_fall():
    told = claims("Canadian goods entering Brazil will see tariffs reduced over 15 years.")
    assert told == {("CAN", "tariffs", "BRA")}


@pytest.mark.parametrize(
    "text",
    [
        "Talks failed, and Canada requested the establishment of a panel in March.",
        "Canada is now requesting the establishment of a WTO panel to examine this matter.",
        "The Canadian Pork Council sees potential for exports of pork to Brazil if restrictions are lifted.",
        "Restrictions imposed by Canada in May allowed Quebec and Alberta to ban domestic sales of Brazilian wheat.",
    ],
)
def test_what_nobody_asks_or_gives(text):
    assert not claims(text)


def test_a_measure_that_a_panel_is_asked_over_is_opposed():
    text = "Canada requested the establishment of a panel over Brazil's ban on exports of nickel ore."
    assert {(a.item, a.how) for a in draft(text, "CB").asks} == {("critical_minerals", "opposed")}


def test_what_a_gift_helps_to_avoid_is_not_asked():
    text = "Canada will seek better access for its steel, to help Brazil avoid reliance on oil and gas."
    assert {item for _, item, _ in claims(text)} == {"metals"}


def test_a_duty_that_commences_is_no_meeting():
    text = "Canada and Brazil hold talks. Both aim to sign a deal before a tariff scheduled to commence from July 9."
    assert not draft(text).date


def test_a_deal_signed_on_a_weekday_keeps_it():
    text = "19 June 2023\n\nBrazil on Monday signed an agreement with Canada that will guarantee access for its beef."
    assert [f.value for f in draft(text).date] == ["2023-06-19"]


def test_a_speaker_is_of_his_own_side():
    said = draft(
        "Korea and the United States hold talks. President Donald Trump and President Lee Jae-Myung announced a deal."
    ).statements
    assert all(s.party == "KOR" for s in said if "Lee" in s.speaker)
    text = "Brazil will answer the duties on steel enacted by Ottawa, Economy Minister Caio Prado said."
    assert {s.party for s in draft(text, "CB").statements} == {"BRA"}


def test_papers_filed_are_no_dispute_on_the_table():
    text = "According to documents filed with the World Trade Organization, Brazil will tax Canadian products."
    assert "disputes" not in draft(text, "CB").items
