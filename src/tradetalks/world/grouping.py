"""What a grouping says: which old codes make each new region or sector of a coarser world.

A grouping is a shipped name ("G20", "ISIC sections"), a mapping from new codes to old ones, or a list in a line, as in
``Switzerland, USA, EU27, ASEAN members, OTHERS=EFTA others+GBR, ROW=*``. Economies may be given by code or name, groups
of them (EU27, ASEAN, G7, ...; see ``unions``) by code or title.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from tradetalks.errors import WorldError, nearest, unknown
from tradetalks.world.classify import REGION_GROUPINGS, REGIONS, SECTOR_GROUPINGS, SECTORS
from tradetalks.world.country_codes import from_name
from tradetalks.world.names import ECONOMY_NAMES, where_it_lies
from tradetalks.world.unions import UNIONS, union_named, within

Grouping = str | Mapping[str, str | Sequence[str]] | None
ALL_OTHERS = "*"
MEMBERS, OTHERS = " members", " others"
EMBEDDED = "default"
"""Grouping of ISIC activities into the embedded world's sectors."""
REST_NAMES = ("ROW", "REST", "RST")


def group_name(code: str, members: Sequence[str], known: Mapping[str, str]) -> str:
    """The printed name of a new region or sector: its only member's; that of the embedded world's region or sector of
    the same members; of the member that lends its code, or the code itself."""
    same = [r.name for r in REGIONS if set(r.economies) == set(members)]
    same += [s.name for s in SECTORS if set(s.activities) == set(members)]
    same += [u.title for u in UNIONS.values() if set(u.members) == set(members)]
    if same:
        return same[0]
    if len(members) == 1:
        return known.get(members[0], code)
    if code in REST_NAMES:
        return "Rest of the world"
    part = [u.title for u in UNIONS.values() if len(members) > len(u.members) / 2 and set(members) < set(u.members)]
    if part and code not in members:
        return f"Other {part[0]}"
    if code in members:
        others = len(members) - 1
        return f"{known.get(code, code)} and {others} other{'s' if others > 1 else ''}"
    return code


@dataclass(frozen=True)
class Groups:
    """A grouping read against a world.

    Attributes:
        owner: new code of each old code, in the world's order.
        absent: groups of a shipped grouping of which the world holds no part.
        unmatched: old codes that a shipped grouping does not name (regions then go to ROW, sectors stay).
        outside: groups of economies named, some of whose members no table holds by themselves.
    """

    owner: dict[str, str]
    absent: tuple[str, ...] = ()
    unmatched: tuple[str, ...] = ()
    outside: tuple[str, ...] = ()

    def order(self) -> list[str]:
        return list(dict.fromkeys(self.owner.values()))

    def notes(self, kind: str) -> list[str]:
        """What a shipped grouping could not do on this world, in words."""
        said = []
        if self.absent:
            said.append(f"not in this world and so not in the result: {', '.join(self.absent)}")
        if self.unmatched and kind == "sector":
            said.append(f"named by no group and kept apart: {', '.join(self.unmatched)}")
        for code in self.outside:
            union = UNIONS[code]
            said.append(f"{union.title} as of {union.as_of}; only in the rest of the world: {', '.join(union.outside)}")
        return said


def read_groups(kind: str, codes: Sequence[str], given: Grouping, goods: Iterable[str] = ()) -> Groups:
    """Read a grouping of regions or sectors (``kind``) of a world that holds ``codes``.

    Raises:
        WorldError: unknown codes or names (with the nearest), a code in two groups, a grouping that matches nothing or
            next to nothing of this world, or that changes nothing.
    """
    if given is None:
        return Groups({code: code for code in codes})
    named: Mapping[str, Mapping[str, Sequence[str]]] = REGION_GROUPINGS if kind == "region" else SECTOR_GROUPINGS
    if kind == "sector":
        named = {**named, EMBEDDED: {s.code: (*s.activities, s.code) for s in SECTORS}}
    if isinstance(given, str) and given in named:
        groups = named[given]
        if kind == "sector" and given == "goods and services" and goods:
            inside = set(goods)
            groups = {"GOODS": tuple(goods), "SERVICES": tuple(c for c in codes if c not in inside)}
        return _shipped(kind, given, groups, codes)
    written = _in_a_line(given, codes, kind, named) if isinstance(given, str) else given
    lists = {new: [old] if isinstance(old, str) else list(old) for new, old in written.items()}
    found = _mapped(kind, lists, codes)
    spoken = f" {given if isinstance(given, str) else ' '.join(w for old in lists.values() for w in old)} ".casefold()
    outside = [u for u in UNIONS if kind == "region" and UNIONS[u].outside and _spoken(u, spoken)]
    return replace(found, outside=tuple(outside))


def _spoken(union: str, text: str) -> bool:
    """Whether a group of economies is named, by code or title, in a text in lower case."""
    return any(re.search(rf"(?<!\w){re.escape(w.casefold())}(?!\w)", text) for w in (union, UNIONS[union].title))


def _shipped(kind: str, name: str, groups: Mapping[str, Sequence[str]], codes: Sequence[str]) -> Groups:
    found = {code: new for new, old in groups.items() for code in old if code in codes}
    absent = tuple(new for new, old in groups.items() if not any(code in codes for code in old))
    unmatched = tuple(code for code in codes if code not in found)
    if not found or 2 * len(absent) > len(groups):
        which = "none" if not found else f"only {len(groups) - len(absent)}"
        raise WorldError(
            f"grouping of {kind}s '{name}': this world holds {which} of its {len(groups)} groups (missing:"
            f" {', '.join(absent[:8])}{', ...' if len(absent) > 8 else ''}; here: {', '.join(codes[:8])}"
            f"{', ...' if len(codes) > 8 else ''}); write the groups out, as NEW=OLD+OLD"
        )
    rest = "ROW" if kind == "region" else None
    groups_of = Groups({code: found.get(code, rest or code) for code in codes}, absent, unmatched)
    _clash(kind, groups_of.owner, set(groups), {c for c in codes if c not in found and rest is None})
    if groups_of.order() == list(codes) and name != EMBEDDED:
        raise WorldError(f"grouping of {kind}s '{name}' changes nothing: it joins none of this world's {kind}s")
    return groups_of


def _in_a_line(
    text: str, codes: Sequence[str], kind: str, named: Mapping[str, Mapping[str, Sequence[str]]]
) -> dict[str, list[str]]:
    """Read ``CHE, EU27, ASEAN members, AMERICAS=CAN+MEX, ROW=*``."""
    parts = [part.strip() for part in text.split(",") if part.strip()]
    if len(parts) == 1 and "=" not in parts[0] and not parts[0].endswith(MEMBERS):
        raise WorldError(
            f"{unknown(f'grouping of {kind}s', text, named)}; or a list such as"
            + (" 'CHE, USA, EU27, ROW=*'" if kind == "region" else " 'FARM=AGR+FOOD, OTHER=*'")
        )
    groups: dict[str, list[str]] = {}
    for part in parts:
        new, equals, old = part.partition("=")
        if equals:
            new, members = new.strip(), [code.strip() for code in old.split("+") if code.strip()]
            if not new or not members:
                raise WorldError(f"grouping of {kind}s: '{part}': expected NEW=OLD+OLD, or NEW=* for all others")
            added = {new: members}
        elif part.endswith(MEMBERS):
            added = {code: [code] for code in _members(kind, part.removesuffix(MEMBERS), codes)}
        else:
            code = _code(kind, part, codes)
            added = {code: [part]}
        for code, members in added.items():
            if code in groups:
                raise WorldError(f"grouping of {kind}s: {code} is given twice; expected once")
            groups[code] = members
    return groups


def _code(kind: str, words: str, codes: Sequence[str]) -> str:
    """The code of a region by code or name, or of a group of economies by code or title; else the words themselves."""
    if kind != "region" or words in codes:
        return words
    economy = from_name(words)
    if economy in codes:
        return str(economy)
    return union_named(words) or words


def _members(kind: str, name: str, codes: Sequence[str]) -> list[str]:
    """Codes of the world that a named group holds."""
    union = union_named(name) if kind == "region" else None
    if union is None:
        raise WorldError(f"grouping of {kind}s: {unknown('group', name, UNIONS if kind == 'region' else [])}")
    found = [code for code in within(union) if code in codes]
    if not found:
        raise WorldError(f"grouping of regions: this world holds no member of {name}; its regions: {', '.join(codes)}")
    return found


def _mapped(kind: str, groups: Mapping[str, Sequence[str]], codes: Sequence[str]) -> Groups:
    owner: dict[str, str] = {}
    remainder = [new for new, old in groups.items() if ALL_OTHERS in old]
    if len(remainder) > 1:
        raise WorldError(f"grouping of {kind}s: {' and '.join(remainder)} both take all others (*); expected one")
    left_over: list[tuple[str, str]] = []
    for new, old in groups.items():
        for words in old:
            if words == ALL_OTHERS:
                continue
            if kind == "region" and words.endswith(OTHERS):
                left_over.append((new, words.removesuffix(OTHERS)))
                continue
            code = _code(kind, words, codes)
            for member in [code] if code in codes else _union(kind, new, words, codes):
                if member in owner and owner[member] != new:
                    hint = f", or '{new}={words} others' for those not named" if code not in codes else ""
                    already = f"group {new}: {kind} {member} is in group {owner[member]} already"
                    raise WorldError(f"{already}; expected once{hint}")
                owner[member] = new
    for new, name in left_over:
        others = [member for member in _members(kind, name, codes) if member not in owner]
        if not others:
            raise WorldError(f"group {new}: no member of {name} is left for it; leave it out")
        owner |= dict.fromkeys(others, new)
    left = [code for code in codes if code not in owner]
    if remainder and not left:
        raise WorldError(f"group {remainder[0]}: no {kind} is left for it (*); leave it out")
    found = {code: owner.get(code, remainder[0] if remainder else code) for code in codes}
    _clash(kind, found, set(groups), set() if remainder else set(left))
    if len(set(found.values())) == len(codes) and list(found.values()) == list(codes):
        hint = "; end the list with ROW=* to join the others" if kind == "region" else ""
        raise WorldError(f"grouping of {kind}s changes nothing: it joins and renames no {kind}{hint}")
    return Groups(found)


def _union(kind: str, new: str, words: str, codes: Sequence[str]) -> list[str]:
    if kind == "region" and union_named(words):
        return _members(kind, words, codes)
    valid = [*codes, *UNIONS] if kind == "region" else codes
    if kind == "region":
        by_name = {ECONOMY_NAMES[code]: code for code in codes if code in ECONOMY_NAMES}
        meant = nearest(words, by_name) if len(words) > 4 else ""
        if meant:
            raise WorldError(f"group {new}: unknown region '{words:.100}'{meant}; expected one of: {', '.join(valid)}")
    elsewhere = where_it_lies(from_name(words) or words, codes, {}) if kind == "region" else ""
    raise WorldError(f"group {new}: {unknown(kind, words, valid)}{elsewhere}")


def _clash(kind: str, owner: Mapping[str, str], groups: set[str], alone: set[str]) -> None:
    for code in alone:
        if code in groups and owner[code] == code:
            raise WorldError(f"group {code}: {kind} {code} has the same name but is not in it; rename the group")
