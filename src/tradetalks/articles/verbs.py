"""Verbs of giving by kind, in every form: what takes a barrier away, lets somebody in, or buys.

One list a kind, inflected here, so that a verb that is known in one turn of phrase is known in all: "will dilute",
"diluted", "is diluting", "diluted by", "the dilution of".
"""

from __future__ import annotations

import re
from functools import cache

REMOVES = """
    abolish axe cancel cut discontinue dismantle drop ease eliminate end forgo halve lift loosen lower moderate
    pare|back pause phase|out pull|back reduce relax remove repeal rescind reverse revoke roll|back scale|back
    scale|down scrap shelve slash soften suspend taper terminate trim undo unwind waive wind|down withdraw
    zero|out bring|down do|away|with postpone defer delay abandon narrow dilute freeze cap give|up
    ditch jettison dispense|with annul void quash strike|down lessen minimise curtail deregulate liberalise
    decontrol
"""
"""What is done to a barrier."""
GRANTS = """
    accept accord admit allow approve authorise clear concede confer extend facilitate grant greenlight
    guarantee issue license offer open open|up permit restore resume unblock widen broaden enlarge
    reinstate reopen unlock unfreeze liberalise ease recognise streamline simplify fast-track harmonise adopt
    accredit validate honour exempt spare free legalise ratify upgrade relist certify
"""
"""What lets somebody in, or takes trouble off."""
BUYS = "order procure lease contract|for"
"""What is bought: only verbs that are of orders to come."""
_IRREGULAR = {
    "cut": ("cut", "cut"), "withdraw": ("withdrew", "withdrawn"), "give": ("gave", "given"),
    "undo": ("undid", "undone"), "bring": ("brought", "brought"), "do": ("did", "done"),
    "wind": ("wound", "wound"), "strike": ("struck", "struck"), "freeze": ("froze", "frozen"),
    "unfreeze": ("unfroze", "unfrozen"), "unwind": ("unwound", "unwound"), "set": ("set", "set"),
    "forgo": ("forwent", "forgone"), "buy": ("bought", "bought"),
}  # fmt: skip
"""Verb -> its past and its participle."""
_DOUBLED = (
    "drop",
    "scrap",
    "trim",
    "admit",
    "readmit",
    "permit",
    "cut",
    "defer",
    "cap",
    "annul",
    "confer",
    "set",
    "model",
    "ban",
)
_NOUNS = {
    "removes": (
        "abolition|annulment|cancellation|cuts?|curtailment|deferral|delay|deregulation|dilution|discontinuation"
        "|dismantling"
        "|dropping|easing|elimination|end|ending|freeze|halving|lessening|lifting|liberali[sz]ation|loosening|lowering"
        "|moderation|moratorium|pause|phase-?out|phasing out|postponement|reductions?|relaxation|removal|repeal"
        "|rescission"
        "|reversal|revocation|roll-?back|scaling back|scrapping|simplification|softening|suspension|termination"
        "|trimming"
        "|unwinding|waivers?|withdrawal|abandonment"
    ),
    "grants": (
        "acceptance|accreditation|admission|approval|authori[sz]ation|clearance|easing|enlargement|exemption"
        "|extension|grant"
        "|granting|guarantee|issuance|issuing|liberali[sz]ation|licensing|opening(?: up)?|provision|ratification"
        "|readmission"
        "|recognition|reinstatement|reopening|restoration|resumption|simplification|streamlining|unblocking|widening"
        "|broadening|expansion|increase"
    ),
    "buys": "purchases?|procurement|orders?|acquisition|leasing",
}
"""Kind -> nouns of its verbs."""


def british(verb: str) -> tuple[str, ...]:
    """A verb in its two spellings."""
    if verb in ("license", "honour"):
        return {"license": ("license", "licence"), "honour": ("honour", "honor")}[verb]
    return (verb, verb[:-3] + "ize") if verb.endswith("ise") and verb != "minimise" else (verb,)


def forms(verb: str) -> dict[str, str]:
    """A verb's forms: base, third, past, participle, ing; of "phase|out" with its particle after each."""
    head, *rest = verb.split("|")
    tail = "".join(f" {word}" for word in rest)
    consonant_y = head.endswith("y") and head[-2] not in "aeiou"
    third = head[:-1] + "ies" if consonant_y else head + ("es" if head.endswith(("s", "sh", "ch", "x", "o")) else "s")
    stem = head + head[-1] if head in _DOUBLED else head
    past = head + "d" if head.endswith("e") else (head[:-1] + "ied" if consonant_y else stem + "ed")
    past, participle = _IRREGULAR.get(head, (past, past))
    ing = head[:-1] + "ing" if head.endswith("e") and not head.endswith("ee") else stem + "ing"
    told = {"base": head, "third": third, "past": past, "participle": participle, "ing": ing}
    return {form: word + tail for form, word in told.items()}


@cache
def said(form: str, *kinds: str) -> frozenset[str]:
    """Every word, or word with its particle, of some kinds of verb in one form; all kinds where none is named."""
    lists = {"removes": REMOVES, "grants": GRANTS, "buys": BUYS}
    verbs = (v for kind in kinds or lists for v in lists[kind].split())
    return frozenset(forms(spelt)[form] for verb in verbs for spelt in british(verb))


@cache
def any_of(form: str, *kinds: str) -> str:
    """The words of ``said`` as a pattern, the longest first."""
    return "(?:" + "|".join(sorted(map(re.escape, said(form, *kinds)), key=len, reverse=True)) + ")"


def nouns(*kinds: str) -> str:
    """Nouns of some kinds of verb as a pattern: "removal", "phase-out"."""
    return "(?:" + "|".join(_NOUNS[kind] for kind in kinds or _NOUNS) + ")"


_FINITE = ("third", "past", "participle")
_WORD = re.compile(r"[A-Za-z][A-Za-z-]*")
_HELPED = re.compile(
    r"(?<![\w-])(?:(?:has|have|had|also|once more|again|just|already|now|at once|then|today|hereby|therefore"
    r"|further|\w+ly)\s+)+$"
)
_HARMFUL = re.compile(
    r"\s+(?:(?:its|the|a|an|new|all|their)\s+)*(?:[\w%-]+\s+){0,5}?(?:tariffs?|dut(?:y|ies)|lev(?:y|ies)|bans?"
    r"|curbs?|sanctions"
    r"|restrictions?|controls|safeguards?|surcharges?|quotas? on)\b"
)
_WORSENS = re.compile(
    r"(?:extend|widen|broaden|enlarge|reinstat|restor|resum|approv|adopt|issu|authori[sz]|upgrad|validat|confer|offer"
    r"|permit|grant|accept|unfroz|unfreez|impos)",
    re.IGNORECASE,
)
"""Verbs of giving that do harm where they are of a duty or a ban: "extended its duties", "adopted new curbs"."""
_DETERMINED = re.compile(r"\b(?:the|its|their|his|her|our|an?|no|any|some|of|these|those) $", re.IGNORECASE)
"""Before a noun that is spelt like a verb."""
_NO_OBJECT = re.compile(r"\s*(?:[,.;:]|$|that\b|on\b|at\b|in\b|with\b|for\b|as\b|under\b|after\b|before\b)")


def acts(text: str) -> list[tuple[int, int, bool]]:
    """Where a finite verb of giving, or one in -ing, stands: start (with its "has"), end, and whether in -ing."""
    found = []
    finite, going = _by_head(*_FINITE), _by_head("ing")
    for m in _WORD.finditer(text):
        word = m.group().lower()
        for table, ing in ((finite, False), (going, True)):
            tails = table.get(word)
            if tails is None:
                continue
            end = next((m.end() + len(t) for t in tails if text.startswith(t, m.end())), None)
            if end is None or _NO_OBJECT.match(text[end:]):
                continue
            if not ing and _DETERMINED.search(text, max(0, m.start() - 12), m.start()):
                continue  # "took it off the shelves"
            if _WORSENS.match(word) and _HARMFUL.match(text[end : end + 80]):
                continue
            helped = None if ing else _HELPED.search(text[max(0, m.start() - 40) : m.start()])
            found.append((m.start() - (len(helped.group()) if helped else 0), end, ing))
            break
    return found


@cache
def _by_head(*kinds: str) -> dict[str, tuple[str, ...]]:
    """First word of a form -> what may follow it, the longest first."""
    table: dict[str, list[str]] = {}
    for form in kinds:
        for whole in said(form):
            head, _, tail = whole.partition(" ")
            table.setdefault(head, []).append(f" {tail}" if tail else "")
    return {head: tuple(sorted(set(tails), key=len, reverse=True)) for head, tails in table.items()}
