"""What the shipped forecast tells of a dossier: from the right fit, in full, never without its skill."""

import json
import re
from dataclasses import replace
from pathlib import Path

import pytest
from typer.testing import CliRunner

import tradetalks as tt
from tests.small_dossier import small, write
from tests.unit.test_talks import political
from tradetalks.cli import app
from tradetalks.counsel.foreseen import Skill, foreseen, record
from tradetalks.dossier.files import shipped
from tradetalks.report.forecast_words import chances_of, forecast_words, refusal_words, skill_words

PAGE = Path(__file__).parents[2] / "docs" / "scoreboard.md"


def test_the_record_is_of_the_dossiers_that_are_shipped():
    """Stale where a dossier came, went or changed its outcome: make scoreboard."""
    ended = [d for name in shipped() if (d := tt.Dossier.load(name)).agreed is not None]
    kept = record()
    assert set(kept.without) == {d.name for d in ended}
    assert (kept.fitted.talks, kept.fitted.failed) == (len(ended), sum(d.failed for d in ended))
    for d in ended:
        assert kept.without[d.name].talks == len(ended) - 1
        assert kept.without[d.name].failed == kept.fitted.failed - d.failed


def test_page_and_record_are_of_one_run():
    """The page's verdict names the baselines over which the record has no skill, and its weights are the record's."""
    page, kept = PAGE.read_text(encoding="utf-8"), record()
    verdict = re.search(r"zero or below against: (.*?)\.\*\*", page)
    assert (verdict[1].split(", ") if verdict else []) == kept.unbeaten
    assert f"chance of no deal {100 * kept.fitted.failure:.0f}%" in page
    for feature, weight in kept.fitted.weights.items():
        assert f"{feature} {weight:+.2f}" in page
    for name, one in kept.skill.items():
        row = next(line for line in page.splitlines() if line.startswith(f"| {name} |"))
        assert f"{one.mid:+.2f} ({one.low:+.2f} to {one.high:+.2f})".replace("+-", "-") in row.replace(
            "-0.00 (", "-0.00 ("
        )


def test_a_dossier_is_foretold_by_the_others():
    space = tt.deal_space(tt.Dossier.model_validate(small()))
    told, kept = foreseen(space), record()
    assert told is not None
    assert told.fit == kept.fitted
    named = tt.deal_space(tt.Dossier.model_validate(small(name="canada-2025")))
    without = foreseen(named)
    assert without is not None
    assert without.fit == kept.without["canada-2025"] != kept.fitted
    for item in space.dossier.agenda:
        assert sum(told.chances[item.id].values()) == pytest.approx(1)
    assert not list(space.dossier.objections(told.likeliest))


def test_chances_are_listed_with_the_likeliest_first_and_nothing_left_out():
    space = tt.deal_space(tt.Dossier.model_validate(small()))
    told = foreseen(space)
    assert told is not None
    steel = space.dossier.item("steel")
    words = chances_of(steel, replace(told, chances={"steel": {"charged": 0.25, "lifted": 0.75, "doubled": 0.0}}))
    titles = [steel.option(o).title for o in ("lifted", "charged", "doubled")]
    assert words == f"{titles[0]} 75%; {titles[1]} 25%; {titles[2]} ruled out"


def test_skill_is_told_as_it_stands():
    kept = record()
    good, none = Skill(0.2, 0.1, 0.3), Skill(0.05, -0.1, 0.2)
    mixed = skill_words(replace(kept, skill={"uniform": good, "status quo": none}))
    assert "did better than even chances of every option (+20%, +10% to +30%), but are not shown" in mixed
    assert "that nothing changes (+5%, −10% to +20%)" in mixed
    assert "not shown" not in skill_words(replace(kept, skill={"uniform": good}))
    assert "did better" not in skill_words(replace(kept, skill={"uniform": none}))


def test_who_would_refuse_the_likeliest_package_is_named():
    """Chances of other talks ask nobody: who is worse off by the likeliest package than without a deal is told."""
    space = tt.deal_space(tt.Dossier.model_validate(small()))
    told = foreseen(space)
    assert told is not None
    seen = set()
    for change in ({}, {"data": "none"}, {"standards": "none", "steel": "charged"}, {"standards": "surrender"}):
        package = {"steel": "doubled", "cars": "charged", "data": "framework", "standards": "mutual", **change}
        words, judged = " ".join(refusal_words(space, replace(told, likeliest=package))), space.deal(package).verdict
        for p, party in space.dossier.parties.items():
            assert (f"{party.name} by " in words) == (p in judged.loses)
        assert bool(words) != judged.signable
        seen.add(bool(judged.loses))
    assert seen == {True, False}


def test_talks_without_measures_are_not_foretold(tmp_path):
    """The record is of trade talks: it says nothing of a contract."""
    content = political({"a": {"yes": {"USA": 5, "EU": -2}}, "b": {"yes": {"USA": -3, "EU": 4}}})
    where = str(write(tmp_path, content))
    assert foreseen(tt.deal_space(tt.Dossier.load(where))) is None
    assert json.loads(CliRunner().invoke(app, ["deals", where, "--json"]).stdout)["forecast"] is None
    assert json.loads(CliRunner().invoke(app, ["explain", where, "--json"]).stdout)["forecasts"] is None
    for command in ("deals", "explain"):
        shown = CliRunner().invoke(app, [command, where])
        assert shown.exit_code == 0
        assert "Foretelling" not in shown.stdout
        assert "What may come" not in shown.stdout


def test_deals_and_explain_tell_chances_with_their_skill(tmp_path):
    where = str(write(tmp_path, small()))
    told = json.loads(CliRunner().invoke(app, ["deals", where, "--json"]).stdout)["forecast"]
    assert told["no_deal"] == record().fitted.failure
    assert sum(told["chances"]["steel"].values()) == pytest.approx(1)
    judged = tt.deal_space(tt.Dossier.load(where)).deal(told["likeliest"]).verdict
    assert told["likeliest_refused_by"] == pytest.approx(dict(judged.loses))
    assert told["likeliest_objections"] == list(judged.objections)
    assert told["likeliest_signable"] == judged.signable
    assert set(told["likeliest"]) == set(told["chances"])
    shown = " ".join(CliRunner().invoke(app, ["deals", where]).stdout.split())
    assert "What may come of it" in shown
    space = tt.deal_space(tt.Dossier.load(where))
    found = foreseen(space)
    assert found is not None
    for line in forecast_words(found):
        assert line in shown
    explained = " ".join(CliRunner().invoke(app, ["explain", where]).stdout.split())
    assert skill_words(record()) in explained
