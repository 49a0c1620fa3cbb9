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
