"""Tariffs stated by their level: what they come down from, what does not fit, what is told of them."""

from pathlib import Path

import numpy as np
import pytest
import typer

import tradetalks as tt
from tests.small_dossier import small
from tradetalks.app.own_options import OwnOption, with_own
from tradetalks.app.position import most_of, moved_options
from tradetalks.cli.rates import at_rates
from tradetalks.dossier.files import Tree
from tradetalks.dossier.reading import read
from tradetalks.dossier.tariff_levels import level_words, levels_moved
from tradetalks.dossier.writing import to_yaml
from tradetalks.policy.instruments import Tariff, compile_measures, instruments
from tradetalks.value.eve import bring_to_eve
from tradetalks.yaml_text import read_text

STEEL = {"instrument": "tariff", "importer": "USA", "exporter": "EU27", "sectors": ["STEEL", "NFMET"]}


def stating(*measures, **changes):
    """The small dossier, its item on steel with one more option of these measures."""
    tree = small(**changes)
    tree["agenda"][0]["options"].append({"id": "level", "title": "a level", "measures": list(measures)})
    return tree


def faults(tree, path="dossier.yaml"):
    with pytest.raises(tt.DossierError) as caught:
        read(tt.Dossier, Tree(Path(path), tree, {}, ()))
    return str(caught.value)


@pytest.fixture(scope="module")
def world():
    return tt.World.default()


def rates(dossier, world, package):
    """Tariffs under a package, as the sum of all its measures says."""
    return world.tariff + compile_measures(dossier.measures(package), world, dossier.profile_rates()).tariff


@pytest.mark.parametrize("level", [0.0, 0.10, 0.20])
def test_a_level_is_the_whole_rate_and_rates_below_it_stay(world, level):
    """The eve charges 25 points on steel and 12.5 on other metals over the world's own tariffs."""
    dossier = tt.Dossier.model_validate(stating({**STEEL, "level": level}))
    quo = dossier.status_quo()
    eve, found = rates(dossier, world, quo), rates(dossier, world, {**quo, "steel": "level"})
    i, n = world.region("EU27"), world.region("USA")
    metals = [world.sector("STEEL"), world.sector("NFMET")]
    np.testing.assert_allclose(found[i, n, metals], np.minimum(eve[i, n, metals], level), atol=1e-12)
    assert eve[i, n, metals[0]] > 0.25 > level
    apart = np.ones_like(found, dtype=bool)
    apart[i, n, metals] = False
    np.testing.assert_array_equal(found[apart], eve[apart])


def test_a_level_is_what_the_same_points_are(world):
    """On one sector the level is a number of points off the item's own: solved, both are one economy."""
    i, n, s = world.region("EU27"), world.region("USA"), world.sector("STEEL")
    at_level = tt.Dossier.model_validate(stating({**STEEL, "sectors": ["STEEL"], "level": 0.10}))
    left = 0.10 - float(world.tariff[i, n, s])
    in_points = tt.Dossier.model_validate(stating({**STEEL, "sectors": ["STEEL"], "points": left}))
    gains = [bring_to_eve(d).yearly_change({"steel": "level"}) for d in (at_level, in_points)]
    np.testing.assert_allclose(gains[0], gains[1], atol=1e-9)


def test_duties_not_on_the_table_and_other_items_count(world):
    tree = stating({**STEEL, "exporter": "CHN", "level": 0.05})
    dossier = tt.Dossier.model_validate(tree)  # 20 points on China stand whatever is agreed
    level = dossier.item("steel").option("level").measures[0]
    i, n, s = world.region("CHN"), world.region("USA"), world.sector("STEEL")
    assert level.applied(world, dossier.profile_rates())[i, n, s] == pytest.approx(world.tariff[i, n, s] + 0.2)
    assert rates(dossier, world, {**dossier.status_quo(), "steel": "level"})[i, n, s] == pytest.approx(0.05)


def test_a_level_comes_back_as_it_was_written(world):
    dossier = tt.Dossier.model_validate(stating({**STEEL, "level": 0.0}))
    again = tt.Dossier.model_validate(read_text(to_yaml(dossier)))
    assert again == dossier
    assert "level: 0" in to_yaml(dossier)
    assert "points: null" not in to_yaml(dossier)
    assert "level" in tt.Dossier.model_json_schema()["$defs"]["Tariff"]["properties"]
    assert not any("level" in m.model_fields for name, m in instruments().items() if name != "tariff")


@pytest.mark.parametrize(
    ("measure", "said"),
    [
        ({**STEEL, "level": 0.1, "points": 0.1}, "gives both points and level; expected one"),
        (STEEL, "gives neither points nor level; expected one"),
        ({**STEEL, "level": -0.1}, "level: found -0.1"),
        ({**STEEL, "level": 15}, None),
        ({**STEEL, "level": 0.1, "profile": "metal"}, "gives a level and a profile"),
    ],
    ids=["both", "neither", "below zero", "per cent", "profile"],
)
def test_levels_of_another_form_are_refused(measure, said):
    told = faults(stating(measure))
    assert (said or "(15 per cent is written 0.15)") in told
    assert "agenda[0 'steel'].options['level'].measures[0]" in told or "options[3 'level'].measures[0]" in told


def test_a_level_above_what_is_charged_is_told_with_what_is():
    told = faults(stating({**STEEL, "level": 0.3}))
    assert "found 0.3; USA charges " in told
    assert "expected" in told.lower()
    assert "written in points" in told


@pytest.mark.parametrize("beside", [{"points": 0.01}, {"level": 0.05}], ids=["points", "level"])
def test_a_level_stands_alone_on_its_goods(beside):
    told = faults(stating({**STEEL, "level": 0.1}, {**STEEL, "sectors": ["STEEL"], **beside}))
    assert "is the whole rate, and the option states another duty on the same goods" in told
    tree = stating({**STEEL, "sectors": ["NFMET"], "level": 0.1}, {**STEEL, "sectors": ["STEEL"], **beside})
    assert tt.Dossier.model_validate(tree)


def test_a_level_stands_in_options_other_than_the_status_quo():
    level = {**STEEL, "level": 0.1}
    quo = small()
    quo["agenda"][0]["options"][0]["measures"] = [level]
    branch = small()
    branch["no_deal"][0]["measures"] = [level]
    for tree in (
        small(in_force=[level]),
        quo,
        branch,
        small(escalation=[{"date": "2025-02-01", "by": "USA", "title": "x", "measures": [level]}]),
    ):
        assert "a level stands in options other than the status quo" in faults(tree)


def test_another_item_on_the_same_tariff_is_a_warning(world):
    dossier = tt.Dossier.model_validate(stating({**STEEL, "level": 0.1}))
    assert not list(levels_moved(dossier, world))
    tree = stating({**STEEL, "level": 0.1})
    tree["agenda"][1]["options"][1]["measures"].append({**STEEL, "sectors": ["STEEL"], "points": -0.05})
    (fault,) = levels_moved(tt.Dossier.model_validate(tree), world)
    assert "'cars' moves the same tariff" in fault.says


def test_levels_are_told_with_what_they_come_from(world):
    dossier = tt.Dossier.model_validate(stating({**STEEL, "level": 0.2}))
    (line,) = level_words(dossier, world)
    assert line.startswith("US steel tariff: a level: tariff of USA on EU27: to 20% in all on STEEL, NFMET, from ")
    assert line.endswith("% today by the model's average; 1 of its 2 flows by sector are at or below it and stay")
    assert level_words(tt.Dossier.model_validate(small()), world) == []


def test_a_reader_moves_a_level_and_writes_options_of_another(world):
    dossier = tt.Dossier.model_validate(stating({**STEEL, "level": 0.1}))
    ((_, moved),) = moved_options(dossier, {"steel.level.0": 0.05}).items()
    i, n, s = world.region("EU27"), world.region("USA"), world.sector("STEEL")
    wider = with_own(
        dossier, [OwnOption(id="five", item="steel", like="level", title="to 5%", numbers={"0.level": 0.05})]
    )
    for measure in (moved[0], wider.item("steel").option("five").measures[0]):
        under = compile_measures([measure], world, dossier.profile_rates()).tariff[i, n, s]
        assert world.tariff[i, n, s] + under == pytest.approx(0.05)
    with pytest.raises(tt.PolicyError, match="a level of -10%"):
        dossier.item("steel").option("level").measures[0].at_rate(-0.1)


def test_a_level_above_what_is_charged_is_refused_wherever_it_is_set(world):
    """It would do nothing, and be headed by a rate that nobody pays."""
    dossier = tt.Dossier.model_validate(stating({**STEEL, "level": 0.1}))
    level = dossier.item("steel").option("level").measures[0]
    highest = level.highest(world, dossier.profile_rates())
    assert most_of(dossier, level, world) == highest
    moved_options(dossier, {"steel.level.0": highest - 0.001})
    told = rf"steel\.level\.0: found 100% in all; at most {100 * highest:.1f}% is charged there today"
    with pytest.raises(tt.PolicyError, match=told):
        moved_options(dossier, {"steel.level.0": 1.0})
    with pytest.raises(typer.BadParameter, match=told):
        at_rates(dossier, {}, ["steel.level=100%"])
    with pytest.raises(typer.BadParameter, match="found 600%, expected a rate of at most 500%"):
        at_rates(dossier, {}, ["steel.level=600%"])


def test_a_level_outside_a_dossier_has_nothing_to_count_from(world):
    with pytest.raises(tt.PolicyError, match="counts from the rate in force on the eve"):
        compile_measures([Tariff(**STEEL, level=0.1)], world, {})


def test_dossiers_without_levels_are_untouched():
    dossier = tt.Dossier.model_validate(small())
    assert not any(m._standing for i in dossier.agenda for o in i.options for m in o.measures if isinstance(m, Tariff))
