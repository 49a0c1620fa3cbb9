"""``--rate ITEM.OPTION=RATE``: an option at a rate that its dossier does not list."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import typer

from tradetalks.cli.console import err, package_as_typed
from tradetalks.errors import PolicyError, unknown

if TYPE_CHECKING:
    from tradetalks.dossier.model import Dossier

HIGHEST = 5.0
"""Rates above are taken for per cent without a sign."""
EXPECTED = "expected ITEM.OPTION=RATE such as tariff.ten=0.15 or tariff.ten=15%"


def at_rates(
    dossier: Dossier, package: Mapping[str, str], words: Sequence[str] | None
) -> tuple[Dossier, dict[str, str]]:
    """The dossier with an option more for each rate, and the package that chooses them.

    Args:
        package: item -> option chosen so far; a rate of another option of an item chooses that option.
        words: ``ITEM.OPTION=RATE``; ``ITEM=RATE`` where one option alone, or the one chosen, has a rate that moves;
            ``ITEM.OPTION.NUMBER=RATE`` where an option holds several. Rates as shares or with a percent sign.

    Raises:
        typer.BadParameter: words of another form, an item or option without such a rate, an item named twice, a rate
            out of bounds, or a level above all that is charged.
    """
    from tradetalks.app.position import worth_words, written
    from tradetalks.app.state import State

    chosen, rates = dict(package), dict[str, float]()
    for word in words or []:
        key = _key(dossier, chosen, word.partition("=")[0].strip(), word)
        item, option, _ = key.split(".")
        if key in rates or any(k.startswith(f"{item}.") and k.split(".")[1] != option for k in rates):
            raise typer.BadParameter(f"'{word}': '{item}' has a rate already; expected each once", param_hint="--rate")
        if package.get(item, option) != option:
            raise typer.BadParameter(
                f"'{word}': {package_as_typed('--package')} chooses '{package[item]}' for '{item}'; expected a rate of"
                " that option",
                param_hint="--rate",
            )
        chosen[item], rates[key] = option, _share(word)
    if not rates:
        return dossier, chosen
    try:
        state = State(package=chosen, rates=rates).check(dossier)
        found = written(dossier, state)
    except PolicyError as error:
        raise typer.BadParameter(str(error), param_hint="--rate") from None
    for note in worth_words(dossier, state):
        err.print(f"note: {note}", highlight=False, markup=False, soft_wrap=True)
    return found, found.package(found.position)


def _key(dossier: Dossier, chosen: Mapping[str, str], name: str, word: str) -> str:
    """``item.option.number`` of the rate that a name means: of options that differ by their rate alone, the first's."""
    from tradetalks.app.position import slider_keys

    item, *rest = name.split(".")
    ids = [i.id for i in dossier.agenda]
    if item not in ids:
        raise typer.BadParameter(f"'{word}': {unknown('item', item, ids)}; {EXPECTED}", param_hint="--rate")
    keys = [key for option in dossier.item(item).options for key in slider_keys(item, option)]
    wanted = rest or ([chosen[item]] if item in chosen else [])
    meant = [key for key in keys if key.split(".")[1 : 1 + len(wanted)] == wanted]
    if len(meant) > 1 and len({_as_moved(dossier, key) for key in meant}) == 1:
        meant = meant[:1]  # options that differ by their rate alone
    if len(meant) != 1:
        movable = ", ".join(keys) or "none"
        raise typer.BadParameter(
            f"'{word}': {'several rates' if meant else 'no rate'} by that name; rates of '{item}' that move: {movable}",
            param_hint="--rate",
        )
    return meant[0]


def _as_moved(dossier: Dossier, key: str) -> tuple[str, ...]:
    """What an option comes to at some rate in place of its own, in words."""
    from tradetalks.app.position import moved
    from tradetalks.policy.instruments import describe

    item, option, number, measure = moved(dossier, key, 0.01)
    measures = dossier.item(item).option(option).measures
    return tuple(describe(measure if j == number else one) for j, one in enumerate(measures))


def _share(word: str) -> float:
    text = word.partition("=")[2].strip()
    try:
        found = float(text.removesuffix("%")) / (100 if text.endswith("%") else 1)
    except ValueError:
        raise typer.BadParameter(f"'{word}': {EXPECTED}", param_hint="--rate") from None
    if not found <= HIGHEST:
        meant = "" if text.endswith("%") else f"; {text}% is written {text}% or {found / 100:g}"
        told = f"found {text}, expected a rate of at most {100 * HIGHEST:g}%{meant if found > HIGHEST else ''}"
        raise typer.BadParameter(f"'{word}': {told}", param_hint="--rate")
    return found
