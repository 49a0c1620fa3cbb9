"""The brief of talks that move little, in every form: no empty picture, how items are modelled, each form by itself."""

import re
from dataclasses import replace

import pytest

import tradetalks as tt
from tests.small_dossier import small, write
from tradetalks.report import charts, forms
from tradetalks.report.findings import gather
from tradetalks.report.first_page import first_page
from tradetalks.report.forms import FORMS, in_forms, write_forms
from tradetalks.report.payers import payers


@pytest.fixture(scope="module")
def findings(tmp_path_factory):
    """Talks whose only way of having no deal leaves everything as it is."""
    content = small(no_deal=[{"name": "as_is", "title": "as it is", "probability": 1.0}])
    space = tt.deal_space(tt.Dossier.load(write(tmp_path_factory.mktemp("calm"), content)))
    return gather(space, sensitivity=False)


@pytest.fixture(scope="module")
def html(findings):
    return in_forms(findings, ["html"])["html"].decode()


def test_where_no_deal_changes_nothing_there_is_no_picture_of_it(findings, html):
    assert charts.no_deal_chart(findings) is None
    assert "Real income in each no-deal branch" not in html
    assert "<figure></figure>" not in html
    assert "Infinity" not in html


def test_where_nobody_else_is_moved_there_is_no_picture_of_them(findings):
    assert charts.third_countries_chart(findings) is not None  # the recommended package moves some
    alone = replace(findings, recommended="", shown=None)
    assert charts.third_countries_chart(alone) is None


def test_tables_of_nothing_but_zeros_are_a_sentence(findings):
    regions = ["USA", "EU27"]
    paid = payers({"as_is": findings.no_deal["as_is"], findings.recommended: findings.outcomes["nash"]}, regions)
    assert findings.costliest == "as_is"
    by_name = dict(zip((findings.dearest, findings.recommended), paid, strict=True))
    with_it = first_page(findings, by_name)
    assert with_it.figures
    assert len(with_it.cases) == 1
    assert "'as_is' changes nothing" in with_it.unmoved
    alone = first_page(replace(findings, recommended="", shown=None), {findings.dearest: paid[0]})
    assert (list(alone.figures), list(alone.at_home), list(alone.others)) == ([], [], [])
    assert "left out" in alone.unmoved


def test_an_item_with_measures_is_said_to_be_computed(findings, html):
    for item in findings.space.dossier.agenda:
        row = html.partition('id="measures"')[2].partition(f'scope="colgroup">{item.title}')[2].partition("</th>")[0]
        assert item.modelling in row
        assert ("by the model, from its measures" in row) == bool(item.instruments() and not item.modelling)
        assert ("by its worth alone" in row) == (not item.instruments())


def fails(*_):
    raise RuntimeError("SVG has an invalid size")


def test_a_form_that_fails_leaves_the_others_written(findings, tmp_path, monkeypatch):
    monkeypatch.setattr(forms, "docx", fails)
    with pytest.raises(RuntimeError, match="invalid size"):
        write_forms(findings, tmp_path, ["word", "markdown", "one-page"])
    assert {path.name for path in tmp_path.iterdir()} == {FORMS["markdown"], FORMS["one-page"]}


def test_forms_that_fail_are_told_of_together(findings, tmp_path, monkeypatch):
    monkeypatch.setattr(forms, "docx", fails)
    monkeypatch.setattr(forms, "markdown", fails)
    with pytest.raises(tt.TradetalksError, match=r"not written: word \(SVG .*\); markdown \("):
        write_forms(findings, tmp_path, ["word", "markdown"])
    assert not list(tmp_path.iterdir())


def test_word_holds_it_too(findings):
    assert in_forms(findings, ["word"])["word"].startswith(b"PK")


def test_no_table_stands_empty_or_says_the_same_twice_where_nothing_is_in_force(findings, html, tmp_path):
    assert "Measures of the status quo, by item" in html
    assert "Trade in goods between the parties" in html
    content = small(no_deal=[{"name": "as_is", "title": "as it is", "probability": 1.0}], in_force=[])
    steel = content["agenda"][0]
    next(one for one in steel["options"] if one["id"] == steel["status_quo"]).pop("measures")
    found = gather(tt.deal_space(tt.Dossier.load(write(tmp_path, content))), sensitivity=False)
    told = in_forms(found, ["html"])["html"].decode()
    assert "Measures of the status quo, by item" not in told
    assert "states no measure that is in force today" in told
    assert "Trade in goods between the parties" not in told
    assert not re.search(r"<tbody>\s*</tbody>", told)
