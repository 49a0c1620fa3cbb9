"""Reports and endpoints that mean no good: the key stays with its host, time and size are bounded, parsers may fail."""

import http.server
import json
import threading
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tradetalks.articles import extract
from tradetalks.articles.endpoint import KEY, read_with, translated
from tradetalks.articles.post import MOST_ANSWER, NoAnswer, address
from tradetalks.articles.quotation import supported
from tradetalks.articles.rules import read
from tradetalks.articles.sentences import MOST_SENTENCE
from tradetalks.articles.taxonomy import extended, shipped
from tradetalks.articles.text import MOST_CHARACTERS, article, read_article
from tradetalks.articles.to_dossier import to_dossier
from tradetalks.errors import ArticleError

TEXT = (
    "The European Union's trade commissioner will meet the US trade representative in Brussels on 14 March 2025."
    " Brussels wants Washington to lift its 25 per cent tariffs on steel. Cold winters, in which homes"
    " overseas burn more of its gas, suit Houston well. Dairy is ruled out. Rain is expected."
)
SECRET = "sk-secret-123"


class Serving:
    """A local server that does what ``act`` says to each request, and keeps what it was sent."""

    def __init__(self, act):
        self.seen = []

        class Fake(http.server.BaseHTTPRequestHandler):
            def do_POST(fake):
                body = fake.rfile.read(int(fake.headers.get("content-length") or 0))
                self.seen.append((fake.path, fake.headers.get("authorization"), body))
                act(fake)

            do_GET = do_POST

            def log_message(fake, *_):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Fake)
        self.server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, args=(0.02,), daemon=True).start()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.server.shutdown()
        self.server.server_close()


def sending(body, status=200, **headers):
    def act(fake):
        fake.send_response(status)
        for name, value in headers.items():
            fake.send_header(name, value)
        fake.send_header("content-length", str(len(body)))
        fake.end_headers()
        fake.wfile.write(body)

    return act


def answer(**reading):
    return json.dumps({"choices": [{"message": {"content": json.dumps(reading)}}]}).encode()


def ask(url, text=TEXT, seconds=10.0):
    texts = [article("a", text)]
    return read_with(url, "m", texts, shipped(), read(texts, shipped()), seconds)


@pytest.fixture(autouse=True)
def key(monkeypatch):
    monkeypatch.setenv(KEY, SECRET)


class TestEndpoint:
    @pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
    def test_the_key_and_the_report_never_go_to_another_host(self, status):
        with Serving(sending(answer())) as other:
            elsewhere = other.url.replace("127.0.0.1", "localhost") + "/stolen"
            with Serving(sending(b"", status, location=elsewhere)) as one, pytest.raises(ArticleError) as caught:
                ask(one.url)
            assert other.seen == []
            assert SECRET not in str(caught.value)
            assert status == 303 or "not followed" in str(caught.value)
            assert one.seen[0][1] == f"Bearer {SECRET}"

    @pytest.mark.parametrize(
        "to", ["file:///etc/passwd", "ftp://127.0.0.1/x", "http://[::1/", "http://u:pw@127.0.0.1/"]
    )
    def test_no_redirect_leads_off_the_web(self, to):
        with (
            Serving(sending(b"", 302, location=to)) as one,
            pytest.raises(ArticleError, match="not followed") as caught,
        ):
            ask(one.url)
        assert "pw" not in str(caught.value)

    def test_a_redirect_on_the_same_server_is_followed_with_the_same_question(self):
        def act(fake):
            if fake.path.startswith("/old"):
                sending(b"", 308, location="/new")(fake)
            else:
                sending(answer(items=[{"topic": "energy", "quote": "burn more of its gas"}]))(fake)

        with Serving(act) as one:
            draft, rejected = ask(one.url + "/old")
        assert "burn more of its gas" in draft.items["energy"][0].span.text
        assert rejected == []
        assert one.seen[0][2] == one.seen[1][2]

    def test_redirects_in_a_circle_end(self):
        with Serving(sending(b"", 307, location="/")) as one, pytest.raises(ArticleError, match="more than 3 times"):
            ask(one.url)

    def test_the_same_host_by_https_is_the_only_other_server(self):
        http_ = address("http://example.org/v1", "x")
        assert str(http_.moved("https://example.org/v1")) == "https://example.org"
        for to in ("https://evil.example/", "https://example.org:8443/", "http://example.org:81/", "//evil.example/"):
            with pytest.raises(NoAnswer, match="another server"):
                http_.moved(to)
        with pytest.raises(NoAnswer, match="another server"):
            address("https://example.org/", "x").moved("http://example.org/")

    @pytest.mark.parametrize("part", ["status", "header", "body"])
    def test_an_answer_that_drips_ends_in_time(self, part):
        def act(fake):
            try:
                whole = b"HTTP/1.1 200 OK\r\ncontent-length: 100000\r\n\r\n" + b" " * 100_000
                start = {"status": 3, "header": 25, "body": 60}[part]
                fake.wfile.write(whole[:start])
                for j in range(start, 200):
                    fake.wfile.write(whole[j : j + 1])
                    time.sleep(0.1)
            except OSError:
                pass  # the asker is gone

        begin = time.monotonic()
        with Serving(act) as one, pytest.raises(ArticleError, match="in the time allowed"):
            ask(one.url, seconds=0.6)
        assert time.monotonic() - begin < 10

    @pytest.mark.parametrize(
        ("body", "says"),
        [
            (b"[" * 200_000, "not of the schema"),
            (answer(items="[" * 100_000), "not of the schema"),
            (json.dumps({"choices": [{"message": {"content": "[" * 200_000}}]}).encode(), "not of the schema"),
            (b"{}", "not of the schema"),
            (b"\xff\xfe", "not of the schema"),
            (b"9" * 10_000, "not of the schema"),
            (SECRET.encode(), "not of the schema"),
            (b" " * (MOST_ANSWER + 10), "more than 1,000,000 bytes"),
        ],
        ids=range(8),
    )
    def test_answers_that_are_none_are_refused(self, body, says):
        with Serving(sending(body)) as one, pytest.raises(ArticleError, match=says) as caught:
            ask(one.url)
        assert SECRET not in str(caught.value)
        assert len(str(caught.value)) < 600

    def test_errors_are_told_in_our_words(self):
        def act(fake):
            fake.send_response(401, f"bad key {SECRET}")
            fake.end_headers()

        with Serving(act) as one, pytest.raises(ArticleError, match=r"error 401 \(Unauthorized\)") as caught:
            ask(one.url)
        assert SECRET not in str(caught.value)

    def test_what_is_no_http_is_refused(self):
        def act(fake):
            fake.wfile.write(f"220 ftp {SECRET}\r\n".encode())

        with Serving(act) as one, pytest.raises(ArticleError) as caught:
            ask(one.url)
        assert SECRET not in str(caught.value)

    @pytest.mark.parametrize(
        "url",
        [
            "http://[::1/", "http://a b/", "http://x\r\nhost: evil/", "http://", "http:///v1", "ftp://x/", "file:///etc/passwd",
            "javascript:1", "x", "", "http://x:99999/", "http://x:port/", "http://user:hunter2@x/v1", "http://hunter2@x/",
            "http://\u2028/", "http://ex\u00e4mple.org/", "http://" + "a" * 70 + ".org/", "http://x/\x00",
        ],
    )  # fmt: skip
    def test_bad_addresses_are_refused_by_name(self, url):
        with pytest.raises(ArticleError, match="--endpoint: expected http:// or https://") as caught:
            ask(url)
        assert "hunter2" not in str(caught.value)

    def test_a_key_in_the_address_is_not_repeated(self):
        with pytest.raises(ArticleError) as caught:
            ask(f"http://127.0.0.1:9/v1/{SECRET}?api_key={SECRET}", seconds=5)
        assert SECRET not in str(caught.value)
        assert "http://127.0.0.1:9" in str(caught.value)

    @pytest.mark.parametrize("bad", ["key and more", "x\r\nevil: 1", "\u00e9"])
    def test_a_key_that_no_header_can_carry_is_refused_unsaid(self, monkeypatch, bad):
        monkeypatch.setenv(KEY, bad)
        with pytest.raises(ArticleError, match=KEY) as caught:
            ask("http://127.0.0.1:9/")
        assert bad not in str(caught.value)

    def test_a_model_that_repeats_the_key_is_not_repeated(self):
        told = answer(items=[{"topic": SECRET, "quote": "25 per cent tariffs on steel"}])
        with Serving(sending(told)) as one:
            _, rejected = ask(one.url)
        assert rejected == ["item '(key)': no such topic in the taxonomy"]


class TestQuotations:
    @pytest.mark.parametrize(
        "quote", ["The", "Rain is expected.", "14 March 2025", "the US trade representative", " .,-"]
    )
    def test_words_that_carry_no_topic_support_none(self, quote):
        """Whatever a model claims: words without a topic's own words support not one of the topics."""
        one = article("a", TEXT)
        found = {topic: supported(one, quote, topic, shipped()) for topic in shipped().topics}
        assert {topic for topic, (span, _) in found.items() if span} == set()
        assert all(why for _, why in found.values())

    @pytest.mark.parametrize(
        ("quote", "topic", "why"),
        [
            ("25 per cent tariffs on steel", "metals", ""),
            ("lift its 25 per cent tariffs", "tariffs", ""),
            ("burn more of its gas", "energy", ""),
            ("burn more of its gas", "metals", "says nothing of Steel and aluminium"),
            ("tariffs on steel bars", "metals", "is not in the report"),
            ("ariffs on steel.", "metals", "is not in the report"),
            ("25 per\n  cent   tariffs on steel", "metals", ""),
            ("The European Union\u2019s trade commissioner", "metals", "says nothing of Steel and aluminium"),
            ("Dairy is ruled out", "farm_access", "says that this is not discussed"),
            ("on steel", "metals", "is of 2 words; expected 3 or more"),
            (TEXT * 3, "metals", "characters; expected at most 600"),
            ("tariffs on steel", "stel", "no such topic"),
        ],
    )
    def test_a_quotation_is_found_of_sensible_length_and_carries_its_topic(self, quote, topic, why):
        span, found = supported(article("a", TEXT), quote, topic, shipped())
        assert bool(span) == (not why)
        assert why in found

    def test_a_party_that_the_report_does_not_name_asks_nothing(self):
        quote = "burn more of its gas"
        asks = [
            {"asker": "USA", "topic": "energy", "giver": "EU", "quote": quote},
            {"asker": "JPN", "topic": "energy", "giver": "EU", "quote": quote},
            {"asker": "EU", "topic": "energy", "giver": "EU", "quote": quote},
            {"asker": "XX", "topic": "energy", "giver": "EU", "quote": quote},
        ]
        with Serving(sending(answer(asks=asks))) as one:
            draft, rejected = ask(one.url)
        assert ("USA", "energy", "EU") in {(a.asker, a.item, a.target) for a in draft.asks}
        assert [line.partition(": ")[2] for line in rejected] == [
            "the report does not name it", "nobody asks of himself", "no such party in the taxonomy",
        ]  # fmt: skip


class TestReports:
    def test_nested_lists_are_read_once(self):
        page = "<html>" + "".join(f"<li>the {j} of " for j in range(3000))
        text = extract.by_blocks(page)
        assert len(text) < 2 * len(page)
        assert text.count(" 1234 ") == 1
        assert extract.by_blocks("<p>one <b>two</b><ul><li>three <p>four</p> five</li></ul>") == (
            "one two\n\nthree five\n\nfour"
        )

    def test_a_page_that_hangs_its_parser_is_given_up_in_time(self, tmp_path, monkeypatch):
        monkeypatch.setattr("tradetalks.articles.text.MOST_SECONDS", 1.0)
        (tmp_path / "x.html").write_text("<html>" + "<a " * 99_000, encoding="utf-8")
        begin = time.monotonic()
        with pytest.raises(ArticleError, match=r"x.html: not read as HTML within 1 seconds"):
            read_article(tmp_path / "x.html")
        assert time.monotonic() - begin < 20

    @pytest.mark.parametrize(
        ("name", "content", "says"),
        [
            ("a.html", b"<html><![foo[ x", "cannot be read as HTML"),
            ("b.html", b"<html>" + b"<li>" * 200_000, "HTML tags; expected at most 100,000"),
            ("c.pdf", b"%PDF-1.4\n1 0 obj\n<< /Filter /Odd >>", "cannot be read as PDF"),
            ("d.txt", b"the of and " * 200_000, f"expected at most {MOST_CHARACTERS:,}"),
            ("e.html", b"<html>" + bytes(range(256)) * 9, "binary content"),
        ],
    )
    def test_files_beyond_bounds_are_refused_by_name(self, tmp_path, name, content, says):
        (tmp_path / name).write_bytes(content)
        with pytest.raises(ArticleError, match=f"{name}: ") as caught:
            read_article(tmp_path / name)
        assert says in str(caught.value)

    def test_places_that_hold_no_report(self, tmp_path):
        import os
        from pathlib import Path

        os.mkfifo(tmp_path / "pipe")
        for where in (tmp_path / "pipe", Path("/dev/null"), tmp_path, Path("a" * 300), Path("~nosuchuser/x")):
            with pytest.raises(ArticleError):
                read_article(where)

    @settings(max_examples=60, deadline=None)
    @given(st.lists(st.sampled_from(["<![foo[", "<!", "<?", "</", "&#x110000;", "]]>", "<li>", "<p>x y", "</p>",
                                     "<svg>", "<!--", "'", '"', "=", "\x00", "<a b="]), max_size=30))  # fmt: skip
    def test_marks_in_any_order_give_a_text_or_a_fault(self, marks):
        found = extract.extracted("html", "".join(marks).encode())
        assert set(found) in ({"text"}, {"fault"})

    def test_time_grows_with_the_text_and_not_with_its_square(self):
        """Asks, rates and names without a full stop: once 25 seconds and more for 184 kB."""
        begin = time.monotonic()
        for text in ("The US wants China to lift its tariffs on steel and cars and " * 700,
                     "the US is of the 10% tariff on steel for China " * 800):  # fmt: skip
            one = article("a", text)
            assert all(s.end - s.start <= MOST_SENTENCE for s in one.sentences)
            assert all(one.text[s.start : s.end] == s.text for s in one.sentences)
            read([one], shipped())
        assert time.monotonic() - begin < 40

    def test_control_characters_become_blanks_and_the_draft_loads(self):
        texts = [article("a", TEXT.replace("steel", "steel\x0c\x1b\ud800"))]
        made = to_dossier(read(texts, shipped()), texts, shipped())
        assert "\x1b" not in made.dossier.model_dump_json()

    def test_a_taxonomy_of_blank_phrases_is_refused(self, tmp_path):
        option = "{id: a, title: a}"
        (tmp_path / "t.yaml").write_text(
            f'x: {{title: x, says: [" "], options: [{option}, {option}]}}\n', encoding="utf-8"
        )
        with pytest.raises(ArticleError, match="says"):
            extended(tmp_path / "t.yaml")


class TestTranslations:
    FRENCH = (
        "L'Union européenne et les États-Unis se réunissent à Bruxelles le 14 mars 2025 pour parler de l'acier et du"
        " gaz, alors que les deux parties ne sont pas d'accord sur les droits de douane."
    )

    def test_another_language_is_read_in_a_translation_and_said_to_be(self):
        one = article("a.txt", self.FRENCH, any_language=True)
        with Serving(
            sending(json.dumps({"choices": [{"message": {"content": json.dumps({"english": TEXT})}}]}).encode())
        ) as at:
            texts = [translated(at.url, "m", one)]
        assert (texts[0].name, texts[0].translated_from) == ("a.txt (translated)", "French")
        made = to_dossier(read(texts, shipped()), texts, shipped())
        assert any(u.about == "text" and "translation from French" in u.says for u in made.dossier.unconfirmed)

    def test_a_translation_that_is_none_is_refused(self):
        one = article("a.txt", self.FRENCH, any_language=True)
        again = json.dumps({"choices": [{"message": {"content": json.dumps({"english": self.FRENCH})}}]}).encode()
        with Serving(sending(again)) as at, pytest.raises(ArticleError, match="reads as French"):
            translated(at.url, "m", one)

    def test_english_is_not_sent(self):
        one = article("a.txt", TEXT)
        assert translated("http://127.0.0.1:9", "m", one) is one


class TestEvaluation:
    def test_an_endpoint_is_scored_on_the_same_texts(self, monkeypatch):
        """One that finds an ask more is scored with it; one that finds nothing changes nothing."""
        from benchmarks import eval_reading

        gold = {
            "parties": ["EU", "USA"], "place": "Brussels", "date": "2025-03-14", "items": ["metals", "energy"],
            "asks": [["EU", "metals", "USA"], ["USA", "energy", "EU"]],
        }  # fmt: skip
        found = answer(asks=[{"asker": "USA", "topic": "energy", "giver": "EU", "quote": "burn more of its gas"}])
        recall = []
        for body in (answer(), found):
            with Serving(sending(body)) as one:
                monkeypatch.setattr(eval_reading, "ENDPOINT", [one.url, "m"])
                recall.append(eval_reading.score([eval_reading._case("x", False, TEXT, gold)])["asks"][1])
        assert recall == [0.5, 1.0]
