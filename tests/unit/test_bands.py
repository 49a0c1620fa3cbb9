"""Bands of the brief: those of ``robust``, told once, left out on request, and why there are none said."""

import re
from dataclasses import replace

import pytest
from typer.testing import CliRunner

import tradetalks as tt
from tests.brief_forms import text_in
from tests.small_dossier import FOUR, small, write
from tradetalks.cli import app
from tradetalks.counsel.bands import Bands, bands, drawn_sets
from tradetalks.counsel.robustness import robustness
from tradetalks.dossier.model import Dossier
from tradetalks.errors import NotConverged
from tradetalks.report.band_words import cell, sentences, whisker_words
from tradetalks.report.findings import gather
from tradetalks.report.forms import FORMS, in_form
from tradetalks.report.numbers import Figures, share_words
from tradetalks.report.space_charts import deal_space_chart, small_space_chart

DRAWS, SEED = 500, 7
SMALL = small(world=FOUR)
ROW = "gain in nine of ten draws of all assumptions; share of these that it signs"
runner = CliRunner()


@pytest.fixture(scope="module")
def space(tmp_path_factory):
    return tt.deal_space(Dossier.load(write(tmp_path_factory.mktemp("talks"), SMALL)))


@pytest.fixture(scope="module")
def findings(space):
    return gather(space, sensitivity=False, draws=DRAWS, seed=SEED)


def test_bands_of_the_brief_are_those_of_robust(space, findings):
    others = {name: deal.package for name, deal in space.named.items() if name != "status_quo"}
    found = robustness(space, others, draws=DRAWS, seed=SEED, sets=drawn_sets(space.dossier))
    expected = next(row for row in found if row.package == findings.recommended)
    row = findings.bands.of(findings.recommended)
    assert row == replace(expected, best=row.best)  # which is best depends on what it is compared with
    assert bands(space, ["nash"], draws=DRAWS, seed=SEED + 1).of("nash") != row


def test_every_form_of_the_brief_gives_the_band_and_how_often_each_signs(space, findings):
    row = findings.bands.of(findings.recommended)
    (sentence,) = sentences(space, findings.bands, findings.recommended)
    assert f"{DRAWS:,} draws" in sentence
    for form in FORMS:
        text = text_in(findings, form)
        assert f"in nine of ten of {DRAWS:,} draws of all assumptions" in text, form
        for party in space.parties:
            assert Figures(space.money).span(row.low[party], row.high[party]) in text, form
            assert share_words(row.accepted[party]) in text, form
            if form != "one-page":
                assert cell(space, findings.bands, findings.recommended, party) in text, form
        assert (ROW in text) == (form != "one-page"), form


@pytest.mark.slow
def test_without_draws_the_brief_has_no_bands(findings):
    for form in FORMS:
        text = text_in(replace(findings, bands=None), form)
        assert "draws of all assumptions" not in text, form


def test_a_share_is_never_rounded_up_to_all_draws(space, findings):
    row = findings.bands.rows[0]
    party = space.parties[0]
    for share, words in ((1.0, "100%"), (0.9999, "99.9%"), (0.993, "99.3%"), (0.5, "50%"), (0.0, "0%")):
        told = replace(findings.bands, rows=(replace(row, accepted={party: share}),))
        assert cell(space, told, row.package, party).endswith(f"; {words}")


def test_why_there_are_none_is_said(space, monkeypatch):
    def refuse(*_, **__):
        raise NotConverged("elasticities CP: no equilibrium")

    monkeypatch.setattr("tradetalks.counsel.bands.robustness_of_all", refuse)
    found = bands(space, ["nash"])
    assert found.rows == ()
    (told,) = sentences(space, found, "nash")
    assert "elasticities CP: no equilibrium" in told
    assert sentences(space, None, "nash") == sentences(space, found, "") == []
    assert isinstance(found, Bands)


@pytest.mark.parametrize(("words", "there"), [([], True), (["--no-bands"], False)])
def test_the_command_prints_bands_unless_told_not_to(tmp_path, words, there):
    where = str(write(tmp_path, SMALL))
    done = runner.invoke(app, ["brief", where, "-o", str(tmp_path / "out"), *words])
    assert done.exit_code == 0, done.output
    assert (ROW in (tmp_path / "out" / "brief.html").read_text(encoding="utf-8")) is there


def test_deals_say_where_bands_are_to_be_had(tmp_path):
    where = str(write(tmp_path, small()))
    told = runner.invoke(app, ["deals", where])
    assert told.exit_code == 0, told.output
    typed = re.search(r"tradetalks\s+robust\s+(.*?)\.\s*$", told.output.strip(), re.S)
    assert typed, told.output
    assert re.sub(r"\s", "", typed[1]) == re.sub(r"\s", "", where)  # the path as it was typed, not the dossier's name


@pytest.mark.parametrize("signed", [0.0, 0.285, 0.5, 0.715, 0.715 + 1e-9, 0.989, 0.9904, 0.994, 0.9999, 1.0])
def test_who_signs_and_who_refuses_add_up_to_all_draws_as_printed(signed):
    from tradetalks.report.numbers import refused_words, share_words

    printed = [float(words.rstrip("%")) for words in (share_words(signed), refused_words(signed))]
    assert sum(printed) == pytest.approx(100)


def rows_of(spec, layer):
    """Rows that a layer of a chart is drawn of."""
    return layer["data"]["values"] if "values" in layer["data"] else spec["datasets"][layer["data"]["name"]]


def test_lines_through_what_is_recommended_are_its_bands_in_both_pictures(space, findings):
    row, codes = findings.bands.of(findings.recommended), list(space.parties)
    named = space.named[findings.recommended].gain
    expected = [(row.low[codes[0]], named[codes[1]], row.high[codes[0]], named[codes[1]]),
                (named[codes[0]], row.low[codes[1]], named[codes[0]], row.high[codes[1]])]  # fmt: skip
    factor = space.money.factor
    for chart in (
        deal_space_chart(space, bands=findings.bands),
        small_space_chart(space, findings.recommended, None, findings.bands),
    ):
        spec = chart.to_dict()
        (layer,) = [one for one in spec["layer"] if one.get("name") == "whiskers"]
        drawn = [tuple(one[key] for key in ("x", "y", "x2", "y2")) for one in rows_of(spec, layer)]
        assert drawn == [pytest.approx([factor * v for v in line], abs=1e-5) for line in expected]
        low, high = layer["encoding"]["x"]["scale"]["domain"]
        assert low < min(x for x, *_ in drawn) < max(x for _, _, x, _ in drawn) < high, "no end is cut off"
    bare = deal_space_chart(space).to_dict()
    assert not [row for one in bare["layer"] if one.get("name") == "whiskers" for row in rows_of(bare, one)]
    assert whisker_words(None) == ""
    assert f"{DRAWS:,} draws of all assumptions" in whisker_words(findings.bands)
    for form in ("html", "markdown"):
        told = in_form(findings, form).decode()
        assert told.count(whisker_words(findings.bands)) == 2, "under both"
    without = in_form(replace(findings, bands=None), "html").decode()
    assert "Lines through a package" not in without
