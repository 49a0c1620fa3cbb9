"""Measures that do nothing are told: floors below what is bought, quotas above what is traded, taxes on no trade."""

import json

import pytest
from typer.testing import CliRunner

import tradetalks as tt
from tests.small_dossier import small, write
from tradetalks.cli import app
from tradetalks.counsel.slack import slack_measures
from tradetalks.value.eve import bring_to_eve


def item(name, **measures):
    """An item whose options each hold one measure."""
    options = [{"id": option, "title": option, "measures": [measure]} for option, measure in measures.items()]
    return {"id": name, "title": name, "status_quo": "none", "options": [{"id": "none", "title": "none"}, *options]}


def buys(billions):
    return {"instrument": "purchase_commitment", "importer": "EU27", "exporter": "USA", "billions": billions,
            "sectors": ["OILGAS"]}  # fmt: skip


def tariff(importer, exporter, sectors, points=0.1):
    return {
        "instrument": "tariff",
        "importer": importer,
        "exporter": exporter,
        "points": points,
        "sectors": sectors,
    }


def quota(keeps):
    return {"instrument": "import_limit", "importer": "USA", "exporter": "EU27", "keeps": keeps, "sectors": ["AUTO"]}


@pytest.fixture(scope="module")
def where(tmp_path_factory):
    content = small(constraints=[], red_lines=[], in_force=[tariff("USA", "JPN", ["COAL"])])
    content["agenda"] = [
        item("gas", little=buys(20), much=buys(90)),
        item("quota", wide=quota(1.5), tight=quota(0.8)),
        item("coal", of_nobody=tariff("KOR", "JPN", ["COAL"]), of_somebody=tariff("USA", "EU27", ["CHEM"])),
        {  # a floor that holds trade up today: to lower it is no small thing
            **item("beef", lower={**buys(60), "sectors": ["REFPET"]}),
            "status_quo": "bound",
        },
    ]
    content["agenda"][3]["options"].append(
        {"id": "bound", "title": "bound", "measures": [{**buys(70), "sectors": ["REFPET"]}]}
    )
    content["no_deal"] = [{"name": "as_is", "title": "as it is", "probability": 1.0}]
    return str(write(tmp_path_factory.mktemp("slack"), content))


@pytest.fixture(scope="module")
def eve(where):
    return bring_to_eve(tt.Dossier.load(where))


def test_every_kind_is_found_and_nothing_else(eve):
    found = {(s.item, s.option): s for s in slack_measures(eve)}
    assert set(found) == {("", ""), ("gas", "little"), ("quota", "wide"), ("coal", "of_nobody")}


def test_the_present_figure_is_that_of_the_eve(eve):
    (floor,) = slack_measures(eve, eve.dossier.package({"gas": "little"}))[1:]
    world = eve.world
    present = world.trade[world.region("USA"), world.region("EU27"), world.sectors.index("OILGAS")]
    assert floor.present == pytest.approx(present)
    assert f"{present:,.1f} bn USD a year are bought already" in floor.words()
    assert "gas: little" in floor.words()
    assert "does nothing by itself" in floor.words()


def test_what_does_nothing_moves_nothing(eve):
    """The other way round: options told to do nothing leave every region's real income as it is."""
    for slack in slack_measures(eve):
        if slack.item:
            change = eve.solve({slack.item: slack.option}).real_income_change
            assert abs(change).max() < 1e-6


def test_a_quota_that_only_its_own_package_binds_is_not_slack(tmp_path):
    """A tariff that shuts trade out is replaced by a quota: far above today's trade, and yet it binds."""
    content = small(constraints=[], red_lines=[], in_force=[])
    shut = {"id": "shut", "title": "shut", "measures": [tariff("USA", "EU27", ["AUTO"], 1.5)]}
    content["agenda"] = [{**item("cars", capped=quota(0.5)), "status_quo": "shut"}]
    content["agenda"][0]["options"].append(shut)
    content["no_deal"] = [{"name": "as_is", "title": "as it is", "probability": 1.0}]
    assert slack_measures(bring_to_eve(tt.Dossier.load(write(tmp_path, content)))) == ()


def test_commands_say_it(where):
    told = CliRunner().invoke(app, ["explain", where, "gas=little"]).stdout
    assert "does nothing by itself" in " ".join(told.split())
    found = json.loads(CliRunner().invoke(app, ["explain", where, "gas=little", "--json"]).stdout)
    assert any("bought already" in line for line in found["does_nothing"])
