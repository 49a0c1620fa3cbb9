"""Dossiers that would give wrong numbers are refused, and what is probably not meant is told: by kind, not by input."""

import copy
import json
import math
import re
from types import SimpleNamespace

import pytest
import typer
from pydantic import ValidationError
from typer.testing import CliRunner

import tradetalks as tt
from tests.small_dossier import small, write
from tradetalks.cli import app
from tradetalks.cli.console import choices
from tradetalks.cli.war import _goal
from tradetalks.dossier.likely_mistakes import examined
from tradetalks.errors import MOST_FAULTS
from tradetalks.policy.instruments import Tariff

runner = CliRunner()
TARIFF = {"instrument": "tariff", "importer": "USA", "exporter": "EU27", "points": 0.1}


def full():
    """The small dossier with every field that holds a figure."""
    content = small()
    content["world"] = {
        "labour_mobility": 5.0,
        "trade_elasticity_factor": 1.1,
        "subsidies": [{"region": "CHN", "sectors": ["STEEL"], "points": 0.1}],
        "critical": [{"inputs": ["ELECTR"], "elasticity": 0.1, "supplier_elasticity": 2.0}],
    }
    content["events"] = {"vote": {"title": "a vote", "probability": {"USA": 0.5}, "otherwise": 0.4}}
    content["horizon_years"] = 4.0
    content["enforcement"] = {"review_years": 2.0, "discount_rate": {"USA": 0.05}, "default_rate": 0.04}
    content["judge_by"] = [
        {"title": "x", "measures": [TARIFF], "of": "real_income", "regions": ["USA"], "low": -1.0, "high": 1.0,
         "source": "press"}
    ]  # fmt: skip
    pair = {"exporter": "CHN", "importer": "IND", "sectors": ["STEEL"]}
    content["in_force"] += [
        {"instrument": "specific_tariff", **pair, "usd_per_unit": 1.0, "border_price": 100.0},
        {"instrument": "export_tax", **pair, "points": 0.01},
        {"instrument": "export_control", **pair, "keeps": 0.9, "fee": 0.1},
        {"instrument": "import_limit", **pair, "keeps": 0.9, "rent": "importer", "over_quota_points": 0.2},
        {"instrument": "purchase_commitment", "exporter": "USA", "importer": "IND", "sectors": ["OILGAS"],
         "million_tonnes": 300.0, "usd_per_tonne": 400.0, "besides": 1.0, "fulfilment": 0.9},
        {"instrument": "purchase_commitment", "exporter": "USA", "importer": "JPN", "sectors": ["OILGAS"],
         "billions": 90.0},
        {"instrument": "barrier", **pair, "cost": 0.01},
        {"instrument": "barrier", **pair, "cuts_trade_by": 0.01},
        {"instrument": "port_fee", **pair, "cost": 0.01, "collected": 0.5},
        {"instrument": "state_trading", **pair, "markup": 0.01},
        {"instrument": "subsidy", "region": "IND", "points": 0.01, "sectors": ["STEEL"], "at_most_billions": 5.0},
        {"instrument": "transfer", "giver": "USA", "taker": "IND", "billions": 1.0},
        {"instrument": "forced_sale", "seller": "CHN", "buyer": "USA", "price": 14.0, "yield_rate": 0.05,
         "value": {"low": 14.0, "mid": 40.0, "high": 100.0}},
        {"instrument": "royalty", "payer": "CHN", "owner": "USA", "rate": 0.001, "sectors": ["STEEL"]},
    ]  # fmt: skip
    worth = {"USA": {"low": 1.0, "mid": 3.0, "high": 4.0, "basis": "judgement"}}
    content["no_deal"][1]["worth"] = worth
    return content


def leaves(value, here=()):
    if isinstance(value, dict):
        for key, part in value.items():
            yield from leaves(part, (*here, key))
    elif isinstance(value, list):
        for j, part in enumerate(value):
            yield from leaves(part, (*here, j))
    elif isinstance(value, float | int):
        yield here


def put(content, path, value):
    content = copy.deepcopy(content)
    here = content
    for step in path[:-1]:
        here = here[step]
    here[path[-1]] = value
    return content


def refusal(folder, content):
    with pytest.raises(tt.DossierError) as caught:
        tt.Dossier.load(write(folder, content))
    return str(caught.value)


def warnings(folder, content):
    return examined(write(folder, content)).warnings


FULL = full()
FIGURES = list(leaves(FULL))
ENDLESS = {"labour_mobility"}  # infinity is its default: mobile labour
UNBOUNDED = {"labour_mobility", "at_most_billions"}  # a limit on a cost: any size says "no limit"


def test_the_full_dossier_is_sound_and_holds_every_figure_of_the_schema(tmp_path):
    assert tt.Dossier.load(write(tmp_path, FULL)).horizon_years == 4
    assert len(FIGURES) >= 60


@pytest.mark.parametrize("value", [math.nan, math.inf, -math.inf, 1e300, True])
def test_no_figure_is_without_bounds(value):
    """Whatever figure of the schema is no finite number of a sensible size is refused."""
    free = {math.inf: ENDLESS, 1e300: UNBOUNDED}.get(value, set()) if value is not True else set()
    for path in FIGURES:
        if path[-1] not in free:
            with pytest.raises(ValidationError):
                tt.Dossier.model_validate(put(FULL, path, value))


def test_a_figure_without_bounds_is_named_with_file_path_value_and_reason(tmp_path):
    said = refusal(tmp_path / "a", put(small(), ("profiles", "metal", "rates", "STEEL"), math.nan))
    assert "dossier.yaml: profiles.metal.rates.STEEL: found nan; input should be a finite number" in said
    said = refusal(tmp_path / "b", put(small(), ("agenda", 2, "options", 1, "worth", "USA", "high"), 1e300))
    assert "options[1 'framework'].worth.USA.high: found 1e+300; expected at most 100,000 bn USD" in said
    said = refusal(tmp_path / "c", put(small(), ("profiles", "metal", "rates", "STEEL"), 1e300))
    assert "found 1e+300; expected at most 100" in said


@pytest.mark.parametrize(
    ("path", "value", "expected"),
    [
        (("reference_date",), 0, "expected a date, YYYY-MM-DD"),
        (("reference_date",), "0900-01-01", "expected a date from 1700 to 2300"),
        (("meeting", "date"), 86400, "expected a date, YYYY-MM-DD"),
        (("in_force", 0, "since"), "not a date", "in_force[0].since: found 'not a date'; expected a date"),
        (("in_force", 0, "since"), "2025-02-30", "in_force[0].since: found '2025-02-30'; expected a date"),
        (("agenda", 0, "options", 0, "measures", 0, "sectors"), [], "measures[0].sectors: found []; expected"),
        (("constraints", 0, "when"), {"steel": []}, "constraints[0].when.steel: found no option"),
        (("constraints", 0, "then"), {"data": []}, "constraints[0].then.data: found no option"),
        (("constraints", 0, "then"), {}, "constraints[0].then: found nothing"),
        (("no_deal", 1, "name"), "as_is", "no_deal: names of branches must be unique; twice: 'as_is'"),
        (("no_deal", 1, "name"), "expected", "that name stands for all branches"),
        (("no_deal", 1, "nash"), {"players": ["USA", "EU"], "sectors": []}, "nash.sectors: found none"),
        (("no_deal", 1, "nash"), {"players": ["USA", "USA"]}, "nash.players: each party once; twice: 'USA'"),
        (("agenda", 0, "id"), "Steel!", "expected lower-case letters, digits and _"),
        (("agenda", 0, "options"), [], "agenda[0 'steel'].options: found 0; expected at least 2"),
    ],
)  # fmt: skip
def test_what_says_nothing_or_says_it_twice_is_refused(tmp_path, path, value, expected):
    assert expected in refusal(tmp_path, put(small(), path, value))


def test_two_parties_of_one_region_are_refused_where_anything_is_computed(tmp_path):
    """Each would be given all of the region's income; where only stated worth counts there is none to give."""
    content = put(small(), ("parties", "EU", "region"), "USA")
    assert "found USA, the region of EU too" in refusal(tmp_path / "a", content)
    content = put(content, ("parties", "EU", "region"), "ROW")
    content = put(content, ("parties", "USA", "region"), "ROW")
    assert "found ROW, the region of EU too" in refusal(tmp_path / "b", content)
    stated = {**content, "in_force": [], "profiles": {}}
    for item in stated["agenda"]:
        for option in item["options"]:
            option.pop("measures", None)
    assert tt.Dossier.load(write(tmp_path / "c", stated)).parties["EU"].region == "ROW"
    war = put(stated, ("no_deal", 1, "nash"), {"players": ["USA", "EU"]})
    assert "the region of EU too" in refusal(tmp_path / "d", war)


CUT = {"instrument": "tariff", "importer": "USA", "exporter": "EU27", "points": -0.6, "sectors": ["STEEL"]}
AID = {"instrument": "subsidy", "region": "EU27", "points": 0.6, "sectors": ["STEEL"]}
TOLL = {"instrument": "export_tax", "importer": "USA", "exporter": "EU27", "points": -0.6, "sectors": ["STEEL"]}
OWED = {"instrument": "royalty", "payer": "EU27", "owner": "USA", "rate": 0.6, "sectors": ["STEEL"]}


@pytest.mark.parametrize(
    ("measure", "expected"),
    [
        (CUT, "the tariff of EU27 to USA on STEEL would be -1"),
        (TOLL, "the export tax of EU27 to USA on STEEL would be -1"),
        (AID, "the production subsidy of EU27 on STEEL would be 12"),
        (OWED, "the royalties of EU27 to USA on STEEL would be 120%; expected below 100%"),
    ],
)
def test_levels_that_add_up_to_the_impossible_are_found_at_check(tmp_path, measure, expected):
    """Each measure is sound; the sum is not: of one option, of two items, of a branch, of the escalation."""
    start = put(small(), ("agenda", 0, "options", 0, "measures"), [])
    start["agenda"][0]["options"][2]["measures"] = []
    one = put(start, ("agenda", 0, "options", 2, "measures"), [measure, measure])
    said = refusal(tmp_path / "one", one)
    assert "agenda: steel=doubled: together with what is in force" in said
    assert expected in said
    two = put(start, ("agenda", 0, "options", 2, "measures"), [measure])
    assert tt.Dossier.load(write(tmp_path / "half", two))
    two = put(two, ("agenda", 1, "options", 1, "measures"), [measure])
    assert "agenda: steel=doubled, cars=cut: together" in refusal(tmp_path / "two", two)
    apart = copy.deepcopy(two)
    apart["constraints"] += [{"when": {"steel": ["doubled"]}, "then": {"cars": ["charged"]}, "because": "either"}]
    assert tt.Dossier.load(write(tmp_path / "apart", apart)), "a combination that the constraints exclude is none"
    branch = put(start, ("no_deal", 1, "measures"), [measure, measure])
    assert "no_deal[1 'war']: together with what is in force" in refusal(tmp_path / "branch", branch)
    steps = [{"date": "2025-02-01", "by": "USA", "title": "t", "measures": [measure]} for _ in range(2)]
    assert "escalation[1]: together" in refusal(tmp_path / "steps", {**start, "escalation": steps})
    force = {**start, "in_force": [measure, measure]}
    assert "in_force: in_force: together" in refusal(tmp_path / "force", force)


@pytest.mark.parametrize(
    ("region", "name", "told"),
    [
        ("ROW", "Norway", True),
        ("ASN", "Indonesia", True),
        ("AUS", "Australia", True),
        ("EU27", "Germany", True),
        ("AUS", "Australia and New Zealand", False),
        ("EU27", "European Union", False),
        ("ROW", "Rest of the world", False),
        ("CHN", "China", False),
        ("JPN", "Japan", False),
    ],
)
def test_a_party_that_would_be_solved_as_its_whole_group_is_told(tmp_path, region, name, told):
    content = put(small(), ("parties", "X"), {"region": region, "name": name})
    del content["parties"]["EU"]
    content = json.loads(json.dumps(content).replace('"EU"', '"X"').replace('"EU27"', f'"{region}"'))
    found = [w for w in warnings(tmp_path, content) if "parties.X.region" in w]
    assert bool(found) == told
    if told:
        assert f"dossier.yaml: parties.X.region: found {region} for {name}; that region is" in found[0]
    if region == "ROW" and told:
        assert "Angola" in found[0]  # names of others in it, and how to have this one apart
        assert '--groups "NOR, USA' in found[0]


def purchase(billions, **more):
    return {"instrument": "purchase_commitment", "importer": "EU27", "exporter": "USA", "sectors": "energy",
            "billions": billions, **more}  # fmt: skip


@pytest.mark.parametrize(
    ("measure", "told"),
    [
        (
            purchase(50),
            "found a floor of 50 bn USD a year; does nothing: 114.1 bn already traded (the United States to the"
            " European Union, energy",
        ),
        (purchase(250, fulfilment=0.25), "found a floor of 62.5 bn USD a year; does nothing"),
        (purchase(150), ""),
        ({"instrument": "export_control", "exporter": "USA", "importer": "EU27", "keeps": 1.5}, "keeps: found 1.5"),
        ({**TARIFF, "points": 0.0}, "does nothing"),
        (TARIFF, ""),
    ],
)
def test_measures_that_do_nothing_are_told(tmp_path, measure, told):
    content = put(small(), ("agenda", 1, "options", 1, "measures"), [measure])
    found = [w for w in warnings(tmp_path, content) if "agenda[1 'cars'].options['cut'].measures[0]" in w]
    assert bool(found) == bool(told)
    assert all(told in line for line in found)


@pytest.mark.parametrize("points", [1.5, 12, 20])
@pytest.mark.parametrize("kind", ["tariff", "export_tax"])
def test_a_per_cent_where_a_fraction_is_meant_is_told(tmp_path, kind, points):
    content = put(small(), ("agenda", 1, "options", 1, "measures"), [{**TARIFF, "instrument": kind, "points": points}])
    (found,) = (w for w in warnings(tmp_path, content) if "percentage points" in w)
    assert "agenda[1 'cars'].options['cut'].measures[0].points" in found
    assert f"found {points:g}, which is {100 * points:,.10g} percentage points" in found
    assert f"{points:g} per cent is written {points / 100:.10g}" in found


@pytest.mark.parametrize(("points", "told"), [(1.0, False), (1.34, False), (2.5, True), (12, True)])
def test_a_note_lets_a_rate_up_to_200_points_stand(tmp_path, points, told):
    measure = {**TARIFF, "points": points, "note": "as in April 2025"}
    content = put(small(), ("agenda", 1, "options", 1, "measures"), [measure])
    assert any("percentage points" in w for w in warnings(tmp_path, content)) == told


def test_rates_of_a_profile_are_told_alike_where_what_they_make_is_over_100_points(tmp_path):
    content = small()
    content["profiles"]["metal"]["rates"] = {"STEEL": 25, "NFMET": 2.0}  # times 0.5 and 0.25
    found = [w for w in warnings(tmp_path, content) if "percentage points" in w]
    assert len(found) == 1
    assert "profiles.metal.rates.STEEL: found 25, times 0.25 of agenda[0 'steel']" in found[0]
    assert "625 percentage points" in found[0]
    content["profiles"]["metal"]["rates"] = {"STEEL": 1.0, "NFMET": 2.0}
    assert not [w for w in warnings(tmp_path, content) if "percentage points" in w]


@pytest.mark.parametrize("pledge", [{"billions": 20_000}, {"million_tonnes": 20_000, "usd_per_tonne": 1000}])
def test_a_floor_above_all_that_is_spent_is_told(tmp_path, pledge):
    floor = {"instrument": "purchase_commitment", "importer": "EU27", "exporter": "USA", "sectors": "energy", **pledge}
    content = put(small(), ("agenda", 1, "options", 1, "measures"), [floor])
    (found,) = (w for w in warnings(tmp_path, content) if "spends" in w)
    assert (
        f"dossier.yaml: agenda[1 'cars'].options['cut'].measures[0].{next(iter(pledge))}: found a floor of 20," in found
    )
    assert "the European Union spends" in found


@pytest.mark.parametrize(("billions", "times"), [(150, 0), (400, 3.5)])
def test_a_pledge_far_above_trade_is_said_to_be_dear_by_about_as_much_as_the_solver_finds(tmp_path, billions, times):
    content = put(small(), ("agenda", 1, "options", 1, "measures"), [purchase(billions)])
    found = [w for w in warnings(tmp_path, content) if "It is dear" in w]
    assert len(found) == bool(times)
    if times:
        dossier = tt.Dossier.load(tmp_path)
        (off,) = re.findall(r"only at about (\d+)% below the price", found[0])
        world = tt.World.default()
        shock = tt.Shock(world).floor("EU27", "USA", billions, ["COAL", "OILGAS", "REFPET"])
        (wedge,) = tt.solve(world, shock, closure=dossier.world.closure()).wedges
        assert f"{times:g} times what was traded" in found[0]
        assert float(off) == pytest.approx(-100 * wedge, abs=5)


def test_a_dossier_of_stated_worth_alone_is_not_told_of_groups(tmp_path):
    content = small(in_force=[])
    content["parties"]["EU"]["name"] = "Germany"
    content = json.loads(json.dumps(content).replace('"EU"', '"DE"'))
    content["no_deal"] = content["no_deal"][:1]
    content["no_deal"][0]["probability"] = 1.0
    assert any("parties.DE.region" in w for w in warnings(tmp_path / "a", content))
    for item in content["agenda"]:
        for option in item["options"]:
            option.pop("measures", None)
    assert not any("parties.DE.region" in w for w in warnings(tmp_path / "b", content))


def test_a_day_that_no_month_has_is_told_with_its_line(tmp_path):
    path = write(tmp_path)
    file = path / "dossier.yaml"
    lines = [line for line in file.read_text().splitlines() if not line.startswith("reference_date")]
    file.write_text("\n".join(["reference_date: 2025-02-30", *lines]))
    with pytest.raises(tt.DossierError, match=r"line 1, column 17: found '2025-02-30', .*; expected a day"):
        tt.Dossier.load(path)


def test_a_floor_on_a_flow_that_the_eve_has_changed_is_left_to_the_solved_eve(tmp_path):
    ban = {"instrument": "import_limit", "importer": "EU27", "exporter": "USA", "sectors": "energy", "keeps": 0.02}
    content = put(small(), ("agenda", 1, "options", 1, "measures"), [purchase(50)])
    content["in_force"] += [ban]
    assert warnings(tmp_path, content) == ()


@pytest.mark.parametrize(
    ("path", "value", "told"),
    [
        (("meeting", "date"), "2150-01-01", "meeting.date: found 2150-01-01, 125 years after the eve 2025-01-01"),
        (("agreed",), {"date": "1800-01-01", "package": {}}, "agreed.date: found 1800-01-01, 225 years before"),
        (("agreed",), {"date": "2025-01-03", "package": {}}, ""),
        (("statements",), "not said", ""),
        (("statements",), "2024-12", ""),
        (("sources", "press", "date"), "", ""),
    ],
)
def test_dates_that_cannot_be_meant_are_told(tmp_path, path, value, told):
    if path == ("statements",):
        value = [{"speaker": "a", "party": "EU", "date": value, "says": "b", "stance": "ask", "source": "press"}]
    found = warnings(tmp_path, put(small(), path, value))
    assert [told in line for line in found] == ([True] if told else [])


def test_a_phase_beyond_the_horizon_is_told(tmp_path):
    content = small(horizon_years=2.0)
    content["agenda"][1]["options"].append(
        {"id": "later", "title": "later", "phases": [{"since": "2029-01-01", "option": "cut"}]}
    )
    (found,) = warnings(tmp_path, content)
    assert "options['later'].phases[0].since: found 2029-01-01, beyond the horizon of 2 years" in found


def test_check_shows_warnings_and_exits_with_0(tmp_path):
    folder = write(tmp_path, put(small(), ("meeting", "date"), "2150-01-01"))
    said = runner.invoke(app, ["check", str(folder)])
    assert said.exit_code == 0
    assert "warning: dossier.yaml: meeting.date: found 2150-01-01" in said.output
    told = json.loads(runner.invoke(app, ["check", str(folder), "--json"]).output)
    assert told["faults"] == 0
    assert "meeting.date" in told["warnings"][0]


def test_busan_is_warned_of_nothing_but_trade_seen_early():
    """Its eve is fitted to June and July, soon after a duty changed, and it says so of both flows."""
    early = examined("busan-2025").warnings
    assert len(early) == 2
    assert all("eve.months" in one and "fitted as a lasting cost" in one for one in early)


def test_faults_are_counted_and_capped(tmp_path):
    """Many faults: how many there are is said, the first are listed, nothing runs on."""
    content = small(**{f"x{j}": 1 for j in range(300)})
    said = refusal(tmp_path / "a", content)
    assert "300 faults" in said
    assert f"the first {MOST_FAULTS} faults are listed; 250 more are left out" in said
    content = small(constraints=[{"when": {"no": ["a"]}, "then": {"no": ["b"]}, "because": "c"}] * 200)
    said = refusal(tmp_path / "b", content)
    assert f"more than {MOST_FAULTS} faults" in said
    assert said.count("\n  - ") == MOST_FAULTS + 1


@pytest.mark.parametrize("name", ["typo", "stel", None, 3, ["steel"], ""])
def test_names_that_are_none_raise_our_own_error(tmp_path, name):
    dossier = tt.Dossier.load(write(tmp_path, small()))
    for ask in (dossier.item, dossier.item("steel").option, lambda n: dossier.package({"steel": n})):
        with pytest.raises(tt.DossierError, match=r"unknown (item|option)"):
            ask(name)
    with pytest.raises(tt.DossierError, match="nearest: 'steel'"):
        dossier.item("steele")
    with pytest.raises(tt.DossierError, match="expected item ids"):
        dossier.package("steel")


def test_a_measure_on_no_sector_is_refused_in_python_too():
    with pytest.raises(ValidationError, match="on none the measure would do nothing"):
        Tariff(instrument="tariff", importer="USA", exporter="CHN", points=0.1, sectors=[])


def test_an_item_named_twice_in_a_package_is_refused():
    with pytest.raises(typer.BadParameter, match="'steel' is named already, with 'lifted'"):
        choices(["steel=lifted,steel=doubled"])
    with pytest.raises(typer.BadParameter, match="named already"):
        choices(["steel=lifted", "cars=cut, steel=lifted"])
    assert choices(["steel=lifted,cars=cut"]) == {"steel": "lifted", "cars": "cut"}


@pytest.mark.parametrize(
    ("weight", "says"),
    [("IND:STEEL=5", "IND is no player"), ("CHN:STELL=5", "unknown sector"), ("XX:STEEL=5", "unknown region")],
)
def test_a_weight_that_moves_no_player_is_refused_by_name(weight, says):
    eve = SimpleNamespace(world=tt.World.default())
    with pytest.raises((typer.BadParameter, tt.TradetalksError), match=says):
        _goal(eve, "real_income", [weight], ["CHN", "JPN"])


def test_a_cut_of_more_than_was_charged_is_told(tmp_path):
    """A tariff below zero on goods that are traded is a subsidy: rarely meant, never silent."""
    content = small()
    content["agenda"][1]["options"][1]["measures"][0]["points"] = -0.3
    told = examined(write(tmp_path, content)).warnings
    assert any("subsidy on imports" in one and "EU27 on AUTO of USA" in one for one in told)
    content["agenda"][1]["options"][1]["measures"][0]["points"] = -0.005
    assert not any("subsidy on imports" in one for one in examined(write(tmp_path, content)).warnings)
