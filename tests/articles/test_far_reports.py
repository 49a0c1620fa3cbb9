"""Kinds of misses that a fifth hand's reports had: rumours without foundation, causes of a measure, what was traded
once, days of speaking, certificates, a country named in passing, and headings that name two matters."""

import pytest

from tests.articles.test_reports_at_large import amounts, rates
from tests.articles.test_ways_of_saying import MEET, asks, draft

CB = MEET["CB"]


@pytest.mark.parametrize(
    "text",
    [
        "Claims that Canada would admit Brazilian beef are entirely without basis.",
        "Rumours that Canada would lift its duties on steel have been denied by the ministry.",
        "Canada abolished its duties on steel unilaterally, for all countries.",
        "The levy on Canadian steel was criticised by the Brazilian Parliament.",
    ],
)
def test_what_is_no_ask_of_these_talks(text):
    assert asks(text, "CB") == set()


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Brazil asked Canada to drop its visas, imposed in retaliation to a Brazilian curb on migrants.",
         {("BRA", "visas", "CAN")}),
        ("Brazil will accept Canadian certificates for pork.", {("CAN", "sps", "BRA")}),
        ("Canada asked Brazil not to require that data on its customers be stored in the country.",
         {("CAN", "digital", "BRA")}),
        ("Brazil will build four icebreakers for Canada.", {("CAN", "shipbuilding", "BRA")}),
        ("Brazil asked Canada to join the interim appeal arrangement.", {("BRA", "disputes", "CAN")}),
        ("Brazil will adopt a prohibition on imports of goods made by forced or compulsory labour.",
         {("CAN", "labour", "BRA")}),
    ],
)  # fmt: skip
def test_what_is_asked_and_given(text, found):
    assert found <= asks(text, "CB")


@pytest.mark.parametrize(
    "text",
    [
        "Canada's growers used to sell 400,000 tonnes a year.",
        "Shipments through the port have grown to 3 million tonnes.",
        "The order for 12 jets was not discussed.",
    ],
)
def test_what_was_traded_or_kept_out_is_no_promise(text):
    assert amounts(CB + text) == set()


def test_a_share_of_content_or_a_move_of_a_currency_is_no_duty():
    assert not rates(CB + "Brazil wants the share of local parts from 30% to 45% on cars free of duty.") & {30}
    assert rates(CB + "After the tariff news the real was 0.7% weaker.") == set()


def test_the_day_somebody_spoke_is_past_whatever_is_to_come():
    text = (
        "LIMA, March 4, 2027 - Peru will ask for a panel, its minister said on Thursday after meeting Chile's in talks."
    )
    found = draft(text + " Chile asked Peru to lower its tariffs.")
    assert [f.value for f in found.date][:1] == ["2027-03-04"]
    assert [f.value for f in found.place][:1] == ["Lima"]


def test_a_country_named_once_in_passing_is_no_party():
    text = (
        "We spoke of prices. Nothing is settled. It takes time. India buys more. India wants visas. It is from Russia."
    )
    assert draft(text).parties == ()


def test_a_heading_of_two_matters_announces_neither():
    text = "Canada and Brazil met in Ottawa on 3 May 2027.\n\nPLANES AND MEDICINES\n\nBrazil agreed to recognise these."
    assert draft(text).asks == ()


@pytest.mark.parametrize(
    ("text", "place", "day"),
    [
        # 4 March 2027 is a Thursday
        ("LIMA, March 4, 2027. Peru and Japan signed an interim agreement here on Thursday that is to lead to a free"
         " trade area.", "Lima", "2027-03-04"),
        ("By our own staff, 6 March 2027\n\nA team from Lima has been sitting down with Japanese officials in Tokyo"
         " since 4 March 2027. Peru wants Japan to cut its tariffs.", "Tokyo", "2027-03-04"),
        ("LIMA, March 4, 2027 (Wire) -- The ministers of Peru and Japan put their names to a joint declaration in Lima"
         " on Thursday.", "Lima", "2027-03-04"),
    ],
)  # fmt: skip
def test_where_and_when_by_the_wires_own_head(text, place, day):
    found = draft(text + " Japan asked Peru to cut its tariffs.", "")
    assert [f.value for f in found.place][:1] == [place]
    assert [f.value for f in found.date][:1] == [day]


@pytest.mark.parametrize(
    ("text", "topics"),
    [
        ("The agreement has eighteen chapters. Besides goods these deal with services, government procurement and"
         " digital trade.", {"services", "procurement", "digital"}),
        ("They also mean to increase trade in services and medical products.", {"services", "medical_devices"}),
        ("On the same day, negotiations were launched on a protocol on government purchases.", {"procurement"}),
        ("It contains provisions on state enterprises.", {"subsidies"}),
    ],
)  # fmt: skip
def test_what_an_agreement_has_chapters_on_is_on_the_table(text, topics):
    found = draft("Peru and Japan concluded a free trade agreement in Lima on 3 May 2027.\n\n" + text, "")
    assert topics <= set(found.items)


def test_what_a_ministry_deals_with_is_not():
    found = draft(
        "Peru and Japan meet in Lima on 3 May 2027.\n\nThe ministry has 40 clerks who like state enterprises.", ""
    )
    assert "subsidies" not in found.items


@pytest.mark.parametrize(
    "stamp",
    ["Posted March 6, 2027 3:29 am.", "2027-03-06 Wire", "6 March 2027", "Updated: Saturday, 6 March 2027 at 11:05"],
)
def test_a_reports_own_stamp_is_its_day_and_no_part_of_a_sentence(stamp):
    told = "Peru and Japan met in Lima on Thursday. Peru asked Japan to cut its tariffs."
    text = f"https://news.example/2027/a\n{stamp}\n{told}"
    found = draft(text, "")
    assert found.reported == "2027-03-06"
    assert [f.value for f in found.date][:1] == ["2027-03-04"]
    assert found.asks[0].span.text == "Peru asked Japan to cut its tariffs."
    assert all("news.example" not in s.span.text for s in (*found.place, *found.date))
