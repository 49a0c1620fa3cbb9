"""What a brief says against its own figures, and words in place of codes."""

from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

import tradetalks as tt
from tradetalks.dossier.figures import BILLIONS
from tradetalks.dossier.ledger_days import day_of
from tradetalks.equilibrium.horizons import horizon
from tradetalks.policy.duties import definitions
from tradetalks.policy.instruments.ledger import LedgerDuties
from tradetalks.report.doubts import missed_words, wars_won
from tradetalks.report.eve_duties import MODEL, eve_averages, ledger_rows
from tradetalks.report.eve_tables import averages_on_eve, months_words
from tradetalks.report.plain_words import measure_words, shortened, without_ticks
from tradetalks.report.yardsticks import Yardstick
from tradetalks.world.names import named


def stick(title, ours, long_run=None, of="real_income", low=-0.6, high=-0.3):
    return Yardstick(title, low, high, ours, "a study", "", of, long_run)


def test_nothing_is_said_where_every_published_figure_is_met():
    assert missed_words([stick("A", -0.4), stick("B", -0.6)], horizon("year 1")) == []
    assert stick("A", -0.1).distance(-0.1) == pytest.approx(0.2)
    assert stick("A", -0.7).distance(-0.7) == pytest.approx(0.1)


def test_a_miss_is_told_with_its_figures_and_what_the_horizon_did():
    told = " ".join(
        missed_words(
            [
                stick("A", -0.1, -0.2),
                stick("B", -0.5, -0.5),
                stick("C", -92.0, -98.0, "goods_trade", -91, -80),
                stick("D", -0.2, -0.201),
            ],
            horizon("years 2-3"),
            fitted=True,
        )
    )
    assert told.startswith(
        "3 of 4 outside the published range: 'A' (real income), \u22120.10% here, \u22120.60% to \u22120.30% published;"
    )
    assert "'B'" not in told
    assert "Answering in years 2 to 3, not in the long run, brings nearer 'C' (\u221298.00% in the long run)" in told
    assert "; it takes further away 'A' (" in told
    assert "; it hardly moves 'D' (" in told
    assert told.endswith("Trade elasticities were fitted to today's trade, not to these figures.")


def test_reasons_are_given_only_where_they_hold():
    larger = " ".join(missed_words([stick("A", -0.9)]))
    assert "smaller here than published" not in larger
    assert "long run" not in larger
    assert "Losses of income are smaller here than published" in " ".join(missed_words([stick("A", -0.1)]))
    of_gdp = " ".join(missed_words([stick("A", -0.1, of="real_gdp")]))
    assert "Losses of real GDP are smaller here than published" in of_gdp
    assert "sellers" not in of_gdp  # who bears a duty moves no volume


def space(american, chinese, probability=0.1, nash=True, weights="real_income", best=None) -> Any:
    """As much of a deal space as the sentence reads: two branches, the first with no change."""
    war = SimpleNamespace(players=["USA", "CHN"], weights=weights) if nash else None
    branches = [
        SimpleNamespace(name="calm", title="Calm", probability=1 - probability, nash=None),
        SimpleNamespace(name="war", title="A war", probability=probability, nash=war),
    ]
    parties = {
        "USA": SimpleNamespace(name="United States", region="USA"),
        "CHN": SimpleNamespace(name="China", region="CHN"),
    }
    gains = {"USA": american, "CHN": chinese}
    calm = {"USA": -10.0, "CHN": -20.0}
    deals = {"calm": SimpleNamespace(economic=calm, value=calm), "war": SimpleNamespace(economic=gains, value=gains)}
    expected = [(1 - probability) * calm[p] + probability * gains[p] for p in gains]
    rates = np.zeros((2, 2, 1))
    rates[1, 0], rates[0, 1] = 0.4, 0.3
    eve = SimpleNamespace(
        world=SimpleNamespace(tariff=rates),
        benchmark=SimpleNamespace(
            goods=("ALL",), trade=np.ones((2, 2, 1)), sector=lambda _: 0, region=["USA", "CHN"].index
        ),
    )
    return SimpleNamespace(
        money=BILLIONS,
        eve=eve,
        dossier=SimpleNamespace(no_deal=branches, parties=parties),
        no_deal=deals,
        nash=best and SimpleNamespace(economic=best),
        parties=["USA", "CHN"],
        expected_no_deal=expected,
    )


def war_words(where: Any, together: Any = None) -> list[str]:
    """What is told of a war with duties of 22% either way, beside what cooperation brings."""
    outcome: Any = SimpleNamespace(shock=SimpleNamespace(tariff_level=np.full((2, 2, 1), 0.22)))
    return wars_won(where, lambda _: outcome, lambda _: together or {"USA": 40.0, "CHN": 50.0})


def test_a_war_that_both_sides_win_is_told_with_what_no_deal_is_without_it():
    (line,) = war_words(space(16.0, 35.5))
    assert line.startswith(
        "'A war' raises the real income of all who wage it (the United States +16.0 bn and China +35.5"
    )
    assert "of the United States on goods of China 22.0%, today 40.0%" in line
    assert "of China on goods of the United States 22.0%, today 30.0%" in line
    assert line.endswith("\u221210.0 for the United States and \u221220.0 for China, in bn USD a year.")


def test_a_war_tells_what_it_is_fought_over_and_where_it_beats_the_best_package():
    (line,) = war_words(space(16.0, 35.5))
    assert "fought over real income alone" in line
    (line,) = war_words(space(16.0, 35.5, weights="revealed"))
    assert "fought over what today's tariffs show" in line
    more = "more than the Nash package"
    assert more in war_words(space(16.0, 35.5, best={"USA": 15.0, "CHN": 30.0}))[0]
    assert more not in war_words(space(16.0, 35.5, best={"USA": 15.0, "CHN": 40.0}))[0]


def test_a_war_stands_beside_cooperation_on_the_same_duties():
    (line,) = war_words(space(10.0, 35.0))
    assert "would bring the United States +40.0 bn and China +50.0 bn; the war pays 25% of it to the Un" in line
    assert "70% of it to China, so that cooperation is worth more to each" in line
    (line,) = war_words(space(10.0, 55.0))
    assert "by this war China would gain more than by cooperation" in line
    (line,) = war_words(space(41.0, 55.0))
    assert "no war can pay all of them more than cooperation, so that this branch is not to be used" in line


def test_a_war_that_hurts_somebody_needs_no_such_sentence():
    assert war_words(space(16.0, -1.0)) == []
    assert war_words(space(16.0, 35.5, nash=False)) == []
    (certain,) = war_words(space(1.0, 1.0, probability=1.0))
    assert "Without it" not in certain


def test_codes_ids_and_machine_dates_give_way_to_words():
    dossier = tt.Dossier.load("busan-2025")
    world = dossier.world.build()
    told = measure_words(
        "trade cost of USA to CHN: +2% on MACH, ICT; at most 70% on MAGNETS, rent lost", dossier, world
    )
    assert not any(code in told for code in ("MACH", "ICT", "MAGNETS", "CHN", "USA"))
    assert world.sector_name("MAGNETS")[1:] in told
    assert without_ticks("the layer `fentanyl`") == "the layer 'fentanyl'"
    title = "US soybean exports to China in 2024: 12.6 bn USD (New York Times, 25 September 2025)"
    assert shortened(title) == "US soybean exports to China in 2024: 12.6 bn USD (New York…"
    assert months_words(("2025-06", "2025-07")) == "June to July 2025"
    assert months_words(("2024-11", "2025-02")) == "November 2024 to February 2025"
    assert [named(n) for n in ("Rest of the world", "United States", "China")] == [
        "the rest of the world",
        "the United States",
        "China",
    ]


def test_average_duties_on_the_eve_name_countries():
    swiss = tt.Dossier.load("switzerland-2025")
    table = averages_on_eve(swiss, eve_averages(swiss, swiss.world.build()))
    assert table is not None
    assert next(iter(table.columns[0].cells)) == "United States on Switzerland"
    assert "12 November 2025" in str(table.title)
    assert not any("2025-" in str(cell) for column in table.columns for cell in column.cells)


def test_average_duties_on_the_eve_know_a_change_in_force_of_the_ledgers_day():
    busan = tt.Dossier.load("busan-2025")
    day = day_of(busan)
    assert day is not None
    change = {"instrument": "ledger", "day": day, "change": {"fentanyl": 0.1}, "importer": "USA", "exporter": "CHN"}
    measure = LedgerDuties.model_validate(change)
    changed = busan.model_copy(update={"in_force": [*busan.in_force, measure]})
    world = busan.world.build()
    before, after = (
        {(a, b, one.definition): one.value for a, b, one in eve_averages(d, world)} for d in (busan, changed)
    )
    assert after["USA", "CHN", MODEL] != before.pop(("USA", "CHN", MODEL))
    by_law = {("USA", "CHN", name) for name in (definitions.STATUTORY_US, definitions.WORLD_US)}
    assert {key for key in before if after[key] != before[key]} == by_law
    wanted = definitions.statutory("USA", "CHN", day, measure.changes())[0].value
    assert after["USA", "CHN", definitions.STATUTORY_US] == pytest.approx(wanted)
    (row,) = [
        r for r in ledger_rows(changed, {"eve": changed.status_quo()}) if r.definition == definitions.STATUTORY_US
    ]
    assert row.by_stage["eve"] == pytest.approx(wanted)


def test_an_average_by_product_is_not_told_of_a_package_that_it_does_not_know():
    """Switzerland's 39% is an item in points: cut to 15%, the ledger's average of the day no longer holds."""
    dossier = tt.Dossier.load("switzerland-2025")
    assert dossier.agreed is not None
    packages = {"eve": dossier.status_quo(), "agreed": dossier.package(dossier.agreed.package)}
    (row,) = [r for r in ledger_rows(dossier, packages) if r.definition == definitions.STATUTORY_US]
    assert set(row.by_stage) == {"eve"}
