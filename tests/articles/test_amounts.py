"""Amounts in every form of number, currency and unit; and what only tells of trade, output or cost, which is none."""

import itertools

import pytest

from tradetalks.articles.money import MONEY, billions, counted, currency
from tradetalks.articles.rules import read
from tradetalks.articles.taxonomy import shipped
from tradetalks.articles.text import article

OPENING = "Officials of Ghana and Norway meet in Geneva on 3 May 2026.\n\n"
PROMISED = itertools.cycle(
    (
        "Ghana will buy {} from Norway.",
        "Ghana has agreed to buy {} from Norway.",
        "Norway wants Ghana to buy {}.",
        "What Ghana will do:\n\n- Purchase of {}\n",
    )
)
SUMS = {
    "USD": ("$5bn", "US$5bn", "US$ 5 billion", "USD 5 billion", "5 billion dollars", "5 billion US dollars",
            "five billion dollars", "$5,000,000,000", "$5000 million", "$5-billion worth"),
    "EUR": ("€5bn", "5 billion euros", "EUR 5 billion", "5 billion EUR"),
    "GBP": ("£5bn", "5 billion pounds sterling", "GBP 5 billion"),
    "INR": ("Rs 500 crore", "₹500 crore", "500 crore rupees", "5 billion rupees", "INR 5 billion"),
    "AUD": ("A$5 billion", "AUD 5 billion", "5 billion Australian dollars"),
    "CAD": ("C$5bn", "CAD 5bn"),
    "NZD": ("NZ$5bn",),
    "ZAR": ("R5 billion", "5 billion rand"),
    "JPY": ("¥5 billion", "5 billion yen"),
    "CNY": ("5 billion yuan", "RMB 5 billion"),
    "CHF": ("5 billion Swiss francs", "CHF 5bn"),
}  # fmt: skip
GOODS = (
    ("half a million tonnes of wheat", 0.5, "million tonnes"),
    ("a million tonnes of wheat", 1, "million tonnes"),
    ("500 000 tonnes of maize", 500_000, "tonnes"),
    ("500,000 t of maize", 500_000, "tonnes"),
    ("300 thousand tonnes of wheat", 300_000, "tonnes"),
    ("3 lakh tonnes of wheat", 300_000, "tonnes"),
    ("2m tonnes of wheat", 2, "million tonnes"),
    ("two million metric tons of wheat", 2, "million tonnes"),
    ("2 MMT of wheat", 2, "million tonnes"),
    ("2 billion cubic metres of gas", 2, "billion cubic metres"),
    ("38 bcm of gas", 38, "billion cubic metres"),
    ("5 mtpa of LNG", 5, "million tonnes"),
    ("1.2 million barrels of oil a day", 1.2, "million barrels"),
    ("2 million litres of wine", 2, "million litres"),
    ("20,000 head of cattle", 20_000, "head"),
    ("twenty aircraft", 20, "aircraft"),
    ("50 Boeing 737 jets", 50, "aircraft"),
    ("up to 100,000 vehicles", 100_000, "vehicles"),
    ("2,000 electric buses a year", 2_000, "vehicles"),
)
TOLD = (
    "Trade between the two came to $12 billion last year.",
    "Two-way trade topped $7 billion.",
    "The two want to double trade to $20 billion by 2030.",
    "Ghana exported $2 billion of gas to Norway in 2023.",
    "Norway accounts for $2 billion of Ghana's imports.",
    "Norway imported goods worth $3.1 billion from Ghana in the first half of the year.",
    "Ghana, whose exports are worth $8 billion, wants lower duties on steel.",
    "Norway wants Ghana to cut duties on goods worth $2 billion.",
    "The $3 billion market for pork will be opened to Norway.",
    "The measures would hit $3 billion of Ghana's exports.",
    "Norway's retaliation covers $2.8 billion of goods.",
    "The duty costs exporters $50 million a year.",
    "The tax raised $1 billion.",
    "A fine of $20 million was imposed.",
    "Ghana spends $2 billion a year on subsidies, which Norway wants cut.",
    "Ghana has a foreign debt of $30 billion.",
    "Investment from Norway in Ghana stands at $1.2 billion.",
    "Ghana's economy is worth $100 billion.",
    "The package of aid for farmers is worth $12 billion.",
    "Exports of tea reached 15,000 tonnes.",
    "Ghana sold Norway 40,000 tonnes of fish last year.",
    "The plant produces 300,000 tonnes of steel a year.",
    "Ghana is home to 20 aircraft makers.",
)


def quantities(text):
    return [(q.number, q.unit) for q in read([article("a", OPENING + text)], shipped()).quantities]


def test_every_way_of_writing_money():
    for code, written in SUMS.items():
        for sum_ in written:
            text = next(PROMISED).format(f"{sum_} of gas")
            assert quantities(text) == [(5.0, f"billion {code}")], text


def test_every_unit_of_goods():
    for goods, number, unit in GOODS:
        text = next(PROMISED).format(goods)
        assert quantities(text) == [(number, unit)], text


def test_what_is_only_told_is_no_amount():
    assert {text: found for text in TOLD if (found := quantities(text))} == {}


@pytest.mark.parametrize(("text", "value", "code"), [("NZ$2m", 0.002, "NZD"), ("2 lakh crore rupees", 2_000, "INR")])
def test_scales_and_signs(text, value, code):
    match = MONEY.search(text)
    assert match
    assert (billions(match), currency(match)) == (value, code)


def test_a_price_is_no_amount():
    match = MONEY.search("a fee of $3,000 a container")
    assert match
    assert billions(match) is None
    assert counted("half a") == 0.5
