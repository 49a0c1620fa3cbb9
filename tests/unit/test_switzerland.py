"""The second shipped dossier: Switzerland and the United States, November 2025."""

import re
from datetime import date

import numpy as np
import pytest
from typer.testing import CliRunner

import tradetalks as tt
from tradetalks.cli import app
from tradetalks.counsel.account import contributions
from tradetalks.dossier.likely_mistakes import examined
from tradetalks.policy.data.build_switzerland import profiles
from tradetalks.policy.instruments import compile_measures
from tradetalks.report.brief import render
from tradetalks.report.findings import gather
from tradetalks.report.plain_words import day_words, measure_words, source_words

runner = CliRunner()


@pytest.fixture(scope="module")
def found():
    return examined("switzerland-2025")


def test_it_is_sound_and_its_only_doubt_is_a_dear_purchase(found):
    (doubt,) = found.warnings
    assert "'one_billion'" in doubt
    assert "times what was traded" in doubt
    world = found.dossier.world.build()
    assert world.region_name("CHE") == "Switzerland"
    assert world.shape == (11, 36)


def test_nothing_but_the_outcome_rests_on_what_came_later(found):
    d = found.dossier
    later = {name for name, s in d.sources.items() if s.date[:10] > d.reference_date.isoformat()}
    assert later == {d.agreed.source}
    used = re.findall(r"'(?:source|basis)': '(\w+)'", str(d.model_dump(exclude={"agreed"})))
    assert used
    assert not later & set(used)
    assert d.agreed.date > d.reference_date == date(2025, 11, 12)


def test_its_profiles_are_the_ledgers(found):
    for name, rates in profiles().items():
        assert found.dossier.profiles[name].rates == pytest.approx(rates, abs=1e-9), name


def test_it_takes_off_no_more_than_switzerland_charged(found):
    d = found.dossier
    world = d.world.build()
    for package in (d.status_quo(), d.package({"swiss_food": "meat_quotas"})):
        added = compile_measures(d.measures(package), world, d.profile_rates()).tariff
        level = (world.tariff + added)[world.region("USA"), world.region("CHE")]
        assert level.min() > -5e-3
    industrial = [world.sector(s) for s in d.profiles["swiss_industrial"].rates]
    np.testing.assert_allclose(level[industrial], 0, atol=2e-3)


def test_words_for_people(found):
    d = found.dossier
    world = d.world.build()
    assert day_words("2025-11-12") == "12 November 2025"
    assert day_words("2025-11") == "November 2025"
    assert day_words("2025-13-40") == "2025-13-40"
    assert day_words("not said") == "not said"
    told = measure_words("tariff of USA on CHE: +39 points on goods, times profile covered", d, world)
    assert told.startswith(
        "tariff of the United States on Switzerland: +39 points on goods, times: Share of US imports"
    )
    assert source_words(d, "white_house") == "The White House, 14 November 2025"
    assert source_words(d, "judgement") == "judgement"


@pytest.mark.slow
def test_end_to_end():
    """Deals, explanation and brief: plausible in size and sign, certified, and words that fit this summit."""
    space = tt.deal_space(tt.Dossier.load("switzerland-2025"))
    assert space.valuer.worst_residual < 1e-9
    agreed, nash = space.named["agreed"], space.named["nash"]
    assert not agreed.broken
    assert agreed.package["us_tariff"] == "fifteen"
    assert 0.5 < agreed.economic["CHE"] < 4  # 39 bn of goods, of which half are taxed by 39 points, then by 13
    assert min(nash.gain.values()) > 0
    parts = {c.item: c for c in contributions(space, agreed.package)}
    assert max(parts.values(), key=lambda c: c.economic["CHE"]).item == "us_tariff"
    findings = gather(space, sensitivity=False)
    (kof,) = findings.yardsticks
    assert kof.inside  # KOF: -0.6% to -0.2% of Swiss real income under 31 points
    text = re.sub(r"<(style|svg).*?</\1>|<[^>]+>", " ", render(findings), flags=re.S)
    assert "tariff of the United States on Switzerland" in text
    assert not re.search(r"Beijing|soy|truce|fentanyl tariff|Busan|Xi Jinping|\bCHE\b|\bDEU\b|federal_council", text)
    assert "12 November 2025" in text


@pytest.mark.slow
def test_from_the_command_line(tmp_path):
    for words in (["check", "switzerland-2025"], ["explain", "switzerland-2025", "agreed"]):
        result = runner.invoke(app, words)
        assert result.exit_code == 0, result.exception
        assert "Switzerland" in result.stdout or words[0] == "check"
