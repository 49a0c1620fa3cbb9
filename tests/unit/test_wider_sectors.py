"""An item that speaks of cars and puts its tariff on cars and parts together is warned of, once."""

import pytest

from tests.small_dossier import small, write
from tradetalks.dossier.files import shipped
from tradetalks.dossier.likely_mistakes import examined


def told(tmp_path, **item):
    content = small()
    content["agenda"][1].update({"modelling": ""} | item)
    return [line for line in examined(write(tmp_path, content)).warnings if "parts are in it" in line]


def test_cars_on_the_whole_sector_are_told_once(tmp_path):
    (line,) = told(tmp_path)
    assert "'cars'" in line
    assert "speaks of cars" in line
    assert "AUTO as a whole" in line


@pytest.mark.parametrize(
    "item",
    [
        {"title": "EU tariff on cars and parts"},
        {"modelling": "on the sector, parts in it"},
        {"title": "EU industrial tariff"},
    ],
)
def test_nothing_is_told_where_parts_are_meant_or_cars_are_not(tmp_path, item):
    assert told(tmp_path, **item) == []


@pytest.mark.parametrize("name", ["ev-2024", "usmca-2026", "eu-2025"])
def test_shipped_dossiers_say_it_of_themselves(name):
    assert not any("parts are in it" in line for line in examined(shipped()[name]).warnings)
