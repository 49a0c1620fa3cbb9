"""Rates that tell by where they stand whose they are."""

import pytest

from tests.articles.test_ways_of_saying import draft

MEET = "Peru and Japan meet in Lima on 3 May 2027.\n\n"


def rates(text):
    return {(r.percent, r.importer) for r in draft(MEET + text).measures}


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("Peru's tariffs are 6.8 per cent on average, Japan's 3.2.", {(6.8, "PER"), (3.2, "JPN")}),
        ("Peru charges a duty of 10% on passenger cars and Japan 2.5%.", {(10, "PER"), (2.5, "JPN")}),
        ("On trucks it is the other way round: a duty of 25% in Japan and 22% in Peru.", {(25, "JPN"), (22, "PER")}),
        ("Peru's import duties will come down by 7 percentage points and those of Japan by 3.5 points.",
         {(7, "PER"), (3.5, "JPN")}),
        ("Japan will cut its duties on fruit. On other goods it will take off 19 points, and Peru 5.",
         {(19, "JPN"), (5, "PER")}),
        ("The 5 percent that Japanese goods pay in Lima today will be phased out.", {(5, "PER")}),
        ("What Peru ships beyond that quota will pay Japan 3%.", {(3, "JPN")}),
        ("The minister spoke of Peruvian dairy tariffs of up to 40 per cent.", {(40, "PER")}),
        ("The minister spoke of Peruvian dairy tariffs of up to 40 per cent and threatened Peru with a tariff of 35 per"
         " cent.",
         {(40, "PER"), (35, "JPN")}),
        ("Peru's exports grew by 7 per cent, Japan's by 3.", set()),  # of trade, and no duty
        ("Japan will cut its duties on fruit. Its minister brought a list of ten points.", set()),
    ],
)  # fmt: skip
def test_a_second_rate_is_its_own_partys(text, wanted):
    assert rates(text) == wanted
