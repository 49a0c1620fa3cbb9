"""Files as people have them: bullets, headings, tables, pages, encodings, other languages."""

from typing import ClassVar

import pytest

from tradetalks.articles import extract
from tradetalks.articles.countries import countries, members, name_of
from tradetalks.articles.languages import language_of
from tradetalks.articles.rules import read
from tradetalks.articles.sentences import places, plain
from tradetalks.articles.taxonomy import phrase, shipped
from tradetalks.articles.text import article, read_article
from tradetalks.errors import ArticleError

STORY = (
    "The European Union and the United States meet in Brussels on 14 March 2025.",
    "Brussels wants Washington to lift its 25 per cent tariffs on steel. Rain is expected on the day of the talks.",
    "The United States asks the EU to open its market for American beef.",
)
ASKS = {("EU", "metals", "USA"), ("USA", "farm_access", "EU")}
FURNITURE = (
    '<div id="cookies"><p>We keep cookies. Readers in Canada and Brazil can change their choice.</p></div>'
    '<nav><ul><li>Migration</li><li>Cars</li></ul></nav>%s<div class="related"><h3>Most read</h3><ul><li>Mexico and'
    " Japan meet on visas in Tokyo on 3 May</li></ul></div><footer><p>Fisheries desk. All rights reserved.</p></footer>"
)


def sentences(text):
    return [(p.kind, plain(text[p.start : p.end])) for p in places(text)]


class TestSentences:
    def test_bullets_are_sentences_and_know_their_heading(self):
        text = (
            "WHAT CHINA WILL DO:\n\n-   Buy soybeans from\n    the U.S. next year\n-   Lift its ban.\n\n<!-- -->\n\n"
            "It ends here."
        )
        found = places(text)
        assert [plain(text[p.start : p.end]) for p in found] == [
            "WHAT CHINA WILL DO:", "Buy soybeans from the U.S. next year", "Lift its ban.", "It ends here.",
        ]  # fmt: skip
        assert [p.heading for p in found] == ["", "WHAT CHINA WILL DO:", "WHAT CHINA WILL DO:", ""]

    def test_a_lead_in_stands_over_its_list_and_no_other(self):
        text = (
            "Malaysia will in the coming years ease trade in many ways by:\n\n- opening its market;\n- buying gas.\n\n"
            "The text ends."
        )
        assert [p.lead for p in places(text)] == [
            "",
            *["Malaysia will in the coming years ease trade in many ways by:"] * 2,
            "",
        ]

    @pytest.mark.parametrize(
        "text",
        [
            "President Donald J. Trump met Mr. Xi in the U.S. Capitol on Oct. 30 at No. 10.",
            "Duties fell to 1.5 per cent, i.e. to next to nothing.",
        ],
    )
    def test_initials_and_abbreviations_end_no_sentence(self, text):
        assert len(places(text)) == 1

    def test_numbers_end_sentences(self):
        assert len(places("The duty falls to 20. Third, the levy stays.")) == 2

    def test_rows_of_a_table_have_its_columns(self):
        text = "| US | China |\n|---|---|\n| lifts tariffs | buys beans |\n"
        assert [p.header for p in places(text)] == ["| US | China |"] * 2


class TestPages:
    PAGES: ClassVar = {
        "paragraphs": "<article><h1>Talks</h1>" + "".join(f"<p>{s}</p>" for s in STORY) + "</article>",
        "divs": '<div class="story">' + "".join(f"<div>{s}</div>" for s in STORY) + "</div>",
        "breaks": "<div>" + "<br><br>".join(STORY) + "</div>",
        "list": "<main><ul>" + "".join(f"<li><p>{s}</p></li>" for s in STORY) + "</ul></main>",
        "table": "<main><table>" + "".join(f"<tr><td>{s}</td></tr>" for s in STORY) + "</table></main>",
    }

    @pytest.mark.parametrize("shape", PAGES)
    @pytest.mark.parametrize("how", ["blocks", "trafilatura"])
    def test_the_article_is_read_and_nothing_around_it(self, shape, how):
        page = "<!doctype html><html><body>" + FURNITURE % self.PAGES[shape] + "</body></html>"
        if how == "trafilatura":
            pytest.importorskip("trafilatura")
        text = extract.by_blocks(page) if how == "blocks" else extract.html_text(page.encode())
        draft = read([article("a", text)], shipped())
        assert {(a.asker, a.item, a.target) for a in draft.asks} == ASKS
        assert set(draft.items) == {"metals", "farm_access"}
        assert [f.value for f in draft.place] == ["Brussels"]

    def test_a_title_and_a_day_at_the_head_of_a_file(self):
        text = "---\ndate: '2025-03-13'\ntitle: 'Talks on\n  steel'\ntags: x\n---\n\n" + "\n\n".join(STORY)
        draft = read([article("a", text)], shipped())
        assert draft.reported == "2025-03-13"
        assert draft.date[0].value == "2025-03-14"


class TestEncodings:
    @pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
    def test_older_encodings_are_read(self, tmp_path, encoding):
        if encoding == "cp1252":
            pytest.importorskip("charset_normalizer")
        text = (
            "The EU’s négociateurs meet the United States in Brussels on 14 March 2025. "
            + " ".join(STORY)
            + " “Très bien”, she said."
        )
        (tmp_path / "a.txt").write_bytes(text.encode(encoding))
        assert read_article(tmp_path / "a.txt").text == text


class TestLanguages:
    @pytest.mark.parametrize(
        ("language", "text"),
        [
            ("French", "Le président rencontre son homologue chinois à Séoul pour parler des droits de douane, alors"
             " que les deux pays se livrent une guerre commerciale."),
            ("German", "Die Europäische Union und die Vereinigten Staaten wollen in Brüssel über die Zölle auf Stahl"
             " sprechen, die im Sommer auf fünfzig Prozent gestiegen sind."),
            ("Spanish", "La Unión Europea y los Estados Unidos se reúnen en Bruselas para hablar de los aranceles sobre"
             " el acero que entraron en vigor este verano."),
            ("Chinese", "中国和美国的经贸代表将在斯德哥尔摩举行会谈，讨论关税和"
             "稀土出口管制问题。双方希望延长停战协议。"),
            ("Russian", "Россия и Китай обсудят в Пекине поставки газа и расчёты в юанях, сообщили в министерстве."),
        ],
    )  # fmt: skip
    def test_other_languages_are_named_and_refused_kindly(self, language, text):
        assert language_of(text) == language
        with pytest.raises(ArticleError, match=f"reads as {language}.*--endpoint"):
            article("a", text)
        kept = article("a", text, any_language=True)
        assert kept.language == language
        assert not read([kept], shipped()).items

    def test_lists_and_tables_in_english_are_english(self):
        text = (
            "EU | Cars | asks for the end of the 80% duty\nThailand | Rice | wants quotas\nEU | Wine | wants cuts\n" * 2
        )
        assert language_of(text) == "English"


class TestCountries:
    def test_every_country_is_known_once(self):
        codes = [c.code for c in countries()]
        assert len(codes) == len(set(codes)) >= 194
        assert {"JOR", "PRK", "NZL", "SAU", "KEN"} <= set(codes)
        assert name_of("JOR") == "Jordan"

    def test_members_of_the_union_are_the_union(self):
        taxonomy = shipped()
        assert {taxonomy.kinds[c.names[0]][0] for c in countries() if c.code in members()} == {"EU"}

    def test_a_star_ends_a_word_in_few_ways(self):
        import re

        assert re.search(phrase("patent*"), "patents")
        assert not re.search(phrase("patent*"), "patently")
        assert not re.search(phrase("subsidy"), "subsidiary")
