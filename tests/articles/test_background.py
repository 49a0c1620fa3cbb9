"""What is on the table without anybody asking: what talks are on and agreements will do, not what hangs on another
clause."""

import pytest

from tradetalks.articles.rules import read
from tradetalks.articles.taxonomy import shipped
from tradetalks.articles.text import article

OPENING = "Officials of Kenya and India met in Geneva on 3 May 2026. India wants Kenya to cut its tariff on tea.\n\n"


def items(said: str) -> set[str]:
    return set(read([article("a", OPENING + said)], shipped()).items) - {"farm_access", "tariffs"}


@pytest.mark.parametrize(
    ("said", "item"),
    [
        ("The draft agreement will set minimum prices for flowers.", "minimum_price"),
        ("The memorandum provides for the protection of patents.", "ip"),
        ("Negotiations were also held for the mutual recognition of veterinary certificates.", "sps"),
        ("Visas have been the subject of long talks.", "visas"),
    ],
)
def test_what_talks_are_on_and_agreements_do(said: str, item: str) -> None:
    assert item in items(said)


@pytest.mark.parametrize(
    "said",
    [
        "Kenya considers India a partner of weight as its traders turn away from Russian oil.",
        "The dialogue of Kenya and India, which was revived while visas were in the news, addresses tricky issues.",
        "The forum addresses tricky issues to promote trade and investment between Kenya and India.",
        "India would not sign for the sake of signing.",
        "The duties apply to oil and gas pipes from India.",
        "India calls on Kenya to respect the free movement of goods.",
    ],
)
def test_what_is_background_is_no_item(said: str) -> None:
    assert not items(said) & {"russian_oil", "investment", "visas", "whisky", "energy"}


def test_what_is_listed_beside_is_none_of_it() -> None:
    said = "Issues such as visas for nurses and patents will be on the agenda."
    assert {"visas", "ip"} <= items(said)
    assert "visas" in items("India will promote trade and asked Kenya for more visas, as it has said before.")
