"""What a report is called as a source."""

import pytest

from tradetalks.articles.rules import read
from tradetalks.articles.sourced import address_of, drafted_from, headline_of, source_of
from tradetalks.articles.taxonomy import shipped
from tradetalks.articles.text import article
from tradetalks.articles.to_dossier import to_dossier
from tradetalks.report.plain_words import source_words

BODY = "China and the United States met in Busan. China wants the United States to lift its port fees."
HEAD = "Port fees on the table in Busan"


@pytest.mark.parametrize(
    ("text", "headline"),
    [
        (f"{HEAD}\n30 October 2025\n\n{BODY}", HEAD),
        (f"{HEAD}\n\n{BODY}", HEAD),
        (f"\n# {HEAD}\n{BODY}", HEAD),
        (f"{HEAD}\nBy A. Writer, The Paper\n{BODY}", HEAD),
        (f"{HEAD}\nSource: example.org/{'talks/' * 9}busan\n\n{BODY}", HEAD),
        (f"Thursday, October 30, 2025\n\n{BODY}", ""),
        (f"Oct 30, 2025 2:16 PM - The Newsroom - A. Writer\n\n{BODY}", ""),
        (BODY, ""),
        (f"{BODY}\n\n{BODY}", ""),
        ("China and the United States met on\nThursday in Busan, and one of them wants port fees lifted by all.", ""),
        (f"https://example.org/talks\n\n{BODY}", ""),
        (f"Geneva:\n\n{BODY}", ""),
        ("", ""),
    ],
)
def test_a_headline_is_a_first_line_that_is_no_sentence(text, headline):
    assert headline_of(text) == headline


def test_an_address_is_taken_from_the_head_alone():
    assert address_of(f"{HEAD}\nSource: example.org/talks/busan\n\n{BODY}") == "example.org/talks/busan"
    assert address_of(f"{HEAD}\n\n{BODY}") == ""
    assert address_of("\n".join([HEAD, *["More of it."] * 9, "https://example.org/x"])) == ""


def test_a_dossier_tells_its_reports_by_headline_file_and_day():
    report = article("busan.txt", f"{HEAD}\n30 October 2025\nSource: example.org/talks/busan\n\n{BODY}")
    made = to_dossier(read([report], shipped()), [report], shipped()).dossier
    ((name, source),) = made.sources.items()
    assert (source.title, source.date) == (HEAD, "2025-10-30")
    assert source.note == "headline as given in busan.txt; address given there: example.org/talks/busan"
    assert source_words(made, name) == f"{HEAD}, 30 October 2025"
    assert made.summary.endswith(f"from \u201c{HEAD}\u201d, as given in busan.txt.")


def test_without_a_headline_the_file_is_named():
    report = article("busan.txt", BODY)
    assert source_of(report) == {"title": "busan.txt", "verified": "press copy"}
    assert drafted_from([report]) == "busan.txt"
    assert drafted_from([article("report", f"{HEAD}\n\n{BODY}")]).endswith("as given in the report")
