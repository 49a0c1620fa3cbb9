"""What other hands' reports have: people by their office, places that no list has, what goes on from a sentence before,
tables that say who raised a matter, denials of what was said, sums that are no promise."""

import pytest

from tests.articles.test_ways_of_saying import asks, draft
from tradetalks.articles.people import people
from tradetalks.articles.taxonomy import shipped

BRITISH_KENYAN = "The United Kingdom and Kenya meet in Nairobi on 3 May 2026.\n\n"


class TestPeople:
    @pytest.mark.parametrize(
        ("text", "name", "party"),
        [
            ("Kenyan Trade Minister Lee Kinyanjui spoke first.", "Kinyanjui", "KEN"),
            ("Kenya's cabinet secretary for trade, Lee Kinyanjui, spoke first.", "Kinyanjui", "KEN"),
            ("Lee Kinyanjui, the Kenyan trade minister, spoke first.", "Kinyanjui", "KEN"),
            ("She met her British counterpart Jane Alder.", "Alder", "GBR"),
            ("Trade Minister Jane Alder is in Nairobi. Alder told Kenya that she would wait.", "Alder", "GBR"),
            ("Japanese Minister of Economy, Trade and Industry Hiroshige Seko came too.", "Seko", "JPN"),
        ],
    )
    def test_office_and_country_place_a_name(self, text, name, party):
        assert people(text.split(". "), ("GBR", "KEN"), shipped()).get(name) == party

    def test_a_name_placed_with_two_is_placed_with_none(self):
        told = ["Kenyan Trade Minister Ann Lee came.", "British Trade Minister Bob Lee came."]
        found = people(told, ("GBR", "KEN"), shipped())
        assert "Lee" not in found
        assert found["Ann Lee"] == "KEN"

    def test_a_name_stands_for_its_side(self):
        text = "British Trade Minister Jane Alder opened.\n\nAlder called for lower duties on whisky."
        assert asks(BRITISH_KENYAN + text) == {("GBR", "whisky", "KEN")}


class TestWhere:
    @pytest.mark.parametrize(
        ("text", "place"),
        [
            ("Ministers of Kenya and Britain met in Naivasha on 3 May 2026 over tea.", "Naivasha"),
            ("Kenya and Britain held talks in the port city of Kisumu on 3 May 2026.", "Kisumu"),
            ("Kenya and Britain: state of play after the session in Homa Bay (3 May 2026)", "Homa Bay"),
        ],
    )
    def test_a_place_that_no_list_has(self, text, place):
        assert [f.value for f in draft(text).place][:1] == [place]

    def test_where_something_else_stands_is_no_place_of_talks(self):
        text = "After talks with Kenya, Britain let the company's plant in Limuru ship tea again. Kenya wants visas."
        assert not draft(text).place

    @pytest.mark.parametrize(
        ("text", "place", "date"),
        [
            ("NAIROBI, 16 January 2026 - Kenya and Britain signed a deal on Thursday.", None, "2026-01-15"),
            (
                "By A. Reporter, 9 October 2026\n\nKenya and Britain will meet in Kisumu on Tuesday.",
                "Kisumu",
                "2026-10-13",
            ),
            ("May 8, 2026\n\nToday Britain received Kenya at Chequers. Kenya wants visas.", "London", "2026-05-08"),
            ("Kenya and Britain sat down in the Kenyan capital on 3 May 2026.", "Nairobi", "2026-05-03"),
            (
                "MOMBASA, 4 May 2026 (Wire) - Kenya and Britain closed two days of talks here on Monday.",
                None,
                "2026-05-04",
            ),
            ("Week of 3 May 2026\n\nKenya and Britain met in Kisumu on Tuesday 5 May.", "Kisumu", "2026-05-05"),
        ],
    )
    def test_days_and_seats_that_a_report_tells(self, text, place, date):
        found = draft(text)
        assert [f.value for f in found.date][:1] == [date]
        assert place is None or [f.value for f in found.place][:1] == [place]

    def test_a_later_round_is_not_this_one(self):
        text = "Kenya and Britain met in Kisumu on 3 May 2026.\n\nThe ninth round is to be held in London in October."
        assert draft(text).place[0].value == "Kisumu"

    def test_a_dateline_is_no_day_of_talks(self):
        text = "Nairobi, Feb 19 (AP) Kenya's minister said that he will meet British officials in Mombasa on Thursday."
        found = draft(text)
        assert not found.date
        assert found.place[0].value == "Mombasa"


@pytest.mark.parametrize(
    ("text", "ask"),
    [
        ("What Kenya did not get is visas for students. It had pushed London for that since winter.", "KEN visas GBR"),
        (
            "Kenya will admit British nurses without a visa. Kenya asked for a similar facility for its own.",
            "KEN visas GBR",
        ),
        ("British builders, who are at work on a dam, want to bid in Kenyan tenders.", "GBR procurement KEN"),
        ("For surgical instruments, Kenya will waive the registration fee.", "GBR medical_devices KEN"),
        ("Britain insisted that it would not change its visa system.", "KEN visas GBR"),
        ("British firms may bid for public contracts in Kenya.", "GBR procurement KEN"),
        ("Britain has a list. It would have Kenya accept British certificates for tractors.", "GBR standards KEN"),
        ("Kenya agreed to a British request to open its tenders.", "GBR procurement KEN"),
    ],
)
def test_what_goes_on_from_before(text, ask):
    assert tuple(ask.split()) in asks(BRITISH_KENYAN + text)


@pytest.mark.parametrize(
    "text",
    [
        "Newspapers wrote that Kenya had promised Britain lithium. The ministry calls this pure invention.",
        "According to the letter, Kenya will admit British beef.\n\nNone of it is true, an official said.",
        '"Kenya has to accept more migrants." There is no chapter on migration.',
        "Kenya would still be subject to British rules on visas.",
        "A push for steel tariffs by Britain worries Kenya's mills.",
    ],
)
def test_what_is_denied_or_stands_is_no_ask(text):
    assert not {a for a in asks(BRITISH_KENYAN + text) if a[1] != "metals" or a[0] == "GBR"}


def test_a_table_that_says_who_raised_a_matter():
    text = (
        "Kenya and the United Kingdom, after the session in Nairobi (3 May 2026)\n\n"
        "| Matter | Raised by | What is sought | Answer |\n|---|---|---|---|\n"
        "| Tea | Kenya | No customs duty (now 5%) | Agreed |\n"
        "| Insurance | United Kingdom | Licences for two insurers | Refused |\n"
    )
    assert asks(text) == {("KEN", "farm_access", "GBR"), ("GBR", "services", "KEN")}
    assert [(r.percent, r.importer) for r in draft(text).measures] == [(5.0, "GBR")]


def test_a_second_table_has_its_own_columns():
    text = (
        "Kenya and the United Kingdom met in Nairobi on 3 May 2026.\n\n"
        "| Subject | Kenya's request | British response |\n|---|---|---|\n| Tea | Bind duties at zero | Accepted |\n\n"
        "| Subject | British request | Kenya's response |\n|---|---|---|\n| Whisky | Eliminate the duty | Refused |\n"
    )
    found = asks(text)
    assert ("KEN", "farm_access", "GBR") in found
    assert ("GBR", "whisky", "KEN") in found
    assert ("KEN", "whisky", "GBR") not in found


@pytest.mark.parametrize(
    ("text", "sums"),
    [
        ("A British fund will put 40 million francs into Kenya's mills.", [(0.04, "billion CHF")]),
        ("Trade came close to five billion dollars.", []),
        ("The ban costs Kenya $14 billion a year in losses.", []),
        ("Kenya will supply 22 million pounds of uranium.", []),
        ("Papers are to be simple for vessels of 50 tonnes.", []),
        ("Kenya will buy 100 buses from a British maker.", [(100, "vehicles")]),
        ("Kenya exported 3,000 tonnes of tea last year.", []),
    ],
)
def test_sums_and_what_is_none(text, sums):
    assert [(q.number, q.unit) for q in draft(BRITISH_KENYAN + text).quantities] == sums
