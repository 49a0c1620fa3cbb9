"""Which day and which place are the meeting's: not those of whoever spoke, filed the report or met before."""

import pytest

from tradetalks.articles.filed import reported_on, without_line
from tradetalks.articles.rules import read
from tradetalks.articles.taxonomy import shipped
from tradetalks.articles.text import article
from tradetalks.articles.when import meeting_day

FILED = "2027-03-10"  # a Wednesday


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("The two ministers met on Monday to speak of tea.", "2027-03-08"),
        ("The two ministers will meet on Monday to speak of tea.", "2027-03-15"),
        ("The two ministers will meet again tomorrow.", "2027-03-11"),
        ("The committee was held on 2 March.", "2027-03-02"),
        ("The committee will be held on 28 December.", "2027-12-28"),
        ("The ministers said after their talks on Monday that tea was settled.", "2027-03-08"),
        ("The minister said on Tuesday after meeting his colleague that tea was settled.", "2027-03-09"),
        ("The two jointly announced on Tuesday an agreement on tea.", None),
        ("The two governments on Tuesday announced a deal on tea.", "2027-03-09"),
    ],
)
def test_the_day_of_a_meeting(text: str, day: str | None) -> None:
    assert meeting_day(text, FILED) == day


@pytest.mark.parametrize(
    "text",
    [
        "Talks on tea will go on, the minister said on Tuesday.",
        "The minister told reporters Tuesday that talks on tea would go on.",
        "On Tuesday, Kenya's trade and industry minister told a newspaper that talks would be long.",
        "Kenya's minister on Tuesday urged India to return to the talks.",
        "In a statement released on Tuesday, Kenya asked for talks.",
        "Kenya informed India on Friday that it wants talks.",
        "Kenya called it a good meeting yesterday, saying that tea was settled.",
        "The talks must end by Friday.",
        "The eleventh session was held in Mombasa on 17 April 2024.",
        "The next round is planned for the week of 7 June.",
    ],
)
def test_the_day_of_something_else(text: str) -> None:
    assert meeting_day(text, FILED) is None or "week of" in text


def test_the_year_of_a_day() -> None:
    assert meeting_day("The committee was held on 28 December.", "2027-01-10") == "2026-12-28"
    assert meeting_day("The committee will be held on 4 January.", "2027-12-28") == "2028-01-04"
    assert meeting_day("The committee was held on 28 December.", "") == "--12-28"


def test_a_week_is_no_day() -> None:
    assert meeting_day("The next round will take place in Mombasa during the week of 7 June.", FILED) is None


HEADS = {
    "Nairobi Star, Nairobi / 4 Feb.'27 / 19:43": "2027-02-04",
    "Wed, Mar 10, 2027 - Page 3": "2027-03-10",
    "By J. Otieno - Mar 10, 2027 - Last updated at Mar 11, 2027": "2027-03-10",
    "Daily Wire | March 10, 2027": "2027-03-10",
    "Wednesday, 10 March 2027, 20:30 IST": "2027-03-10",
    "The two sat down on 10 March 2027": "",
    "Agreement of 10 March 2027 on tea": "",
}


@pytest.mark.parametrize("head", HEADS)
def test_the_own_day_of_a_report(head: str) -> None:
    assert reported_on([head, "Kenya and India spoke of tea."]) == HEADS[head]


@pytest.mark.parametrize(
    "line",
    [
        "2027-03-10 ", "date 2027-03-10 ", "10 March 2027 - ", "NAIROBI, March 10 (Wire) - ",
        "Nairobi, March 10 (Wire) ",
        "2027-03-10 Nairobi, March 10 (Wire) ", "Nairobi, 10/03/2027 (Wire) - ", "Nairobi [Kenya], March 10 (WR): ",
    ],
)  # fmt: skip
def test_what_a_report_opens_with_is_not_what_it_tells(line: str) -> None:
    assert without_line(f"{line}Kenya and India agreed on tea.") == "Kenya and India agreed on tea."


def met(*said: str) -> tuple[str | None, str | None]:
    draft = read([article("a", "\n\n".join(said))], shipped())
    return tuple(found[0].value if found else None for found in (draft.place, draft.date))  # type: ignore[return-value]


def test_where_they_met() -> None:
    assert met("Dhaka hosted the third session of the Kenya-Bangladesh committee.")[0] == "Dhaka"
    assert met("The Kenyan city of Nakuru hosted a meeting of the commission of Kenya and India.")[0] == "Nakuru"
    assert (
        met("New Delhi: Kenya and India agreed to settle tea, after a meeting of their ministers here.")[0]
        == "New Delhi"
    )
    assert met("Kenya and India speak of tea. Their ministers met in India's capital New Delhi.")[0] == "New Delhi"


def test_where_others_met_or_before() -> None:
    earlier = "Their ministers held talks in New Delhi in June last year."
    assert met("Kenya and India are to resume talks on tea.", earlier)[0] is None
    assert met("2027-03-10 Kenya and India spoke of tea.", "The tenth session was held in Mombasa on 2 May 2024.") == (
        None, None,
    )  # fmt: skip
    assert met(
        "Kenya and India spoke of tea at a session held in Nairobi. India wants Kenya to cut its tariff on tea.",
        "A meeting of the Kenya-Rwanda committee was held in Kigali on 4 May 2027.",
    ) == ("Nairobi", None)
    assert met("SYDNEY (Wire) - Kenya and India have agreed on tea.")[0] is None
