"""Ranges of an option taken alone, of no deal and of countries not at the table: those that solving them prints."""

import json
from dataclasses import replace

import numpy as np
import pytest
from typer.testing import CliRunner

import tradetalks as tt
from tests.brief_forms import text_in
from tests.small_dossier import FOUR, small, write
from tradetalks.cli import app
from tradetalks.counsel import alone as module
from tradetalks.counsel.alone import _can_decide, alone
from tradetalks.counsel.bands import bands, drawn_sets
from tradetalks.counsel.reach import Course
from tradetalks.counsel.reach_kept import ranges, ranges_of_all
from tradetalks.counsel.robustness import robustness_of_all
from tradetalks.dossier.model import Dossier
from tradetalks.report.alone_words import alone_elsewhere, alone_words
from tradetalks.report.findings import gather
from tradetalks.report.forms import in_form
from tradetalks.report.no_deal_words import branch_words
from tradetalks.report.numbers import Figures
from tradetalks.report.ranged import amount_ranged
from tradetalks.value.question import Question

SMALL = small(world=FOUR)
DRAWS = 400
runner = CliRunner()


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return write(tmp_path_factory.mktemp("talks"), SMALL)


@pytest.fixture(scope="module")
def space(folder):
    return tt.deal_space(Dossier.load(folder))


@pytest.fixture(scope="module")
def findings(space):
    return gather(space, sensitivity=False, draws=DRAWS)


@pytest.fixture(scope="module")
def moving(space):
    """Every option that changes policy, alone."""
    single = [{i.id: o.id} for i in space.dossier.agenda for o in i.options if o.id != i.status_quo]
    return [one for one in single if space.valuer.identity(one)]


# ---------------------------------------------------------------------- options alone
def test_an_option_alone_has_the_range_that_solving_it_prints(space, findings, moving):
    """The same draws: ends of each party as ``solve -p item=option`` has them, though fewer draws are solved."""
    parties = [space.eve.world.region(code) for code in space.dossier.regions.values()]
    for one in moving:
        ((item, option),) = one.items()
        kept = ranges(space.eve, one, drawn_sets(space.dossier))
        own = findings.reached_alone[item, option]
        np.testing.assert_allclose(own.real_income[:, parties], kept.ends["real_income"][:, parties], atol=1e-8)
        if own.within:  # and of every country where draws were needed
            np.testing.assert_allclose(own.real_income, kept.ends["real_income"], atol=1e-8)
        low, high = own.real_income
        assert (low <= high).all()


def test_the_command_prints_the_same_range(folder, findings, space):
    (item, option), own = next(iter(findings.reached_alone.items()))
    done = runner.invoke(app, ["solve", str(folder), "-p", f"{item}={option}", "--json"])
    assert done.exit_code == 0, done.output
    told = json.loads(done.stdout)["ranges"]["regions"]
    for code in space.dossier.regions.values():
        ends = own.real_income[:, space.eve.world.region(code)]
        assert told[code]["real_income_bn"] == pytest.approx(ends.tolist(), abs=1e-8)


def test_ranges_shrink_to_the_figure_where_nothing_is_drawn(space, moving):
    """One set, without standard errors, at the dossier's own horizon."""
    for one, found in zip(moving, alone(space.valuer, moving, ["GYY"]), strict=True):
        for end in found.real_income:
            np.testing.assert_allclose(end, space.eve.solve(one).real_income_change, atol=1e-6)
        assert not found.within


def test_they_are_kept_and_refused_without_a_model(space, moving, tmp_path, monkeypatch):
    sets = drawn_sets(space.dossier)
    before = alone(space.valuer, moving, sets)
    monkeypatch.setattr(module, "_worked_out", lambda *_: pytest.fail("worked out twice"))
    for one, again in zip(before, alone(space.valuer, moving, sets), strict=True):
        assert np.array_equal(one.real_income, again.real_income)
    assert alone(space.valuer, [], sets) == []


def test_draws_are_left_out_only_where_they_can_move_no_end():
    inside, least = np.array([[1.0], [1.5], [2.0]]), np.array([[1.6], [1.5], [2.0]])
    assert not _can_decide(inside, 1)
    assert _can_decide(least, 1)
    assert _can_decide(np.array([[1.0], [1.01], [2.0]]), 1), "near an end"
    assert _can_decide(inside[:1], 0), "alone"
    assert not _can_decide(np.zeros((3, 1)), 1), "nothing moves"


# ---------------------------------------------------------------------- no deal
def test_no_deal_has_the_band_of_the_same_draws(space):
    rows, without = robustness_of_all(space, {"nash": space.nash.package}, draws=DRAWS, sets=drawn_sets(space.dossier))
    found = bands(space, ["nash"], draws=DRAWS)
    assert found.of("nash") == rows[0]
    assert found.no_deal == without
    for branch in space.dossier.no_deal:
        own, deal = found.no_deal.branches[branch.name], space.no_deal[branch.name]
        for party in space.parties:
            for (low, high), value in ((own.model[party], deal.economic[party]), (own.whole[party], deal.value[party])):
                assert low - 1e-9 <= value <= high + 1e-9 or abs(high - low) > 0


def test_no_deal_shrinks_to_its_figure_where_nothing_is_drawn(space):
    _, without = robustness_of_all(space, {"nash": space.nash.package}, draws=100, sets=["GYY"])
    for one in without.branches.values():
        for party in space.parties:
            assert one.model[party] == pytest.approx([space.no_deal[one.branch].economic[party]] * 2, abs=1e-6)


# ---------------------------------------------------------------------- in print
@pytest.mark.slow
def test_the_brief_prints_each_beside_its_figure(space, findings):
    text = text_in(findings, "html")
    for effect in findings.effects:
        for party in space.parties:
            if effect.trade_change:
                assert alone_words(findings, effect, party) in text
        assert alone_elsewhere(findings, effect) in text
    for branch in space.dossier.no_deal:
        for party in space.parties:
            assert branch_words(findings.space, findings.without, branch.name, party, True) in text
    assert any(" to " in alone_words(findings, e, p) for e in findings.effects for p in space.parties)
    plain = replace(findings, reached_alone={}, bands=None)
    for effect in findings.effects:
        for party in space.parties:
            assert alone_words(plain, effect, party) == Figures(space.money).cell(effect.deal.economic[party])


@pytest.mark.slow
def test_explain_tells_how_far_countries_not_at_the_table_reach(folder):
    done = runner.invoke(app, ["explain", str(folder), "nash", "--json"])
    assert done.exit_code == 0, done.output
    told = json.loads(done.stdout)
    for one in told["third_countries"]:
        low, high = told["ranges"]["regions"][one["region"]]["real_income_bn"]
        assert low <= high
    printed = runner.invoke(app, ["explain", str(folder), "nash"])
    assert "draws of the model" in " ".join(printed.output.split()) or " to " in printed.output
    bare = runner.invoke(app, ["explain", str(folder), "nash", "--no-ranges", "--json"])
    assert json.loads(bare.stdout)["ranges"] == {"none_because": "not asked for"}


def test_what_a_way_of_having_no_deal_does_to_the_world_and_to_all_others_have_ranges(space, findings):
    found, brief = findings, in_form(findings, "html").decode()
    moving = [b for b in space.dossier.no_deal if found.reached_branch(b.name)]
    assert moving, "a branch that changes something has ranges"
    for branch in moving:
        ends = found.reached_branch(branch.name).ends["together"]
        total = found.no_deal[branch.name].real_income_change
        others = [code not in space.dossier.regions.values() for code in space.eve.world.regions]
        for column, value in enumerate((total[others].sum(), total.sum())):
            assert ends[0, column] - 1e-9 <= value <= ends[1, column] + 1e-9
        figures = Figures(space.money)
        assert amount_ranged(figures, float(total.sum()), ends[:, 1]) in brief
    told = found.reached[found.recommended].ends["together"][:, 0]
    change = found.real_income_change(found.recommended)[others].sum()
    assert amount_ranged(Figures(space.money), float(change), told) in brief


def test_an_option_that_changes_over_time_has_ranges_of_its_yearly_average(tmp_path):
    talks = small(world=FOUR)
    steel = next(item for item in talks["agenda"] if item["id"] == "steel")
    steel["options"].append({"id": "later", "title": "lifted a year on",
                             "phases": [{"option": "charged", "since": "2025-01-01"},
                                        {"option": "lifted", "since": "2026-01-01"}]})  # fmt: skip
    space = tt.deal_space(Dossier.load(write(tmp_path, talks)))
    package = space.dossier.package({"steel": "later"})
    outcomes, weights = space.eve.over_time(package)
    change = (weights * np.array([one.real_income_change for one in outcomes])).sum(0)
    (one,) = alone(space.valuer, [package], ["GYY"])
    np.testing.assert_allclose(one.real_income, [change, change], atol=1e-7)
    lifted = alone(space.valuer, [space.dossier.package({"steel": "lifted"})], ["GYY"])[0]
    assert not np.allclose(lifted.real_income, one.real_income)
    found = ranges_of_all(space.eve, [Course.of(space.dossier, package, space.eve.world.regions)], ["GYY"])[0]
    np.testing.assert_allclose(found.ends["real_income"], [change, change], atol=1e-7)
    first = ranges_of_all(space.eve, [Question(package)], ["GYY"])[0]
    np.testing.assert_allclose(found.ends["revenue"], first.ends["revenue"], atol=1e-9)
    assert np.abs(first.ends["revenue"]).max() < 1e-6, "the first step is today"
