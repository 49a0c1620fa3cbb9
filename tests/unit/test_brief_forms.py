"""Every form of the brief holds what the HTML holds, section by section; its first page says what to do."""

from __future__ import annotations

import io
import re
from dataclasses import replace

import pytest
from docx import Document

import tradetalks as tt
from tests.brief_forms import html_sections, word_sections
from tests.small_dossier import small, write
from tradetalks.report.blocks import Grid, Heading, Paragraph, Picture, blocks, text_of
from tradetalks.report.brief import marked
from tradetalks.report.brief_parts import CONTENTS
from tradetalks.report.columns import alike, same_values
from tradetalks.report.findings import gather
from tradetalks.report.forms import in_forms
from tradetalks.report.glossary import glossary
from tradetalks.report.markdown import markdown
from tradetalks.report.numbers import bn


@pytest.fixture(scope="module")
def findings(tmp_path_factory):
    dossier = tt.Dossier.load(write(tmp_path_factory.mktemp("forms") / "small", small()))
    return gather(tt.deal_space(dossier), sensitivity=False, draws=200)


@pytest.fixture(scope="module")
def forms(findings):
    return in_forms(findings, ["html", "markdown", "word", "one-page"])


class TestBlocks:
    def test_markup_becomes_blocks_in_order(self):
        html = (
            '<section id="a"><h2>One <em>two</em></h2><p>text <b>bold</b>, <a href="#b">there</a></p>'
            "<ul><li>first</li><li>second</li></ul><figure><svg width='5'><text>in the picture</text></svg>"
            '<figcaption>below</figcaption></figure><table><caption>above</caption><thead><tr><th>h</th><th class="n">n'
            '</th></tr></thead><tbody><tr class="group"><th colspan="2">g</th></tr><tr><td>x<div class="note">small'
            '</div></td><td class="n">1</td></tr></tbody></table></section>'
        )
        heading, text, first, second, picture, below, grid = blocks(html)
        assert isinstance(heading, Heading)
        assert (heading.id, text_of(heading.runs)) == ("a", "One two")
        assert isinstance(text, Paragraph)
        assert [run.to for run in text.runs] == ["", "", "", "b"]
        assert [b.kind for b in (text, first, second, below)] == ["text", "item", "item", "caption"]
        assert isinstance(picture, Picture)
        assert isinstance(grid, Grid)
        assert (grid.width, len(grid.heads), len(grid.rows)) == (2, 1, 2)
        assert [text_of(line) for line in grid.rows[1][0].lines] == ["x", "small"]
        assert grid.rows[1][1].number
        assert "in the picture" not in markdown([text, picture, below])

    def test_markdown_escapes_what_it_would_read(self):
        told = markdown(
            blocks("<p>a_b *c* &lt;i&gt; <b>bold</b></p><table><tr><th>h|h</th></tr><tr><td>1</td></tr></table>")
        )
        assert "a\\_b \\*c\\* &lt;i&gt; **bold**" in told
        assert "| h\\|h |\n|---|\n| 1 |" in told


class TestEqual:
    def test_word_holds_each_section_as_the_html_does(self, forms):
        ours, theirs = html_sections(forms["html"].decode()), word_sections(forms["word"])
        assert len(ours) > 10
        assert [x.strip() for _, lines in ours for x in lines] == [x.strip() for _, lines in theirs for x in lines if x]

    def test_markdown_holds_every_figure_of_the_html(self, forms):
        figures = re.compile(r"[+\u2212]?\d[\d,]*(?:\.\d+)?%?")
        ours = [n for _, lines in html_sections(forms["html"].decode()) for x in lines for n in figures.findall(x)]
        assert len(ours) > 200
        assert sorted(ours) == sorted(figures.findall(forms["markdown"].decode().replace("\\", "")))

    def test_the_one_page_is_the_first_page(self, forms):
        first, alone = (dict(html_sections(forms[form].decode())) for form in ("html", "one-page"))
        page = alone["A small summit"][2:-1]  # above stands what it is, below it the foot
        assert page == first["A small summit"][2:]
        assert "What could go wrong" in page


def test_who_pays_is_told_with_ranges_on_the_first_page_and_in_its_section(findings, forms):
    told = dict(html_sections(forms["html"].decode()))
    low, high = findings.reached[findings.recommended].ends["household"][:, 0]
    span = f"({bn(low, 0)} to {bn(high, 0)})"
    assert span in " ".join(told["A small summit"])
    assert span in " ".join(told["Who pays: households, jobs, revenue"])


class TestWord:
    def test_contents_lead_to_headings_with_their_pages(self, forms, findings):
        xml = Document(io.BytesIO(forms["word"])).element.xml
        told = {id_ for id_, _ in CONTENTS}
        anchors = set(re.findall(r'w:hyperlink w:anchor="(\w+)"', xml)) & told
        assert anchors >= {"sure", "table", "nodeal", "packages", "sources", "certificate"}
        for anchor in set(re.findall(r'w:hyperlink w:anchor="([^"]+)"', xml)):
            assert f'w:name="{anchor}"' in xml, anchor
        for anchor in anchors:
            assert f"PAGEREF {anchor} " in xml

    def test_heads_of_tables_repeat_and_pages_have_numbers(self, forms):
        made = Document(io.BytesIO(forms["word"]))
        assert made.element.xml.count("w:tblHeader") >= len(made.tables) - 2
        assert " PAGE " in made.sections[0].footer._element.xml
        assert len(made.inline_shapes) >= 5


class TestFirstPage:
    def test_it_answers_what_a_minister_asks(self, forms):
        html = forms["one-page"].decode()
        for heading in (
            "What to sign",
            "What to trade for what",
            "Who pays at home",
            "Who else moves",
            "What could go wrong",
        ):
            assert f"<h2>{heading}</h2>" in html
        assert "<svg" in html

    def test_what_is_given_adds_up_to_the_package(self, findings):
        from tradetalks.report.first_page import first_page

        page = first_page(findings, {})
        *given, whole = page.trades
        amount = lambda text: float(text.split(" ")[0].replace("\u2212", "-").replace(",", ""))  # noqa: E731
        for j in range(2):
            parts = [amount(row.cells[j]) for one in given for row in one.rows]
            assert sum(parts) == pytest.approx(amount(whole.rows[0].cells[j]), abs=0.05 * (len(parts) + 1))

    def test_who_gives_loses_by_it(self, findings):
        from tradetalks.report.first_page import first_page

        names = [findings.space.dossier.parties[p].name for p in findings.space.parties]
        for one in first_page(findings, {}).trades:
            if one.title.endswith(" gives"):
                j = names.index(one.title.removesuffix(" gives"))
                assert all(row.cells[j].startswith("\u2212") for row in one.rows if not row.title.startswith("and "))

    def test_options_come_before_figures(self, findings):
        from tradetalks.report.first_page import first_page

        page = first_page(findings, {})
        sign, brings, *_ = page.advice
        assert sign.startswith("Sign the fair split (Nash): ")
        assert brings.startswith("Compared with today")
        names = [party.name for party in findings.space.dossier.parties.values()]
        largest = {one.title: one.rows[0].title for one in page.trades if one.title.endswith(" gives")}
        assert largest
        assert all(f"{giver} '{title}'" in sign for giver, title in largest.items())
        for j, name in enumerate(names):  # a clause each: what it gives, what it gains by
            clause = next(
                part for part in sign.removeprefix("Sign the fair split (Nash): ").split("; ") if name in part
            )
            assert " gives " in clause
            assert " gains " in clause
            gains = [row.title for one in page.trades if one.title for row in one.rows if row.cells[j].startswith("+")]
            assert not gains or any(f"gains by '{title}'" in clause for title in gains)

    def test_a_giver_that_loses_by_judged_worth_alone_is_told_as_that(self, findings):
        from tradetalks.report.givers import sign_words

        space = findings.space
        part = next(one for one in findings.account if one.item == "data")
        gained = dict.fromkeys(space.parties, 0.4)
        judged = replace(part, economic=gained, political=dict.fromkeys(space.parties, -2.0))
        (told,) = sign_words(space, findings.recommended, [judged])
        assert "(by the model +0.40 bn a year, a loss only by worth: " in told
        plain = replace(part, economic=dict.fromkeys(gained, -0.4), political=judged.political)
        assert "by the model" not in sign_words(space, findings.recommended, [plain])[0]


def test_a_term_is_marked_where_it_first_stands_and_the_text_is_escaped():
    used: dict[str, str] = {}
    told = marked(used, "the fair split (Nash) <b> beside the fair split (Nash)")
    assert told.count("<abbr") == 1
    assert "&lt;b&gt;" in told
    assert list(used) == ["Fair split (Nash)"]
    assert "<abbr" not in marked(used, "another fair split (Nash)")


def test_a_term_inside_the_meaning_of_another_is_not_marked():
    told = marked({}, "least often for real GDP, by efficiency and terms of trade")
    assert "efficiency" in glossary()["Real GDP"]
    assert told.count("<abbr") == 3
    for meaning in re.findall(r'title="([^"]*)"', told):
        assert "<" not in meaning
    assert re.sub(r"</?abbr[^>]*>", "", told) == "least often for real GDP, by efficiency and terms of trade"


def test_equal_packages_are_one_case_under_both_titles(findings):
    name, outcome = next(iter(findings.outcomes.items()))
    assert alike([(name, outcome), ("other", outcome), ("none", next(iter(findings.no_deal.values())))])[name] == [
        name,
        "other",
    ]
    rows = [{"a": {"USA": 1.0}, "b": {"USA": 1.0 + 1e-12}, "c": {"USA": 2.0}}]
    assert same_values(rows) == {"a": ["a", "b"], "c": ["c"]}
    assert same_values([*rows, {"a": {"USA": 1.0}, "b": {"USA": 0.0}, "c": {"USA": 2.0}}]).keys() == {"a", "b", "c"}
