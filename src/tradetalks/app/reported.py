"""What *Read a report* shows of a text: its draft with what is open, and the dossier to correct."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any

from tradetalks.articles.doubts import LINE, MEANS
from tradetalks.articles.rules import read
from tradetalks.articles.taxonomy import shipped
from tradetalks.articles.text import article, where
from tradetalks.articles.to_dossier import to_dossier
from tradetalks.articles.today import told_in_words
from tradetalks.articles.told import in_words
from tradetalks.articles.unsure import asked_about, question
from tradetalks.dossier.writing import to_yaml


def drafted(
    text: str, as_of: datetime.date | None, directions: Mapping[str, str], today: Mapping[str, str]
) -> dict[str, Any]:
    """The draft of a report, its dossier as YAML, and what the page asks: who asks, what is charged today.

    Args:
        as_of: the report's day, which gives a missing year. XX
    """
    known, texts = shipped(), [article("report", text)]
    draft = read(texts, known)
    made = to_dossier(draft, texts, known, as_of, directions, today=today)
    draft, all_of = made.draft, draft
    titles = {topic: known.topics[topic].title for topic in (*all_of.items, *made.told)}
    still = [
        {
            "item": o.item,
            "title": o.title,
            "parties": {p: known.name(p) for p in o.parties},
            "perhaps": [question(a, known) for a in asked_about(draft, o.item)],
        }
        for o in made.open
    ]
    parties = {found.value for found in draft.parties} | {p for a in draft.asks for p in (a.asker, a.target)}
    parties |= {m.importer for m in draft.measures} | {q.giver for q in draft.quantities}
    names = {code: known.name(code) for code in sorted(parties - {""})}
    at = {p: known.name(p) for p in made.dossier.parties}
    told = {
        "draft": draft.as_dict(),
        "assumed": [*(f"left out: {line}" for line in made.left_out), *made.rest],
        "titles": titles,
        "names": names,
    }
    told |= {"open": still, "answered": {item: in_words(who, at) for item, who in made.told.items()}}
    told["today"] = {party: told_in_words(one) for party, one in today.items()}
    told["rates"] = [{"party": one.importer, "asks": one.asks, "choices": dict(one.choices)} for one in made.rates]
    told["text"], told["means"], told["line"] = texts[0].text, MEANS, LINE
    told["places"] = [{"start": s.start, "end": s.end, "where": where(texts[0].text, s)} for s in texts[0].sentences]
    return {**told, "yaml": to_yaml(made.dossier)}
