"""The ledger's citations as a reader sees them: words that lead to the page, file or site that they cite."""

from __future__ import annotations

import re

from tradetalks.report.plain_words import day_words

_TRACKER = "tariff-rate-tracker"
_REPOSITORIES = {
    _TRACKER: ("Budget-Lab-Yale", "Budget Lab at Yale, Tariff Rate Tracker"),
    "trade-war-redux-2025": ("tradewartracker", "Trade War Redux 2025 of tradewartracker"),
    "tradewar-tracker": ("mwaugh0328", "tradewar-tracker of mwaugh0328"),
}
_FILES = {
    "config/policy_params.yaml": "rates and dates",
    "docs/policy_timing.md": "notes on timing",
    "docs/methodology.md": "notes on method",
    "docs/revision_changelog.md": "notes on revisions",
    "resources/semi_qualifying_shares.csv": "shares of chips that pay",
    "resources/country_eo_exempt_products.csv": "products that orders on countries exempt",
}
"""Files of the Tariff Rate Tracker that the ledger cites, by what they hold."""
_READ_AT = "8315fffd"
"""The Tariff Rate Tracker as the ledger read it, where a citation names no commit (``build_duties.TRACKER``)."""

_PATH = "|".join(map(re.escape, _FILES))
_CITED = re.compile(
    rf"(?:[\w-]+/)?\b(?P<name>{'|'.join(_REPOSITORIES)})(?:@(?P<commit>[0-9a-f]{{7,40}}))?"
    rf"(?: README of (?P<day>\d{{4}}-\d\d-\d\d))?(?: (?P<file>{_PATH}))?(?P<later>, version of [A-Z]\w+ \d{{4}})?"
    rf"|(?P<alone>{_PATH})|data\.europa\.eu eli reg_impl (?P<regulation>\d{{4}}/\d+)"
    r"|(?P<owner>[\w-]+/[\w.-]+)@(?P<at>[0-9a-f]{7,40})\b|https?://\S+"
    r"|\b(?:[a-z0-9-]+\.)+(?:com|org|net|gov|edu|info|news|io|eu|int|ch|cn|ca|uk)\b(?:/\S*)?"
)


def linked(text: str) -> list[list[str]]:
    """A source's text in pieces, ``[words, address]``; the address is empty where a piece leads nowhere."""
    pieces, at = [], 0
    for found in _CITED.finditer(text):
        cited = found[0].rstrip(".,;)")
        pieces += [[_words(text[at : found.start()]), ""]] if found.start() > at else []
        pieces.append(_cited(found, cited))
        at = found.start() + len(cited)
    return [*pieces, *([[_words(text[at:]), ""]] if at < len(text) else [])]


def _cited(found: re.Match[str], cited: str) -> list[str]:
    """A citation in words, and where it leads: a file or a repository at a commit, a regulation, a page or a site."""
    if found["name"] or found["alone"]:
        name, file = found["name"] or _TRACKER, found["file"] or found["alone"]
        owner, title = _REPOSITORIES[name]
        commit = "HEAD" if found["later"] else found["commit"] or (_READ_AT if name == _TRACKER else "HEAD")
        address = f"https://github.com/{owner}/{name}/{'blob' if file else 'tree'}/{commit}{f'/{file}' if file else ''}"
        version = f", version of {day_words(found['day'])}" if found["day"] else found["later"] or ""
        return [f"{title}{f': {_FILES[file]}' if file else ''}{version}", address]
    if found["regulation"]:
        return [f"EUR-Lex {found['regulation']}", f"https://data.europa.eu/eli/reg_impl/{found['regulation']}"]
    if found["owner"]:
        return [cited, f"https://github.com/{found['owner']}/tree/{found['at']}"]
    return [cited, cited if cited.startswith("http") else f"https://{cited}"]


def _words(text: str) -> str:
    """What stands between citations: a part of a file by its words, a licence called one."""
    return re.sub(r"(?<=\w)_(?=\w)", " ", text).replace("(MIT)", "(MIT licence)")
