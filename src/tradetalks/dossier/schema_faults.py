"""What is wrong against the schema, in the dossier's own words: file, path, value, what was expected, nearest name."""

from __future__ import annotations

import re
import reprlib
from collections.abc import Collection, Iterator, Mapping
from types import UnionType
from typing import Annotated, Any, Union, get_args, get_origin

from pydantic import BaseModel, ValidationError

from tradetalks.dossier.files import Tree
from tradetalks.errors import nearest, unknown
from tradetalks.policy.instruments import instruments

_PATTERNS = {
    r"^[a-z0-9][a-z0-9_]*$": "lower-case letters, digits and _, a letter or digit first",
    r"^[a-z0-9][a-z0-9-]*$": "lower-case letters, digits and -, a letter or digit first",
}
_EXPECTED = {
    "dict_type": "names, each with its value", "model_type": "names, each with its value", "list_type": "a list",
    "date_from_datetime_parsing": "a date, YYYY-MM-DD", "date_parsing": "a date, YYYY-MM-DD", "string_type": "words",
    "float_parsing": "a number", "float_type": "a number", "int_parsing": "a whole number", "bool_parsing": "yes or no",
}  # fmt: skip
"""Kinds of faults that the schema words for programmers, in the words of who writes a file."""
_FRACTIONS = frozenset({
    "points", "level", "over_quota_points", "keeps", "fee", "markup", "rate", "cost", "cuts_trade_by", "collected",
    "fulfilment", "probability", "otherwise", "discount", "discount_rate", "default_rate", "income_tax",
    "capital_share",
})  # fmt: skip
"""Names whose numbers are fractions, and are most often written as per cent by mistake."""
_SHORT = reprlib.Repr()
_SHORT.maxlevel, _SHORT.maxstring, _SHORT.maxother, _SHORT.maxlong = 2, 80, 80, 80


Place = tuple[Any, ...]


def schema_faults(
    error: ValidationError, schema: type[BaseModel], content: Mapping[str, Any], tree: Tree,
    known: Collection[tuple[Place, str]] = (), around: Collection[Place] = (),
) -> Iterator[str]:  # fmt: skip
    """Each fault with its file, path, value and expectation.

    Args:
        schema: the class that ``content`` was held against. tree: the files that it was read from.
        known: ``places`` of faults that are told already. around: places such that what is said of all that holds one
            is not told.
    """
    for top, told in _faults(error, schema, content, known, around):
        yield f"{tree.file_of(top)}: {told}"


def faults_of(error: ValidationError, schema: type[BaseModel], content: Any, most: int = 5) -> str:
    """The first faults of a file that is no part of a dossier, each with its path, value and expectation."""
    told = [words for _, words in _faults(error, schema, content)]
    more = f"; and {len(told) - most} more" if len(told) > most else ""
    return "; ".join(told[:most]) + more


def places(error: ValidationError) -> set[tuple[Place, str]]:
    """Where each fault stands in the schema, and its kind."""
    return {(fault["loc"], fault["type"]) for fault in error.errors(include_url=False)}


def _faults(
    error: ValidationError, schema: type[BaseModel], content: Any,
    known: Collection[tuple[Place, str]] = (), around: Collection[Place] = (),
) -> Iterator[tuple[str, str]]:  # fmt: skip
    """Each fault, and the name at the top of its path."""
    for fault in error.errors(include_url=False):
        location = location_of(fault["loc"], content)
        holds = any(len(location) < len(one) and one[: len(location)] == tuple(location) for one in around)
        if holds or (fault["loc"], fault["type"]) in known:
            continue
        top = str(location[0]) if location else ""
        yield top, f"{path_of(content, location)}{_words(fault, location, schema, content)}"


def _words(fault: Any, location: list[Any], schema: type[BaseModel], data: Any) -> str:
    """What was found at a place and what was expected there."""
    value, context, kind = fault.get("input"), fault.get("ctx", {}), fault["type"]
    if kind == "extra_forbidden":
        valid = names_at(location[:-1], schema, data)
        expected = f"; expected one of: {', '.join(valid)}" if valid else ""
        return f": unknown name{nearest(str(location[-1]), valid)}{_beside(value, location[-1], valid) or expected}"
    if kind == "missing":
        return ": missing; this name must be given"
    if kind == "union_tag_invalid":
        tag = value.get("instrument") if isinstance(value, dict) else value
        return f".instrument: {unknown('instrument', str(tag), instruments())}"
    if kind == "union_tag_not_found":
        return f": no 'instrument'; expected one of: {', '.join(instruments())}"
    if kind == "literal_error":
        valid = str(context.get("expected", "")).replace("'", "").replace(" or ", ", ").split(", ")
        return f": found {_short(value)}{nearest(str(value), valid)}; expected one of: {', '.join(valid)}"
    if kind == "string_pattern_mismatch":
        return f": found {_short(value)}; expected {_PATTERNS.get(context['pattern'], context['pattern'])}"
    if kind == "too_short":
        return f": found {context['actual_length']}; expected at least {context['min_length']}"
    if kind in _EXPECTED:
        return f": found {_short(value)}; expected {_EXPECTED[kind]}{_meant(value, location)}"
    said = str(context["error"]) if kind == "value_error" else f"{fault['msg'][0].lower()}{fault['msg'][1:]}"
    return f": found {_short(value)}; {said}{_meant(value, location)}"


def _meant(value: Any, location: list[Any]) -> str:
    """How the number that was probably meant is written: with a point, or as a fraction; empty if that is not clear."""
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return ""
    written = re.fullmatch(r"([+-]?\d{1,9}(?:[.,]\d{1,9})?(?:e[+-]?\d{1,2})?)\s*(%?)", f"{value}".strip())
    if written is None:
        return ""
    number, share = float(written[1].replace(",", ".")), any(part in _FRACTIONS for part in location[-2:])
    if share and (written[2] or abs(number) > 1):
        return f"; {number:g} per cent is written {number / 100:g}"
    return f"; {number:g} is written with a point" if "," in written[1] else ""


def location_of(loc: tuple[Any, ...], data: Any) -> list[Any]:
    """Where a fault stands in a file: the schema's place without its names for kinds of measure, each of which stands
    after its measure's place."""
    kept, tagged = list[Any](), False
    for part in loc:
        keys: Mapping[str, Any] = data if isinstance(data, Mapping) else {}
        tagged = not tagged and part in instruments() and (part not in keys or keys.get("instrument") == part)
        if tagged:
            continue
        kept.append(part)
        try:
            data = data[part]
        except (KeyError, IndexError, TypeError):
            data = None
    return kept


def _beside(value: Any, name: Any, valid: list[str]) -> str:
    """How what was put under an unknown name is written: a measure's numbers stand beside its instrument."""
    if name not in instruments() or not isinstance(value, Mapping) or not {*value} & {*valid}:
        return ""
    told = ", ".join(f"{k}: {_short(v)}" for k, v in value.items() if k in valid and not isinstance(v, Mapping | list))
    return f"; expected {told} beside instrument: {name}"


def path_of(data: Any, location: list[Any]) -> str:
    """Path such as ``agenda[2 'soy'].options[1].title``: list entries carry their id where they have one."""
    text, here = "", data
    for part in location:
        if isinstance(part, int):
            here = here[part] if isinstance(here, list) and part < len(here) else None
            entry: dict[str, Any] = here if isinstance(here, dict) else {}
            name = entry.get("id") or entry.get("name")
            text += f"[{part} '{name:.80}']" if isinstance(name, str) else f"[{part}]"
        else:
            text += f".{part!s:.80}" if text else f"{part!s:.80}"
            here = here.get(part) if isinstance(here, dict) else None
    return text or "(top level)"


def names_at(location: list[Any], schema: type[BaseModel], data: Any) -> list[str]:
    """Names that the schema knows in the mapping at ``location``, found by walking down its annotations."""
    annotation: Any = schema
    for part in location:
        annotation = next(filter(None, (_under(one, part) for one in _alternatives(annotation, data))), None)
        data = data[part] if isinstance(data, list | Mapping) else None
    models = [one for one in _alternatives(annotation, data) if _is_model(one)]
    return list(models[0].model_fields) if models else []


def _alternatives(annotation: Any, data: Any) -> list[Any]:
    """The types that an annotation allows at a place; of the instruments, only the one that is named there."""
    if get_origin(annotation) is Annotated:
        return _alternatives(get_args(annotation)[0], data)
    if get_origin(annotation) in (Union, UnionType):
        return [one for part in get_args(annotation) for one in _alternatives(part, data)]
    named = instruments().get(data.get("instrument", "")) if isinstance(data, Mapping) else None
    return [named if named and _is_model(annotation) and issubclass(named, annotation) else annotation]


def _under(annotation: Any, part: Any) -> Any:
    """The annotation of what stands under a name or number in a value of this type; None if nothing can."""
    if _is_model(annotation):
        return annotation.model_fields[part].annotation if part in annotation.model_fields else None
    inner = get_args(annotation)
    if get_origin(annotation) is list and isinstance(part, int):
        return inner[0]
    return inner[1] if get_origin(annotation) is dict else None


def _is_model(annotation: Any) -> bool:
    return isinstance(annotation, type) and issubclass(annotation, BaseModel)


def _short(value: Any) -> str:
    """A value as found, cut to a line: it may be long, deep, or a number too long to print."""
    try:
        text = _SHORT.repr(value)
    except ValueError:
        return "a number of thousands of digits"
    return text if len(text) <= 80 else text[:77] + "..."
