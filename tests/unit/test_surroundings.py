"""Timeline and World: duties between a dossier's parties through time, its benchmark world, as the pages get them."""

from __future__ import annotations

import datetime
import re

import numpy as np
import pytest
from fastapi.testclient import TestClient

import tradetalks as tt
from tests.small_dossier import small, write
from tests.unit.test_no_region import contract
from tradetalks.app.server import create
from tradetalks.app.source_links import linked
from tradetalks.app.surroundings import benchmark, timeline
from tradetalks.policy.duties import averages, definitions, measures
from tradetalks.report.duty_timeline import average_steps, duty_lines, known_pairs

TODAY = datetime.date(2025, 11, 20)


@pytest.fixture(scope="module")
def dossier(tmp_path_factory):
    return tt.Dossier.load(write(tmp_path_factory.mktemp("around") / "small", small()))


class TestTimeline:
    def test_pairs_are_those_of_the_parties(self):
        assert known_pairs(["CHE", "USA"]) == [("USA", "CHE")]
        assert known_pairs(["USA", "CHN"]) == [("USA", "CHN"), ("CHN", "USA")]
        assert known_pairs(["NOR", "ISL"]) == []

    def test_steps_are_the_ledgers_averages(self):
        found = average_steps("USA", "EU27")
        assert found is not None
        assert found.steps[0][0] == measures.FIRST
        for day, value in found.steps[::6]:
            assert value == pytest.approx(sum(averages.statutory("EU27", day).values()))
        assert all(abs(a[1] - b[1]) >= 0.05 for a, b in zip(found.steps, found.steps[1:], strict=False))

    def test_duties_that_the_ledger_does_not_hold_are_said_to_be_unknown(self):
        told = timeline(tt.Dossier.load("korea-2025"), TODAY)["now"]
        (line,) = (one for one in told if "not in the ledger" in one)
        assert line.startswith("South Korea on goods of the United States: ")
        assert not any("not in the ledger" in one for one in timeline(tt.Dossier.load("busan-2025"), TODAY)["now"])

    @pytest.mark.parametrize(("importer", "exporter"), [("USA", "CHN"), ("CHN", "USA")])
    def test_between_two_steps_nothing_changes(self, importer, exporter):
        found = average_steps(importer, exporter)
        assert found is not None
        for month in range(3, 12 * 8, 5):
            day = datetime.date(2018 + month // 12, month % 12 + 1, 20)
            shown = [value for since, value in found.steps if since <= day][-1]
            assert shown == pytest.approx(definitions.statutory(importer, exporter, day)[0].value, abs=0.1), day

    def test_every_duty_has_its_dates_state_and_source(self):
        lines = duty_lines([("USA", "CHE")], TODAY)
        assert len(lines) == len(measures.on_goods_of("CHE"))
        assert all(line.source and line.state for line in lines)
        (extra,) = (line for line in lines if line.rate.startswith("39%"))
        assert extra.since == datetime.date(2025, 8, 7)
        assert [line.since for line in lines] == sorted(line.since for line in lines)

    @pytest.mark.parametrize(
        "day", [datetime.date(2025, 4, 9), datetime.date(2025, 10, 29), datetime.date(2025, 12, 1)]
    )
    def test_a_countrys_own_rate_stands_in_place_of_the_one_on_all(self, day):
        charged = [d for d in measures.duties() if d.layer == "reciprocal" and d.charged(day)]
        named = {code for d in charged if d.names_partners for code in d.partners}
        assert len(named) > 25
        for code in sorted(named):
            lines = [one for one in duty_lines([("USA", code)], day) if one.measure == "reciprocal"]
            (own,) = (one for one in lines if one.state == "in force")
            general = [one for one in lines if one.state.startswith("replaced")]
            assert all(one.state == f"replaced by the {own.rate.split()[0]} on this country" for one in general)
            assert [one.rate for one in general] == ["10% on all goods"]

    def test_a_rate_on_part_of_the_goods_replaces_that_part_alone(self):
        lines = duty_lines([("USA", "GBR")], datetime.date(2026, 5, 1))
        (annex,) = (one for one in lines if one.rate.startswith("50% on metals annex 1a"))
        assert annex.state == "in force; on metals annex 1a replaced by the 25% on this country"

    def test_measures_other_than_tariffs_are_in_it(self):
        kinds = " ".join(line.rate for line in duty_lines([("USA", "CHN"), ("CHN", "USA")], TODAY))
        assert "export control" in kinds
        assert "_" not in kinds

    def test_a_dossier_tells_of_its_own_parties(self, dossier):
        told = timeline(dossier, TODAY)
        assert {row[2] for row in told["rows"]} >= {"United States on goods of the European Union", "this dossier"}
        assert not any("China" in row[2] for row in told["rows"])
        assert "{'date': '2025-11-20', 'label': 'today'}" in str(told["chart"])
        assert told["now"][1].startswith("United States on goods of the European Union: ")

    def test_parties_without_duties_have_no_picture(self, tmp_path):
        told = timeline(tt.Dossier.load(write(tmp_path, contract())), TODAY)
        assert (told["chart"], told["rows"], told["now"]) == (None, [], [])


TRACKER = "https://github.com/Budget-Lab-Yale/tariff-rate-tracker"
REDUX = "https://github.com/tradewartracker/trade-war-redux-2025/tree/HEAD"


class TestSources:
    @pytest.mark.parametrize(
        ("text", "to"),
        [
            (
                "Proclamations 9704; cmtradelaw.com 2018-06; shapiro.com",
                ["https://cmtradelaw.com", "https://shapiro.com"],
            ),
            ("read at https://ustr.gov/a/b.", ["https://ustr.gov/a/b"]),
            ("A-Lab/b.c@8315fffd, table 3", ["https://github.com/A-Lab/b.c/tree/8315fffd"]),
            ("US note 16, paragraphs 14, 15", []),
        ],
    )
    def test_addresses_are_links_and_nothing_is_lost(self, text, to):
        pieces = linked(text)
        assert [address for _, address in pieces if address] == to
        assert "".join(piece for piece, _ in pieces) == text

    @pytest.mark.parametrize(
        ("text", "words", "to"),
        [
            (
                "Budget-Lab-Yale/tariff-rate-tracker@8315fffd config/policy_params.yaml (MIT) section_301_rates",
                "Budget Lab at Yale, Tariff Rate Tracker: rates and dates (MIT licence) section 301 rates",
                [f"{TRACKER}/blob/8315fffd/config/policy_params.yaml"],
            ),
            (
                "tariff-rate-tracker config/policy_params.yaml, version of August 2026 (MIT)",
                "Budget Lab at Yale, Tariff Rate Tracker: rates and dates, version of August 2026 (MIT licence)",
                [f"{TRACKER}/blob/HEAD/config/policy_params.yaml"],
            ),
            (
                "US note 36; docs/policy_timing.md",
                "US note 36; Budget Lab at Yale, Tariff Rate Tracker: notes on timing",
                [f"{TRACKER}/blob/8315fffd/docs/policy_timing.md"],
            ),
            (
                "tradewartracker/trade-war-redux-2025 README of 2026-07-22 (MIT): deferred",
                "Trade War Redux 2025 of tradewartracker, version of 22 July 2026 (MIT licence): deferred",
                [REDUX],
            ),
        ],
    )
    def test_a_file_is_cited_by_what_it_holds(self, text, words, to):
        pieces = linked(text)
        assert "".join(piece for piece, _ in pieces) == words
        assert [address for _, address in pieces if address] == to

    def test_no_source_of_the_ledger_is_read_as_a_file_or_by_an_internal_name(self):
        pairs = known_pairs([*measures.importers(), "CHE", "JPN", "KOR", "BRA", "IND", "RUS", "GBR"])
        for line in duty_lines(pairs, TODAY):
            for text in (line.legal, line.source):
                words = "".join(piece for piece, _ in linked(text))
                assert not re.search(r"\w_\w|\.(yaml|md|csv)\b|README", words), words


class TestWorld:
    def test_sums_of_sectors_and_flows_are_the_regions(self, dossier):
        told = benchmark(dossier)
        regions = {row[0]: row for row in told["regions"]["rows"]}
        assert list(regions)[:2] == told["parties"] == ["European Union", "United States"]
        for name in ("Japan", "European Union"):
            own = np.array([row[2:5] for row in told["sectors"]["rows"] if row[0] == name]).sum(0)
            sold = sum(row[2] + row[3] for row in told["flows"]["rows"] if row[0] == name)
            assert own[1] == pytest.approx(regions[name][2])
            assert own[2] == pytest.approx(regions[name][3])
            assert sold == pytest.approx(regions[name][2])

    def test_columns_and_rows_agree(self, dossier):
        told = benchmark(dossier)
        for part in ("regions", "sectors", "flows"):
            assert {len(row) for row in told[part]["rows"]} == {len(told[part]["columns"])}
        assert len(told["flows"]["rows"]) == 18 * 17


def test_pages_ask_for_the_dossier_that_is_open(dossier):
    client = TestClient(create(dossier), base_url="http://127.0.0.1:8450")
    assert client.get("/api/dossiers/small/timeline").json()["title"] == "A small summit"
    assert client.get("/api/dossiers/small/world").json()["parties"] == ["European Union", "United States"]
    assert client.get("/api/dossiers/mackerel-2025/world").json()["computed"] is False
    assert client.get("/api/dossiers/nowhere/world").status_code == 422
