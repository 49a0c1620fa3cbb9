"""``tradetalks read``: reports in, a draft dossier out, with the sentence behind every field."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from pathlib import Path
from shlex import quote
from typing import Annotated, Any

import typer

from tradetalks.cli.console import JsonFlag, err, out, print_json


def read(
    articles: Annotated[
        list[Path],
        typer.Argument(help="Text, HTML or PDF files; English, or any language with --endpoint.", metavar="ARTICLE..."),
    ],
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="Write the draft dossier to this folder.")
    ] = None,
    taxonomy: Annotated[Path | None, typer.Option(help="YAML with your own topics and parties.")] = None,
    as_of: Annotated[str | None, typer.Option(help="Date of the reports, YYYY-MM-DD: gives a missing year.")] = None,
    direction: Annotated[
        list[str] | None,
        typer.Option(
            help="Who asks, where the reports do not say: ITEM=PARTY, ITEM=both, or ITEM=nobody, which leaves it out.",
            metavar="ITEM=PARTY",
        ),
    ] = None,
    today: Annotated[
        list[str] | None,
        typer.Option(
            help="What a party charges today, where the reports do not say and the dated record is not the benchmark:"
            " PARTY=record, PARTY=benchmark or PARTY=12%.",
            metavar="PARTY=RATE",
        ),
    ] = None,
    defaults: Annotated[
        bool,
        typer.Option("--defaults", help="Fill what the reports do not size with the taxonomy's defaults, each noted."),
    ] = False,
    endpoint: Annotated[
        str | None, typer.Option(help="An OpenAI-compatible address to read with besides, http://.../v1.")
    ] = None,
    model: Annotated[str, typer.Option(help="Model to ask for at the endpoint.")] = "default",
    as_json: JsonFlag = False,
) -> None:
    """Draft a dossier from reports: who meets, what is on the table, who asks what of whom; nothing is invented.

    On a terminal it asks who asks, for each item of which the reports do not say, and what a party charges today, where
    the dated record has other duties than the benchmark; Enter leaves it open.
    """
    import datetime

    from tradetalks.articles.endpoint import read_with, translated
    from tradetalks.articles.rules import read as by_rules
    from tradetalks.articles.taxonomy import extended
    from tradetalks.articles.text import read_article
    from tradetalks.articles.to_dossier import to_dossier
    from tradetalks.dossier.writing import write_dossier
    from tradetalks.errors import ArticleError
    from tradetalks.paths import write_atomically

    try:
        day = datetime.date.fromisoformat(as_of) if as_of else None
    except ValueError:
        raise ArticleError(f"--as-of: found '{as_of}', expected YYYY-MM-DD") from None
    known, texts = extended(taxonomy), [read_article(path, bool(endpoint)) for path in articles]
    if endpoint:
        texts = [translated(endpoint, model, one) for one in texts]
    draft, rejected = by_rules(texts, known), []
    if endpoint:
        draft, rejected = read_with(endpoint, model, texts, known, draft)
    told_by = _pairs(direction or [], "--direction", "ITEM=PARTY: who asks it, or both or nobody")
    charged = _pairs(today or [], "--today", "PARTY=record, PARTY=benchmark or PARTY=12%")
    try:
        made = to_dossier(draft, texts, known, day, told_by, defaults, charged)
    except ArticleError as error:
        raise ArticleError(f"{', '.join(map(str, articles))}: {error}") from None
    if not as_json and sys.stdin.isatty() and sys.stdout.isatty():
        if made.open:
            told_by |= _asked(made, known)
            made = to_dossier(draft, texts, known, day, told_by, defaults, charged)
        if made.rates:
            charged |= _asked_rates(made)
            made = to_dossier(draft, texts, known, day, told_by, defaults, charged)
    told: dict[str, Any] = {**draft.as_dict(), "answers": made.told, "assumed": made.assumed, "rejected": rejected}
    if output:
        if (output / "dossier.yaml").exists():
            raise ArticleError(f"{output}: holds a dossier already; nothing is overwritten. Give another -o")
        path = write_dossier(made.dossier, output)
        write_atomically(output / "draft.json", json.dumps(told, indent=2, ensure_ascii=False))
        err.print(f"wrote {path} and draft.json", highlight=False, soft_wrap=True)
    if as_json:
        print_json({"dossier": made.dossier.model_dump(mode="json", exclude_defaults=True), "draft": told})
        return
    _print(made, rejected, known, {one.name: one.text for one in texts})
    if output:
        out.print(
            f"Settle what is open in dossier.yaml, then: tradetalks deals {quote(str(output))}",
            highlight=False, markup=False, soft_wrap=True,
        )  # fmt: skip


def _pairs(given: list[str], option: str, expected: str) -> dict[str, str]:
    """NAME=ANSWER, each once."""
    from tradetalks.errors import ArticleError

    found: dict[str, str] = {}
    for one in given:
        name, equals, answer = one.partition("=")
        if not (name and equals and answer):
            raise ArticleError(f"{option}: found '{one}', expected {expected}")
        found[name.strip()] = answer.strip()
    return found


def _asked(made: Any, known: Any) -> dict[str, str]:
    """One question for each item of which the reports do not say who asks, or not surely: then with what they say;
    asked again until understood."""
    from tradetalks.articles.told import BOTH, NOBODY, in_words, understood
    from tradetalks.articles.unsure import asked_about, question
    from tradetalks.errors import ArticleError

    found: dict[str, str] = {}
    for one in made.open:
        names = {p: known.name(p) for p in one.parties}
        for ask in asked_about(made.draft, one.item):
            out.print(f"{one.title}: {question(ask, known)}", highlight=False, markup=False)
        answers = [*one.parties, BOTH, NOBODY]
        choices = ", ".join(f"{j} {names.get(a) or in_words(a, names)}" for j, a in enumerate(answers, 1))
        while True:
            said = typer.prompt(
                f"{one.title}: who asks? {choices}; Enter leaves it open", default="", show_default=False
            ).strip()
            if not said:
                break
            word = answers[int(said) - 1] if said.isdecimal() and 1 <= int(said) <= len(answers) else said
            try:
                found |= understood({one.item: word}, made.draft, known, one.parties, "who asks?")
            except ArticleError as error:
                err.print(str(error), highlight=False, markup=False, soft_wrap=True)
                continue
            break
    return found


def _print_questions(made: Any, known: Any) -> None:
    """Each item that waits for who asks, what the reports perhaps say of it a line each, and what to type."""
    from tradetalks.articles.told import to_type
    from tradetalks.articles.unsure import asked_about, question

    if made.open:
        out.print("Who asks? No package is recommended before you say:", style="bold", highlight=False)
    for one in made.open:
        perhaps = [question(ask, known) for ask in asked_about(made.draft, one.item)]
        out.print(f"  - {one.title}{'' if perhaps else ': the reports do not say'}", highlight=False, markup=False)
        for line in (*perhaps, f"answer by {to_type(one.item, one.parties)}"):
            out.print(f"      {line}", highlight=False, markup=False)


def _how(how: str, sure: bool) -> str:
    """How somebody asks, as the table tells it."""
    return how if sure and how != "likely" else f"perhaps {'asked' if how == 'likely' else how}"


def _asked_rates(made: Any) -> dict[str, str]:
    """One question for each party of which it is to be said what it charges today; asked again until understood."""
    from tradetalks.articles.today import answer_of
    from tradetalks.errors import ArticleError

    found: dict[str, str] = {}
    for one in made.rates:
        choices = ", ".join(f"'{answer}' to {means}" for answer, means in one.choices.items())
        while True:
            said = typer.prompt(
                f"{one.asks} {choices}, or a rate of your own in per cent; Enter leaves it open", default="",
                show_default=False,
            ).strip()  # fmt: skip
            if not said:
                break
            try:
                answer_of(one.importer, said)
            except ArticleError as error:
                err.print(str(error), highlight=False, markup=False, soft_wrap=True)
                continue
            found[one.importer] = said
            break
    return found


def _print(made: Any, rejected: list[str], known: Any, texts: Mapping[str, str]) -> None:
    from tradetalks.articles.answered import WHOSE
    from tradetalks.articles.doubts import LINE, MEANS, in_words
    from tradetalks.articles.text import where
    from tradetalks.articles.told import USER
    from tradetalks.articles.unsure import asked_about
    from tradetalks.report.tables import make_table

    draft = made.draft
    out.print(made.dossier.title, style="bold", highlight=False, markup=False)
    by_model = [("read by", "left")] if draft.model else []
    table = make_table(
        "Agenda", ("item", "left"), ("who asks", "left"), ("of whom", "left"), ("how", "left"), *by_model,
        ("right", "left"), ("sentence", "left"),
    )  # fmt: skip
    for topic, spans in draft.items.items():
        further = [a for a in asked_about(draft, topic) if a.how == "likely"]
        asks = [*(a for a in draft.asks if a.item == topic), *further] or [None]
        for number, ask in enumerate(asks):
            sure = ask.confidence if ask else spans[0].confidence
            span = ask.span if ask else spans[0].span
            said = " ".join(span.text.split())
            place = f"{where(texts[span.article], span)}{f' of {span.article}' if len(texts) > 1 else ''}"
            table.add_row(
                "" if number else known.topics[topic].title, known.name(ask.asker) if ask else "not said",
                known.name(ask.target) if ask else "",
                _how(ask.how, ask.confidence >= LINE) if ask else "",
                *(["you" if ask and ask.by == USER else ask.by if ask else spans[0].by] if draft.model else []),
                "your answer" if ask and ask.by == USER else in_words(sure),
                f"{place}: {said[:90]}{'…' if len(said) > 90 else ''}",
            )  # fmt: skip
    out.print(table)
    out.print(WHOSE if draft.model else MEANS, highlight=False, markup=False)
    numbers = [
        f"{_figure(r, known)}: {' '.join(r.span.text.split())[:90]}" for r in (*draft.measures, *draft.quantities)
    ]
    named = [f"{known.topics[t].title}: {' '.join(f[0].span.text.split())[:90]}" for t, f in draft.passing.items()]
    for title, lines in (
        ("Rates and quantities", numbers),
        ("Named in passing, not on the agenda", named),
        ("Also told of", draft.others),
        ("Cannot both hold", draft.contradictions),
        ("Read otherwise by the rules and the model", draft.differs),
        ("Spellings", [f"{a}: usually {b}" for a, b in draft.spellings.items()]),
        ("Said not to be so, or not on the table", [" ".join(s.text.split()) for s in draft.denied]),
        ("Not understood", [" ".join(s.text.split()) for s in draft.open]),
        ("Rejected from the endpoint", rejected),
        ("Left out", made.left_out),
        ("Open or assumed, for you to settle", made.rest),
    ):
        if lines:
            out.print(f"{title}:", style="bold", highlight=False)
            for line in lines:
                out.print(f"  - {line}", highlight=False, markup=False)
    _print_questions(made, known)


_STATUS = {
    "stands": "stands",
    "to": "what it is to become",
    "threat": "threatened",
    "lifted": "lifted",
    "points": "the change",
}


def _figure(found: Any, known: Any) -> str:
    """A rate with whose it is and what becomes of it, or a quantity with who gives it."""
    from tradetalks.world.names import named

    who = getattr(found, "importer", "") or getattr(found, "giver", "")
    of_duty = hasattr(found, "importer")
    whose = f"{'charged by' if of_duty else 'from'} {named(known.name(who))}" if who else "whose is not said"
    what = known.topics[found.item].title if found.item in known.topics else "on what is not said"
    return f"{found.value} ({'; '.join(filter(None, (what, whose, _STATUS.get(getattr(found, 'status', ''), ''))))})"
