"""A way of having no deal that bears a package's name is told of as itself, and the package as itself."""

import re

import pytest

import tradetalks as tt
from tests.small_dossier import FOUR, small, write
from tradetalks.counsel.slow_wages import under_slow_wages
from tradetalks.report.brief import render
from tradetalks.report.findings import gather
from tradetalks.report.full_work import asked_of, full_work_words

OTHERS = ("nash", "agreed", "shown", "status_quo")


@pytest.fixture(scope="module")
def told(tmp_path_factory):
    """What is told of a dossier whose dearest way of having no deal goes by a name."""

    def of(name):
        duty = {"instrument": "tariff", "importer": "EU27", "exporter": "USA", "points": 0.3, "sectors": ["AUTO"]}
        without = [
            {"name": "as_is", "title": "as it is", "probability": 0.6},
            {"name": name, "title": "cars taxed", "probability": 0.4, "measures": [duty]},
        ]
        content = small(
            world=FOUR, no_deal=without, agreed={"date": "2025-01-02", "package": {"cars": "cut"}, "source": "press"}
        )
        return tt.deal_space(tt.Dossier.load(write(tmp_path_factory.mktemp("alike"), content)))

    return of


@pytest.mark.slow
def test_the_brief_does_not_depend_on_what_a_way_of_having_no_deal_is_called(told):
    def brief(name):
        text = render(gather(told(name), draws=8))
        return re.sub(r"\(\d+ solved in this run, \d+ from", "", text)

    plain = brief("blow")
    assert "cars taxed" in plain
    for name in ("nash", "agreed"):
        assert brief(name) == plain


@pytest.mark.parametrize("name", OTHERS)
def test_each_has_its_own_figures(told, name):
    space = told(name)
    found = gather(space, sensitivity=False)
    assert found.costliest == name
    dearest = found.no_deal[name]
    assert found.steps(found.dearest)[0] == [dearest]
    assert set(found.sectors) == {"nash", "agreed", found.dearest}
    for package in ("nash", "agreed"):
        assert found.steps(package)[0] == [found.outcomes[package]]
        assert found.outcomes[package] is not dearest
        assert list(found.sectors[package]) != list(found.sectors[found.dearest])
    slow = under_slow_wages(space, asked_of(space, found.recommended))
    (words,) = full_work_words(space, found.recommended, slow)
    assert len(slow.outcomes) == 2
    assert "with the recommended package" in words
    assert "without a deal ('cars taxed')" in words
