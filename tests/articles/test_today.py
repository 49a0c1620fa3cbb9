"""What a side charges today: asked where the dated record and the benchmark are apart, and never taken silently."""

import datetime

import numpy as np
import pytest
import typer
from typer.testing import CliRunner

import tradetalks as tt
from tradetalks.app.state import State
from tradetalks.app.table import Table
from tradetalks.articles.rules import read
from tradetalks.articles.taxonomy import shipped
from tradetalks.articles.text import article
from tradetalks.articles.to_dossier import to_dossier
from tradetalks.cli import app
from tradetalks.cli.read import _asked_rates
from tradetalks.dossier.likely_mistakes import likely_mistakes
from tradetalks.errors import ArticleError
from tradetalks.policy.duties import definitions
from tradetalks.policy.instruments.ledger import LedgerDuties

EU = (
    "WASHINGTON, 21 August 2025 - The United States and the European Union issued a joint statement on Thursday. "
    "The United States will apply a tariff of 15 per cent, all-inclusive, to goods from the European Union. "
    "The European Union will buy American energy."
)
CANADA = (
    "Canada and the United States hold talks in Ottawa on 10 February 2026. "
    "Canada wants the United States to cut its tariffs on Canadian goods to 10 per cent."
)
INDIA = (
    "Officials of India and the United States met in New Delhi on 20 November 2025. "
    "India asked the United States to cut its tariff on Indian goods from 50% to 18%."
)
CHINA = (
    "China and the United States meet in Geneva on 10 May 2025. "
    "Beijing wants Washington to cut its tariffs on Chinese goods to 30 per cent. "
    "Washington wants China to bring its tariffs on American goods down to 10 per cent."
)
POINTS = (
    "China and the United States meet in Busan on 30 October 2025. "
    "The United States will cut its tariffs on Chinese goods by 10 percentage points."
)
METALS = (
    "Officials of the European Union and the United States meet in Brussels on 22 August 2025. "
    "Brussels wants Washington to lift its 50 per cent tariffs on steel and aluminium."
)


def made(text, **today):
    one = article("report", text)
    return to_dossier(read([one], shipped()), [one], shipped(), today=today)


def options(found, item):
    """Option -> its measures, the status quo first."""
    return {o.id: list(o.measures) for o in found.dossier.item(item).options}


def said(found, about=""):
    return "\n".join(u.says for u in found.dossier.unconfirmed if not about or u.about == about)


def tariffs_of_usa(found):
    return next(i.id for i in found.dossier.agenda if i.id in ("tariffs", "tariffs_of_usa"))


# ------------------------------------------------------------------ open until said
@pytest.mark.parametrize("text", [EU, CANADA, CHINA])
def test_a_rate_of_today_that_nobody_says_is_open(text):
    found = made(text)
    item = tariffs_of_usa(found)
    assert not any(measures for measures in options(found, item).values())
    assert not found.dossier.in_force
    assert found.dossier.item(item).title in found.dossier.unsettled()
    assert "is taken, so that the deal raises it" not in said(found)
    assert found.rates[0].importer == "USA"
    assert any("what it charges now is not reported" in fault.says for fault in mistakes(found))


def mistakes(found):
    return list(likely_mistakes(found.dossier, tt.World.default()))


def test_the_question_tells_the_record_the_benchmark_and_where_to_look():
    (asked,) = made(EU).rates
    record = definitions.statutory("USA", "EU27", "2025-08-20")[0].value
    assert f"The dated record has {record:.1f}% on average on 20 August 2025 (law;" in asked.asks
    assert "What does the United States charge on goods of the European Union today?" in asked.asks
    assert "tradetalks ledger show USA EU27 --on 2025-08-20" in asked.asks
    assert list(asked.choices) == ["record", "benchmark"]


def test_each_side_whose_rate_is_needed_is_asked():
    assert [one.importer for one in made(CHINA).rates] == ["USA", "CHN"]
    assert [one.importer for one in made(CHINA, CHN="record").rates] == ["USA"]


@pytest.mark.parametrize(
    "text",
    [
        EU.replace("21 August 2025", "21 August 2024"),  # the record is the benchmark's, within a point
        EU.replace("United States", "United Kingdom").replace("WASHINGTON", "LONDON").replace("American", "British"),
        INDIA,  # the report says it
    ],
)
def test_nothing_is_asked_where_the_record_tells_nothing_new(text):
    assert not made(text).rates


def test_a_record_of_which_no_item_asks_is_told_and_holds_nothing_up():
    text = EU.split(" The United States will")[0] + " The European Union will buy American energy."
    found = made(text)
    assert not found.rates
    assert "the dated record has 10.6%" in said(found, "no deal")


# ------------------------------------------------------------------ the record
def test_the_record_is_in_force_and_a_target_is_a_level():
    found = made(EU, USA="record")
    (law,) = found.dossier.in_force
    assert isinstance(law, LedgerDuties)
    assert law.day == datetime.date(2025, 8, 20) == found.dossier.reference_date
    standing, to = options(found, tariffs_of_usa(found)).values()
    assert standing == []
    assert [(m.level, m.points) for m in to] == [(0.15, None)]
    assert not found.rates
    assert not found.dossier.unsettled()
    assert "goods that pay less stay" in said(found, "size")


def test_the_deal_on_the_record_lowers_duties():
    """What the note says the average comes to is what the model's measure does: less than today's."""
    found, world = made(EU, USA="record"), tt.World.default()
    (to,) = options(found, tariffs_of_usa(found))["to_15"]
    at = world.region("EU27"), world.region("USA"), world.sector_indices("goods")
    now, weights = to.applied(world, {})[at], world.trade[at]
    before = 100 * np.average(now, weights=weights)
    after = 100 * np.average(now + to.effect(world, {}).tariff[at], weights=weights)
    assert 5 < after < before < 15
    assert f"has {before:.1f}% on average" in said(found, "size")
    assert f"comes to {after:.1f}%" in said(found, "size")


def test_a_target_above_all_that_is_charged_is_points():
    found = made(EU.replace("15 per cent", "90 per cent"), USA="record")
    (to,) = options(found, tariffs_of_usa(found))["to_90"]
    assert to.level is None
    assert 0.75 < to.points < 0.85
    assert "counted as +" in said(found, "size")


def test_both_sides_on_the_record_or_one():
    assert {m.importer for m in made(CHINA, USA="record", CHN="record").dossier.in_force} == {"all"}
    one = made(CHINA, CHN="record")
    assert [m.importer for m in one.dossier.in_force] == [["CHN"]]
    assert options(one, "tariffs_of_usa")["to_30"] == []
    assert options(one, "tariffs_of_chn")["to_10"][0].level == 0.1


@pytest.mark.parametrize(("text", "item"), [(INDIA, "tariffs"), (METALS, "metals")])
def test_what_the_record_holds_already_is_not_put_on_again(text, item):
    found = made(text, USA="record")
    assert next(iter(options(found, item).values())) == []
    assert "in the dated record already" in said(found, "size")
    assert not [f for f in mistakes(found) if "subsidy on imports" in f.says]


def test_a_rate_lifted_from_the_record_leaves_the_benchmark_s():
    found, world = made(METALS, USA="record"), tt.World.default()
    at = world.region("EU27"), world.region("USA")
    for measure in options(found, "metals")["lifted"]:
        (sector,) = world.sector_indices(measure.sectors)
        assert measure.level == pytest.approx(world.tariff[(*at, sector)], abs=1e-4)


def test_points_stay_points():
    before, after = made(POINTS), made(POINTS, USA="record")
    standing, lowered = options(after, "tariffs").values()
    assert standing == []
    assert {m.points for m in lowered} == {-0.1}
    assert [[m.points for m in one] for one in options(before, "tariffs").values()] == [[0.1], []]


def test_a_threat_is_counted_from_what_the_record_charges():
    threat = CHINA + " The United States threatened to raise its tariffs on Chinese goods to 200%."
    (plain,) = [m.points for b in made(threat).dossier.no_deal for m in b.measures]
    (on_it,) = [m.points for b in made(threat, USA="record").dossier.no_deal for m in b.measures]
    assert plain == 2.0
    assert 0.8 < on_it < 1.0


def test_a_party_that_the_usual_world_joins_with_others():
    swiss = (
        "Switzerland and the United States meet in Bern on 2 October 2025. "
        "The United States will cut its tariff on Swiss goods to 15%."
    )
    assert made(swiss).rates[0].importer == "USA"
    (to,) = options(made(swiss, USA="record"), "tariffs")["to_15"]
    assert to.level == 0.15


# ------------------------------------------------------------------ other answers
def test_the_benchmark_is_taken_if_said():
    found = made(EU, USA="benchmark")
    (to,) = options(found, tariffs_of_usa(found))["to_15"]
    assert 0.13 < to.points < 0.14
    assert not found.dossier.unsettled()
    assert "the benchmark's 1.4% is taken" in said(found, "size")


@pytest.mark.parametrize("told", ["9.5", "9.5%", "9.5 per cent"])
def test_a_rate_of_one_s_own_stands(told):
    found = made(EU, USA=told)
    standing, to = options(found, tariffs_of_usa(found)).values()
    assert 0.05 < to[0].points - standing[0].points < 0.06
    assert not found.dossier.unsettled()


def test_a_reported_rate_is_kept_and_the_record_s_told_beside_it():
    found = made(INDIA)
    standing = next(iter(options(found, "tariffs").values()))
    assert 0.46 < standing[0].points < 0.48
    assert not found.dossier.in_force
    assert "50% of the United States is reported, and the dated record has 33.3%" in said(found, "size")


@pytest.mark.parametrize(
    ("answers", "named"),
    [({"USA": "most"}, "expected 'record'"), ({"USA": "5000"}, "up to 500"), ({"EU": "record"}, "unknown party 'EU'")],
)
def test_an_answer_that_fits_nothing_is_refused(answers, named):
    with pytest.raises(ArticleError, match=named):
        made(EU, **answers)


def test_the_command_takes_the_answer(tmp_path):
    report = tmp_path / "report.txt"
    report.write_text(EU)
    out = tmp_path / "draft"
    told = CliRunner().invoke(app, ["read", str(report), "-o", str(out), "--today", "USA=record"])
    assert told.exit_code == 0, told.output
    dossier = tt.Dossier.load(out)
    assert [m.day for m in dossier.in_force] == [datetime.date(2025, 8, 20)]
    assert not dossier.unsettled()


def test_the_terminal_asks_until_it_understands(monkeypatch):
    """An answer that fits nothing is asked again; Enter leaves a rate open."""
    asked, answers = [], iter(["much", "12%", ""])
    monkeypatch.setattr(typer, "prompt", lambda text, **_: (asked.append(text), next(answers))[1])
    assert _asked_rates(made(CHINA)) == {"USA": "12%"}
    assert [("China charge" in text) for text in asked] == [False, False, True]
    assert "'record' to take the record's 109.4%" in asked[0]


def test_the_workbench_gives_an_open_rate_no_figure():
    """Where the rate that stands is open, nothing has a size: that is said, and that the item is open; on the record it
    has figures, and nobody loses by a deal that lowers duties."""
    chosen = State(package={"tariffs": "to_15"})
    tables = [Table(tt.deal_space(made(EU, **told).dossier)) for told in ({}, {"USA": "record"})]
    open_, settled = (table.evaluate(chosen)["sentences"] for table in tables)
    assert open_["today"].startswith("Nothing can be computed yet")
    assert "which rate stands on Tariffs and countermeasures" in tables[0].description()["points"]["none"][0]
    assert not open_["verdict"]
    assert not open_["odds"]
    assert "+1." in settled["today"]
    assert "can sign this" in settled["verdict"]
