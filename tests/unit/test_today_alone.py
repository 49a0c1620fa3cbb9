"""What a check says of today: average duties of plain tariffs, and sides that would leave it alone, counted."""

import json

import pytest
from typer.testing import CliRunner

import tradetalks as tt
from tests.small_dossier import FOUR, small, write
from tradetalks.cli import app
from tradetalks.report.eve_duties import MODEL, eve_averages
from tradetalks.report.left_alone import unmoved_today


@pytest.fixture(scope="module")
def content():
    """The EU charges 40 points on US cars of which lifting them would pay it, and says nothing of why it does not."""
    found = small(world=FOUR)
    found["agenda"][1]["options"] = [
        {"id": "charged", "title": "40 points", "measures": [
            {"instrument": "tariff", "importer": "EU27", "exporter": "USA", "points": 0.4, "sectors": ["AUTO"]}]},
        {"id": "cut", "title": "none"},
    ]  # fmt: skip
    return found


@pytest.fixture(scope="module")
def where(content, tmp_path_factory):
    return write(tmp_path_factory.mktemp("today"), content)


def checked(*words):
    found = CliRunner().invoke(app, ["check", *map(str, words), "--json"])
    assert found.exit_code == 0, found.output
    return json.loads(found.stdout)


def test_a_dossier_of_plain_tariffs_has_average_duties_too(where):
    shown = CliRunner().invoke(app, ["check", str(where)], env={"COLUMNS": "140"}).stdout
    assert "Average duties today, 1 January 2025, per cent" in shown
    assert "several definitions" not in shown
    rows = {(one["importer"], one["exporter"]): one["per_cent"] for one in checked(where)["average_duties"]}
    dossier = tt.Dossier.load(where)
    world = dossier.world.build()
    at = world.region("USA"), world.region("EU27"), [world.sector(c) for c in world.goods or world.sectors]
    added = 40 * world.trade[*at[:2], world.sector("AUTO")] / world.trade[at].sum()
    before = 100 * (world.trade[at] * world.tariff[at]).sum() / world.trade[at].sum()
    assert rows["EU27", "USA"] == pytest.approx(before + added)
    ((_, _, one),) = [row for row in eve_averages(dossier, world) if row[:2] == ("EU27", "USA")]
    assert one.definition == MODEL
    assert one.layers["since"] == pytest.approx(added)


def test_warnings_of_today_are_counted_and_stand_with_the_largest_first(where):
    found = CliRunner().invoke(app, ["check", str(where), "--eve"], env={"COLUMNS": "140"}).stdout
    told = [line for line in found.splitlines() if line.startswith("warning: ")]
    assert told
    (count,) = [line.split()[-1] for line in found.splitlines() if line.split()[:1] == ["warnings"]]
    assert int(count) == len(told)
    assert any("European Union would do it alone" in line and "EU car tariff: none" in line for line in told)


def test_a_plain_check_says_what_it_does_not_look_at(where):
    assert any("would do better alone than today" in note for note in checked(where)["notes"])
    assert not any("would do better alone than today" in note for note in checked(where, "--eve")["notes"])


def test_a_deal_space_says_who_would_leave_today_alone(content):
    words = unmoved_today(tt.deal_space(tt.Dossier.model_validate(content)))
    assert "today is no best reply" in words
    assert "the European Union +" in words
    assert "'EU car tariff: none'" in words
    for option in content["agenda"][1]["options"][1:]:
        worth = {"EU": {"low": -90, "mid": -80, "high": -70, "basis": "judgement"}}
        option["worth"] = worth
    assert "European Union" not in unmoved_today(tt.deal_space(tt.Dossier.model_validate(content)))
