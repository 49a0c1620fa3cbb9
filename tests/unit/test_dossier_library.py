"""The shipped dossiers: each sound, frozen as of its eve, small enough to read, and on the page that lists them."""

import re
from datetime import date
from pathlib import Path

import numpy as np
import pytest

import tradetalks as tt
from tradetalks.dossier.files import shipped, shipped_titles
from tradetalks.dossier.likely_mistakes import examined
from tradetalks.policy.data.build_untaxed_2019 import DAYS, shares
from tradetalks.policy.instruments import compile_measures

PAGE = Path(__file__).parents[2] / "docs" / "library.md"
GREW_BEFORE = {"busan-2025", "switzerland-2025"}
"""Written before the library; the first is large."""
TEACHING = {"steel-and-cars"}
"""Made up for classes: talks that never were, without an outcome."""
OTHER_KINDS = {"laptops-contract", "mackerel-2025", "usmca-2026"}
"""Examples of other kinds of talks, which enter no scoreboard: read and run by ``test_examples``."""
LIBRARY = sorted(set(shipped()) - GREW_BEFORE - TEACHING - OTHER_KINDS)


@pytest.fixture(scope="module", params=sorted(set(shipped()) - OTHER_KINDS))
def found(request):
    return examined(request.param)  # raises where a dossier has a fault, with all of them


def test_nothing_but_the_outcome_rests_on_what_came_later(found):
    d = found.dossier
    assert found.late == ()
    later = {name for name, s in d.sources.items() if s.date and s.date[:10] > d.reference_date.isoformat()}
    used = set(re.findall(r"'(?:source|basis)': '(\w+)'", str(d.model_dump(exclude={"agreed"}))))
    assert used
    assert not later & used
    assert later == ({d.agreed.source} if d.agreed else set())
    assert (d.agreed is None) == (d.name in TEACHING)
    assert d.agreed is None or d.agreed.date > d.reference_date
    assert d.in_force or any(o.measures for item in d.agenda for o in item.options)


def test_it_is_picked_by_its_title(found):
    assert shipped_titles()[found.dossier.name] == found.dossier.title


def test_small_and_told_apart(found):
    """Five to nine items of two to five options, each of which differs from the status quo in something."""
    d = found.dossier
    if d.name in GREW_BEFORE:
        pytest.skip(f"{d.name} is larger or older than the library")
    assert 5 <= len(d.agenda) <= 9
    for item in d.agenda:
        assert 2 <= len(item.options) <= 5, item.id
        assert item.options[0].id == item.status_quo, item.id
        for option in item.options[1:]:
            assert option.measures or option.worth or option.phases or item.option(item.status_quo).measures, option.id
    if d.name in TEACHING:
        assert any(a.startswith("A teaching example") for a in d.assumptions)
        return
    assert any(
        "were written in November 2026 by the makers of this library, who knew the outcome" in a for a in d.assumptions
    )
    read = [item.id for item in d.agenda if any(p.options for p in item.positions)]
    assert len(read) > len(d.agenda) / 2, "few positions are read as options"
    assert set(d.agreed.notes) <= {item.id for item in d.agenda}


def test_no_duty_below_nothing(found):
    """Duties that come off a benchmark leave none below zero on trade to speak of: not on the eve, and under options by
    no more than the law and what was collected on the benchmark differ (exclusions of 2022 on lists 1 to 3)."""
    d = found.dossier
    world = d.world.build()
    traded = world.trade > 0.3
    for item in d.agenda:
        for option in item.options:
            added = compile_measures(d.measures(d.package({item.id: option.id})), world, d.profile_rates()).tariff
            least = -5e-3 if option.id == item.status_quo else -0.04
            assert (world.tariff + added)[traded].min() > least, (d.name, item.id, option.id)


def test_the_page_lists_each(found):
    d = found.dossier
    row = next((line for line in PAGE.read_text(encoding="utf-8").splitlines() if f"`{d.name}`" in line), "")
    assert f"{d.reference_date.day} {d.reference_date:%B %Y}" in row, d.name


@pytest.mark.parametrize("name", sorted(DAYS))
def test_profiles_of_2019_are_the_ledgers(name):
    d = tt.Dossier.load(name)
    assert d.reference_date == DAYS[name]
    assert d.profiles["untaxed"].rates == shares(DAYS[name])


def test_lists_of_2019_leave_less_and_less():
    """List 4A reached goods that lists 1 to 3 had spared, and spared none that they had reached."""
    may, december = (shares(day) for day in sorted(DAYS.values()))
    assert date(2019, 5, 8) == min(DAYS.values())
    assert all(december.get(sector, 0) <= share for sector, share in may.items())
    assert set(december) <= set(may)


@pytest.mark.slow
@pytest.mark.parametrize("name", LIBRARY)
def test_end_to_end(name):
    """Deals: certified, something to choose from, and what was agreed among what could be."""
    space = tt.deal_space(tt.Dossier.load(name))
    assert space.valuer.worst_residual < 1e-9
    agreed = space.named["agreed"]
    assert not agreed.broken
    assert all(np.isfinite(gain) for gain in agreed.gain.values())
