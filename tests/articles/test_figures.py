"""Rates and quantities: the number, whose it is, what it is on, and whether it stands or is what it shall become."""

import pytest

from tradetalks.articles.rules import read
from tradetalks.articles.taxonomy import shipped
from tradetalks.articles.text import article

MEET = "India and the United Kingdom meet in London on 3 May 2025. "


def draft(text):
    return read([article("a", MEET + text)], shipped())


@pytest.mark.parametrize(
    ("text", "rates"),
    [
        ("India charges tariffs of 25%.", [25]),
        ("India applies a tariff rate of 15 percent.", [15]),
        ("India put duties of between 107% and 212% on whisky.", [107, 212]),
        ("India would cut its duty on whisky from 150% to 75%.", [150, 75]),
        ("India took 10 percentage points off its tariff.", [10]),
        ("India levies a 25pc tariff.", [25]),
        ("India has a 50-percent tariff.", [50]),
        ('India has a 10% "reciprocal" tariff.', [10]),
        ("India's tariff (25%) stays.", [25]),
        ("India levies ten per cent in tariffs.", [10]),
        ("India threatens a 1,000% tariff.", [1000]),
        ("India cuts the tariff 20% → 10%.", [20, 10]),
        ("India will eliminate tariffs on 99 percent of tariff lines.", []),
        ("Tariffs matter: exports rose by 12 percent.", []),
        ("Digital tariffs aside, firms pay 6 percent of their revenue.", []),
    ],
)
def test_rates_in_the_forms_reports_write(text, rates):
    assert [r.percent for r in draft(text).measures] == rates


@pytest.mark.parametrize(
    ("text", "importer", "item", "status"),
    [
        ("The UK levies 10% tariffs on Indian textiles.", "GBR", "tariffs", "stands"),
        ("Tariffs of 150% on British whisky stand in the way.", "IND", "whisky", "stands"),
        ("Indian goods pay a tariff of 8% in Britain.", "GBR", "tariffs", "stands"),
        ("London wants India to bring its duty on cars down to 10%.", "IND", "autos", "to"),
        ("India will lower its tariff on cars to 10%.", "IND", "autos", "to"),
        ("Tariffs of 30% were mentioned.", "", "tariffs", "stands"),
    ],
)
def test_whose_a_rate_is_and_what_becomes_of_it(text, importer, item, status):
    (rate,) = draft(text).measures
    assert (rate.importer, rate.item, rate.status) == (importer, item, status)


@pytest.mark.parametrize(
    ("text", "number", "unit", "giver"),
    [
        ("India will buy $750 billion of British energy products through 2028.", 750, "billion USD", "IND"),
        ("India will buy 25 million tonnes of soybeans a year.", 25, "million tonnes", "IND"),
        ("India will buy 12 million metric tons (MMT) of soybeans.", 12, "million tonnes", "IND"),
        ("Indian airlines will acquire 100 Airbus aircraft.", 100, "aircraft", "IND"),
        ("The UK will admit 49,000 Indian electric vehicles a year.", 49000, "vehicles", "GBR"),
    ],
)
def test_quantities(text, number, unit, giver):
    (quantity,) = draft(text).quantities
    assert (quantity.number, quantity.unit, quantity.giver) == (number, unit, giver)


def test_statistics_of_trade_are_no_quantities():
    assert not draft(
        "Total goods trade between them was $148 billion in 2024. The deficit was $38.5 billion."
    ).quantities


def test_a_duty_in_points_says_its_percentage_as_every_other_does():
    """Whoever reads ``value`` finds the figure before the percent sign, told in points or in all."""
    report = article("a", "The United States will cut its tariff on Chinese goods by 10 percentage points.")
    found = read([report], shipped()).measures
    assert [(m.value.partition("%")[0], "points" in m.value) for m in found] == [("10", True)]


@pytest.mark.parametrize(
    ("text", "percent", "importer"),
    [
        ("India's tariff on tea is up to 150 per cent.", 150.0, "IND"),
        ("India's duties on tea are up to 40%, a minister said.", 40.0, "IND"),
        ("Indian anti-dumping duties on Kenyan pipes were set at 18.9 percent of the customs value.", 18.9, "IND"),
        ("Kenya's tea attracts a duty of 100% in India.", 100.0, "IND"),
        ("India spoke last, with Kenya facing a 17 percent tariff on its sales abroad.", 17.0, "IND"),
        ("Kenya has been hit with a 12% duty on its tea.", 12.0, "IND"),
    ],
)
def test_rates_by_their_base_and_by_who_faces_them(text, percent, importer):
    draft = read([article("a", f"Officials of Kenya and India met in Nairobi on 3 May 2027. {text}")], shipped())
    assert {(r.percent, r.importer) for r in draft.measures} == {(percent, importer)}


@pytest.mark.parametrize(
    "text", ["Indian exports to Kenya are up to 15% of all.", "Kenya takes 15% of the tea that India grows."]
)
def test_shares_are_no_rates(text):
    assert not read([article("a", f"Kenya and India met to speak of tariffs. {text}")], shipped()).measures
