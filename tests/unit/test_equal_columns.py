"""What would say nothing of its own has no column, and what costs nobody no sentence of cost: brief and terminal."""

import re
from functools import cache
from types import SimpleNamespace
from typing import Any

import pytest

import tradetalks as tt
from tests.small_dossier import small, write
from tests.unit.test_no_deal_ranges import printed
from tradetalks.report import brief_parts
from tradetalks.report.brief import render
from tradetalks.report.brief_words import dearest_words
from tradetalks.report.equal_columns import duty_table, model_alone_words, with_worth
from tradetalks.report.eve_duties import DutyRow
from tradetalks.report.findings import gather
from tradetalks.report.space_words import space_words
from tradetalks.report.tables import no_deal_table

STAGES = {"benchmark": "benchmark 2022", "eve": "today", "recommended": "recommended", "agreed": "agreed"}
ONE, OTHER = ("USA", "EU27"), ("EU27", "USA")


class TestAverages:
    def test_stages_with_the_same_averages_throughout_share_a_column(self):
        same = {"benchmark": 0.011, "eve": 0.0201, "recommended": 0.0202, "agreed": 0.0111}
        found = duty_table(STAGES, {ONE: same, OTHER: same | {"agreed": 0.009}}, {})
        assert list(found.heads) == ["benchmark 2022", "today", "agreed"]
        assert [list(cells) for _, _, cells in found.rows] == [["1.1%", "2.0%", "1.1%"], ["1.1%", "2.0%", "0.9%"]]
        (said,) = found.same
        assert "the same today and under the recommended package" in said

    def test_one_row_that_differs_keeps_them_apart(self):
        level = dict.fromkeys(STAGES, 0.02)
        law = {ONE: [DutyRow(*ONE, "collected in October 2025", {"eve": 9.4})]}
        found = duty_table(STAGES, {ONE: level}, law, failed=True)
        assert list(found.heads) == ["benchmark 2022", "today"]  # the others have no figure of that average
        assert "under the recommended package and under what followed" in found.same[0]
        assert [list(cells) for _, _, cells in found.rows] == [["", "9.4%"], ["2.0%", "2.0%"]]

    def test_today_gives_its_head_to_what_is_as_today(self):
        assert list(duty_table(STAGES, {ONE: dict.fromkeys(STAGES, 0.02)}, {}).heads) == ["today"]
        assert duty_table(STAGES, {}, {}).same == []


def findings_of(folder, **changes):
    space = tt.deal_space(tt.Dossier.load(write(folder, small(**changes))))
    return gather(space, sensitivity=False)


def agenda_with(option_id, worth):
    """The small agenda with one option's worth beyond the model stated anew."""
    found = small()["agenda"]
    for item in found:
        for option in item["options"]:
            if option["id"] == option_id:
                option["worth"] = worth
    return found


@pytest.fixture(scope="module")
def findings(tmp_path_factory):
    """No deal is a war, of which the Union alone states something beyond the model."""
    worth = {"EU": {"low": -3, "mid": -2, "high": 0, "basis": "judgement"}}
    return findings_of(tmp_path_factory.mktemp("stated"), agenda=agenda_with("doubled", worth))


@pytest.fixture(scope="module")
def bare(tmp_path_factory):
    """No deal of which nothing beyond the model is stated, and by which nobody loses."""
    ways = [{"name": "free", "title": "free trade", "probability": 0.4, "package": {"steel": "lifted"}},
            {"name": "as_is", "title": "as it is", "probability": 0.6}]  # fmt: skip
    return findings_of(tmp_path_factory.mktemp("bare"), agenda=agenda_with("lifted", {}), no_deal=ways)


@cache
def rendered(findings):
    return render(findings)


def no_deal_section(findings):
    html = rendered(findings)
    return html.partition('<section id="nodeal">')[2].partition("</section>")[0]


class TestNoDeal:
    def test_what_is_beyond_the_model_has_a_column_where_some_is_stated(self, findings, bare):
        assert any(with_worth(findings.space))
        assert not any(with_worth(bare.space))
        assert "beyond" in printed(no_deal_table(findings.space))
        assert "beyond" not in printed(no_deal_table(bare.space))
        assert "(both)" not in printed(no_deal_table(bare.space))
        heads = no_deal_section(bare).partition("</thead>")[0]
        assert "beyond" not in heads
        assert ">all</th>" not in heads
        assert "beyond" in no_deal_section(findings).partition("</thead>")[0]

    def test_and_a_sentence_says_whose_figures_are_the_models_alone(self, findings, bare):
        assert "for the European Union and the United States." in model_alone_words(bare.space)
        assert model_alone_words(findings.space).endswith("for the United States.")
        assert model_alone_words(bare.space) in no_deal_section(bare)

    def test_every_row_has_as_many_cells_as_heads(self, findings, bare):
        for one in (findings, bare):
            table = no_deal_section(one).partition("<table>")[2].partition("</table>")[0]
            head, *rows = [re.findall(r"<t[dh]", row) for row in table.split("<tr")[2:]]
            assert {len(row) for row in rows} == {len(head)}

    def test_no_way_is_told_as_costly_that_costs_nothing(self, findings, bare):
        assert "costs most" in dearest_words(findings)
        assert dearest_words(bare) == ""


class TestNothingToSign:
    def test_an_empty_frontier_is_told_as_none(self, tmp_path):
        best = {p: {"low": 500, "mid": 600, "high": 700, "basis": "judgement"} for p in ("USA", "EU")}
        way = [{"name": "bliss", "title": "bliss", "probability": 1.0, "worth": best}]
        space = tt.deal_space(tt.Dossier.load(write(tmp_path, small(no_deal=way))))
        told = space_words(space)
        assert space.signable == 0
        assert "every one of them leaves some side worse off" in told
        assert " 0 packages" not in told
        assert "0 on the frontier" not in told


def test_trade_that_moved_by_less_than_is_read_of_it_has_no_table(monkeypatch, findings):
    def table(before, after):
        monkeypatch.setattr(brief_parts, "goods_arriving", lambda *_: (before, after))
        return [(one.before, one.after) for one in brief_parts.eve_trade(findings)]

    assert table(141.7098, 141.7089) == []
    assert set(table(11.652, 11.789)) == {("11.65", "11.79")}
    assert set(table(181.0, 139.2)) == {("181", "139")}


def test_ways_that_are_no_packages_are_named_where_they_have_no_column():
    ways = [
        SimpleNamespace(title="war", measures=[], nash=object()),
        SimpleNamespace(title="x", measures=[], nash=None),
    ]
    space: Any = SimpleNamespace(dossier=SimpleNamespace(no_deal=ways))
    assert "'war'" in brief_parts.not_solved_again(space)
    assert "'x'" not in brief_parts.not_solved_again(space)
