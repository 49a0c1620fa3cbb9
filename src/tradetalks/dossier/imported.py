"""A dossier made of another tool's domain and profiles: the same packages, worth what the profiles say, in points."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from tradetalks.dossier.foreign import Talks
from tradetalks.dossier.model import Dossier
from tradetalks.dossier.profiles import Profile
from tradetalks.errors import TradetalksError

FULL = 100.0
"""Points that a utility of 1 is told as."""


def to_dossier(talks: Talks, date: datetime.date, name: str = "") -> Dossier:
    """The talks as a dossier without measures: each issue an item, each option worth its utility against the first's.

    The first option of every issue stands as its status quo, since these formats know none; no deal is one branch,
    worth the reservation. A party's ``score`` keeps utilities as they were, and ``export`` writes them again.

    Issues of one option are no items: what they are worth is in every package's score, and an assumption says so.
    Packages keep their sum where a format caps it, as GENIUS does: ``interchange.noting_cap`` says so, and of how many.

    Args:
        date: of the import: eve and meeting. name: the dossier's; the domain's if empty.

    Raises:
        TradetalksError: no issue has two options.
    """
    settled = [i for i, listed in talks.domain.issues.items() if len(listed) == 1]
    domain = replace(talks.domain, issues={i: o for i, o in talks.domain.issues.items() if i not in settled})
    codes = _ids((p.party for p in talks.profiles), upper=True)
    if not domain.issues:
        raise TradetalksError(f"{domain.name}: every issue has one option only; expected something to choose")
    items = _ids(domain.issues)
    options = {issue: _ids(listed) for issue, listed in domain.issues.items()}
    first = {issue: listed[0] for issue, listed in domain.issues.items()}
    notes = [note if note.endswith(".") else f"{note}." for note in talks.notes]

    def worth(amounts: dict[str, float]) -> dict[str, Any]:
        return {
            codes[party]: {"low": v, "mid": v, "high": v, "basis": f"profile_{codes[party].lower()}"}
            for party, v in amounts.items()
            if v
        }

    agenda = [
        {
            "id": items[issue],
            "title": issue or items[issue],
            "status_quo": options[issue][first[issue]],
            "options": [
                {
                    "id": options[issue][option],
                    "title": option or options[issue][option],
                    "worth": worth({p.party: _points(_more(p, issue, option, first[issue])) for p in talks.profiles}),
                }
                for option in listed
            ],
        }
        for issue, listed in domain.issues.items()
    ]
    firsts = {issue: listed[0] for issue, listed in talks.domain.issues.items()}
    base = {p.party: sum(w * p.values[i][firsts[i]] for i, w in p.weights.items()) for p in talks.profiles}
    content = {
        "name": _id(name or domain.name, "-") or "imported",
        "title": name or domain.name or "Imported talks",
        "summary": f"{len(talks.profiles)} parties on {len(domain.issues)} issues, imported from"
        f" {', '.join(path.name for path in talks.files)}.",
        "unit": "points",
        "reference_date": date,
        "meeting": {"place": "not said", "date": date},
        "parties": {
            codes[p.party]: {
                "name": p.party,
                "score": {"status_quo": _points(base[p.party]), "full": FULL},
                "discount": p.discount,
            }
            for p in talks.profiles
        },
        "sources": {
            f"profile_{codes[p.party].lower()}": {"title": path.name, "verified": "yes"}
            for p, path in zip(talks.profiles, talks.files, strict=True)
        },
        "agenda": agenda,
        "no_deal": [
            {
                "name": "no_agreement",
                "title": "no agreement",
                "probability": 1.0,
                "worth": worth({p.party: _points(p.reservation - base[p.party]) for p in talks.profiles}),
            }
        ],
        "assumptions": [
            f"Utilities of the files, times {FULL:g}; the first option of every issue stands as its status quo and is"
            " the zero of worth, as these files know no status quo.",
            *notes,
        ],
    }
    return Dossier.model_validate(content)


def _more(profile: Profile, issue: str, option: str, first: str) -> float:
    """What an option adds to utility over the first of its issue."""
    return profile.weights[issue] * (profile.values[issue][option] - profile.values[issue][first])


def _points(utility: float) -> float:
    """Without what binary fractions leave in the twelfth digit."""
    return round(FULL * utility, 12)


def _id(text: str, joint: str = "_") -> str:
    return re.sub(r"[^a-z0-9]+", joint, text.lower()).strip(joint)


def _ids(names: Iterable[str], upper: bool = False) -> dict[str, str]:
    """Ids that dossiers allow for names, told apart by a number where they would be the same."""
    found: dict[str, str] = {}
    for name in names:
        plain = _id(name) or "blank"
        own, number = plain, 2
        while own in found.values():
            own, number = f"{plain}_{number}", number + 1
        found[name] = own
    return {name: own.upper() for name, own in found.items()} if upper else found
