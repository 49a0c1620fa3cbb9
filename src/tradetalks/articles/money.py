"""Numbers and money as reports write them: "half a million", "500 000", "Rs 500 crore", "two billion dollars"."""

from __future__ import annotations

import re

from tradetalks.articles.agreed import NUMBER
from tradetalks.articles.rates import NUMBER_OR_WORD, number

_SPACED = r"\d{1,3}(?:[ \u00a0\u202f]\d{3})+(?!\d|[ \u00a0\u202f]?%)"
COUNT = rf"{_SPACED}|{NUMBER_OR_WORD}"
"""A number in figures, by thousands or not, or in words."""
A_COUNT = rf"half an?|an?|{COUNT}"
"""A number before a scale: "half a million", "a billion"."""
_SCALES = {
    "trillion": 1e3, "tn": 1e3, "billion": 1.0, "bn": 1.0, "b": 1.0, "million": 1e-3, "mn": 1e-3, "m": 1e-3,
    "crore": 1e-2, "lakh crore": 1e3,
}  # fmt: skip
"""Scale -> billions."""
_SIGNS = {
    "US$": "USD", "C$": "CAD", "CA$": "CAD", "A$": "AUD", "AU$": "AUD", "NZ$": "NZD", "HK$": "HKD", "S$": "SGD",
    "R$": "BRL", "$": "USD", "€": "EUR", "£": "GBP", "¥": "JPY", "₹": "INR", "₩": "KRW", "₦": "NGN", "RS": "INR",
    "RS.": "INR", "RM": "MYR", "R": "ZAR",
}  # fmt: skip
_COINS = {
    "Australian dollars?": "AUD", "Canadian dollars?": "CAD", "New Zealand dollars?": "NZD",
    "Singapore dollars?": "SGD", "Hong Kong dollars?": "HKD",
    "dollars?": "USD", "euros?": "EUR", "pounds?(?! of (?!sterling)(?-i:[a-z]))": "GBP", "francs?": "CHF", "yen": "JPY",
    "yuan": "CNY", "renminbi": "CNY", "won": "KRW", "reais": "BRL", "rand": "ZAR", "rupees": "INR", "roubles": "RUB",
    "rubles": "RUB", "rupiah": "IDR", "ringgit": "MYR", "baht": "THB", "dirhams": "AED", "naira": "NGN",
    "pesos": "pesos", "kronor": "SEK", "kroner": "kroner", "shillings": "shillings",
}  # fmt: skip
"""Coin -> its code, or the coin itself where several countries have it."""
_CODES = (
    "USD|EUR|GBP|CHF|JPY|CNY|RMB|KRW|AUD|CAD|NZD|INR|BRL|ZAR|MXN|SGD|HKD|SEK|NOK|DKK|RUB|TRY|AED|SAR|MYR|THB|IDR|VND"
    "|NGN|KES|EGP|PHP"
)
_SIGN = "|".join(re.escape(s) for s in sorted(_SIGNS, key=len, reverse=True) if s not in ("R", "RS", "RS.", "RM"))
_SCALE = r"lakh crore|trillion|billion|million|crore|bn|tn|mn|m|b"
MONEY = re.compile(
    rf"(?:(?P<sign>(?<![A-Za-z])(?:{_SIGN}|(?-i:Rs)\.?\s?(?=\d)|(?-i:RM?)(?=\d)))\s?(?P<n>{NUMBER})"
    rf"(?:[\s-]?(?P<scale>{_SCALE})\b|(?![\d,]))"
    rf"|(?<![\w.,$])(?P<n2>{A_COUNT})[\s-](?P<scale2>lakh crore|trillion|billion|million|crore)\s(?:of\s)?(?:US\s"
    rf"|U\.S\.\s|American\s|Swiss\s|sterling\s|Indian\s|Chinese\s|Japanese\s|Brazilian\s|Mexican\s)?"
    rf"(?P<cur>{'|'.join(_COINS)})(?!\w)"
    rf"|(?<!\w)(?P<code>{_CODES})\s?(?P<n3>{NUMBER})\s?(?P<scale3>{_SCALE})\b"
    rf"|(?<![\w.,$])(?P<n4>{NUMBER})\s(?P<scale4>trillion|billion|million|crore)\s(?P<code2>(?-i:{_CODES}))\b)",
    re.IGNORECASE,
)
LEAST_WHOLE = 1_000_000
"""Of money written out in full, the least that is read as an amount: "$750,000,000"."""


def counted(text: str) -> float:
    """A number as reports write it, "half a" and "a" before a scale among them."""
    said = text.lower().strip()
    if said.startswith("half"):
        return 0.5
    return 1.0 if said in ("a", "an") else number(re.sub(r"[ \u00a0\u202f]", "", said) if said[0].isdigit() else said)


def billions(m: re.Match[str]) -> float | None:
    """How many billions of its currency a match of ``MONEY`` is; none where it is only a small sum or a price."""
    scale = (m["scale"] or m["scale2"] or m["scale3"] or m["scale4"] or "").lower()
    value = counted(m["n"] or m["n2"] or m["n3"] or m["n4"])
    if not scale:
        return round(value / 1e9, 6) if value >= LEAST_WHOLE else None
    return round(value * _SCALES[scale], 6)


def currency(m: re.Match[str]) -> str:
    """The code of the currency of a match of ``MONEY``, from its sign, its code or its coin."""
    if coin := m["cur"]:
        return next((code for said, code in _COINS.items() if re.fullmatch(said, coin, re.IGNORECASE)), coin.upper())
    code = (m["code"] or m["code2"] or _SIGNS.get((m["sign"] or "").strip().upper(), "USD")).upper()
    return "CNY" if code == "RMB" else code
