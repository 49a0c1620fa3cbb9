"""The order in which ``tradetalks --help`` lists commands, by what somebody wants, and an example for each."""

from __future__ import annotations

from contextvars import ContextVar
from typing import Any

from typer.core import TyperGroup

from tradetalks.cli.spread import SpreadCommand

SECTIONS = {
    "Start here": ("demo", "check", "deals", "brief", "app", "summit", "classes"),
    "One package at a time": ("solve", "explain", "compare", "robust", "negotiate", "counter", "precedents"),
    "What parties want": ("elicit", "reveal"),
    "No deal, and deals that are broken": ("war", "ladder", "durability"),
    "Measures, years and commitments": ("path", "ledger", "track", "sweep"),
    "From other files to a dossier, and back": ("read", "import", "export", "profile", "schema"),
    "Data and proof": ("world", "magnitudes", "replicate"),
    "This installation": ("doctor", "cache"),
}
"""Heading -> commands under it."""

EXAMPLES = {
    "app": "tradetalks app busan-2025",
    "brief": "tradetalks brief busan-2025 -f html -f word -o out/busan",
    "cache clear": "tradetalks cache clear",
    "cache info": "tradetalks cache info",
    "check": "tradetalks check busan-2025 --eve",
    "classes": "tradetalks classes monday.zip tuesday.zip -o classes.csv",
    "compare": "tradetalks compare busan-2025 nash agreed",
    "counter": "tradetalks counter busan-2025 USA nash",
    "deals": "tradetalks deals busan-2025 --horizon 'long run'",
    "demo": "tradetalks demo --bands",
    "doctor": "tradetalks doctor",
    "durability": "tradetalks durability busan-2025 --review 2 --discount 10",
    "elicit": "tradetalks elicit busan-2025 answers.yaml -o revised",
    "explain": "tradetalks explain busan-2025 nash --red-lines",
    "export": "tradetalks export busan-2025 -o out/genius",
    "import": "tradetalks import laptop/ -o laptop-dossier",
    "ladder": "tradetalks ladder busan-2025 --tit-for-tat 10 --rounds 3",
    "ledger check": "tradetalks ledger check --since 2025-06",
    "ledger diff": "tradetalks ledger diff 2025-11-09 2025-11-10",
    "ledger due": "tradetalks ledger due --days 90",
    "ledger rates": "tradetalks ledger rates CHN --on 2025-11-10",
    "ledger show": "tradetalks ledger show --on 2025-10-29",
    "ledger timeline": "tradetalks ledger timeline -o tariffs.svg",
    "magnitudes": "tradetalks magnitudes --all-horizons",
    "negotiate": "tradetalks negotiate busan-2025 --rounds 40",
    "path": "tradetalks path busan-2025 -p agreed --years 10",
    "precedents": "tradetalks precedents 'rare earths'",
    "profile": "tradetalks profile party.xml",
    "read": "tradetalks read report.html -o draft",
    "replicate": "tradetalks replicate caliendo_parro2015",
    "reveal": "tradetalks reveal ev-2024",
    "robust": "tradetalks robust busan-2025 -p nash agreed",
    "schema": "tradetalks schema -o dossier.schema.json",
    "solve": "tradetalks solve busan-2025 --rate fentanyl_tariff.ten=15%",
    "summit": "tradetalks summit busan-2025 --rooms 3 --class class.csv",
    "sweep": "tradetalks sweep plan.yaml -o out/plan --workers 2",
    "track": "tradetalks track busan-soybeans -o soybeans.svg",
    "war": "tradetalks war busan-2025 --players USA CHN",
    "world aggregate": "tradetalks world aggregate icio80 --regions 'CHE, USA, EU27, ROW=*' -o small",
    "world build": "tradetalks world build bilateral trade.csv -o my-world",
    "world check": "tradetalks world check icio80",
    "world compare": "tradetalks world compare default icio80",
    "world export": "tradetalks world export default -o world.har",
    "world picture": "tradetalks world picture default -o trade.svg",
    "world show": "tradetalks world show icio80",
    "world split": "tradetalks world split products.yaml -o my-world",
}
"""Command, its group first -> a call of it."""


_typed: ContextVar[tuple[str, ...]] = ContextVar("typed", default=())
"""The words after the command that runs."""


def as_typed(*names: str, positional: str) -> str:
    """The option of several names by the one that was typed, for what an error hints at; ``positional``: what a command
    calls the argument that stands for it, where none of them was."""
    for word in _typed.get():
        for name in names:
            if word.partition("=")[0] == name or (len(name) == 2 and word.startswith(name)):
                return name
    return positional


def said_once(ctx: Any, command: Any, words: list[str]) -> None:
    """Refuses a second value of an option that takes one, which would replace the first without a word.

    Raises:
        UsageError: naming the option.
    """
    given = [word.partition("=")[0] for word in words]
    for option in command.params:
        single = not getattr(option, "multiple", False) and not getattr(option, "is_flag", False)
        if single and option.param_type_name == "option":
            said = [word for word in given if word in option.opts]
            if len(said) > 1:
                names = list(dict.fromkeys(said))
                one = f"{names[0]} is" if len(names) == 1 else f"{' and '.join(names)} are one option,"
                ctx.fail(f"{one} given twice; it takes one value")


def said_where_it_goes(ctx: Any, command: Any, words: list[str]) -> None:
    """Refuses a package that is given as an option where it is a word of its own, or the reverse, saying how.

    Raises:
        UsageError: with the call that was meant.
    """
    options = [one for one in command.params if one.param_type_name == "option"]
    places = [one for one in command.params if one.param_type_name == "argument"]
    known = {name: one for one in options for name in (*one.opts, *one.secondary_opts)}
    named = {word.partition("=")[0] for word in words}
    if "--package" not in known and "--package" in named and any(one.name == "package" for one in places):
        call = " ".join(["tradetalks", *_groups(ctx), command.name, *(one.name.upper() for one in places)])
        ctx.fail(f"the package is a word of its own here, without --package: {call}")
    if "--package" not in known or isinstance(command, SpreadCommand) or any(one.nargs < 0 for one in places):
        return
    free = [
        word
        for word, before in zip(words, ["", *words], strict=False)
        if not word.startswith("-") and (before not in known or getattr(known[before], "is_flag", False))
    ]
    for word in free[sum(one.nargs for one in places) :]:
        if "=" in word:
            ctx.fail(f"'{word}' stands by itself; an item's option is chosen with -p {word}")


def _groups(ctx: Any) -> list[str]:
    """Groups that were gone through, whatever the program itself was called by (``python -m tradetalks``)."""
    return [] if ctx.parent is None else [*_groups(ctx.parent), ctx.info_name]


class Contents(TyperGroup):
    """A group whose help lists commands under ``SECTIONS`` and whose commands end their help with an example."""

    def format_commands(self, ctx: Any, formatter: Any) -> None:
        """Commands under their headings, those of a group within it under one; those under none come last."""
        left = list(self.list_commands(ctx))
        parts = SECTIONS if ctx.parent is None else {}
        listed = [(heading, [name for name in names if name in left]) for heading, names in parts.items()]
        under = {name for _, names in listed for name in names}
        listed.append(("More" if under else "Commands", [name for name in left if name not in under]))
        limit = formatter.width - 6 - max(map(len, left), default=0)
        for heading, names in listed:
            if names:
                with formatter.section(heading):
                    formatter.write_dl([(name, self._told(ctx, name, limit)) for name in names])

    def _told(self, ctx: Any, name: str, limit: int) -> str:
        command = super().get_command(ctx, name)
        return "" if command is None else command.get_short_help_str(limit)

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        """The command that words mean; an option that takes one value is refused where it is given two."""
        name, command, rest = super().resolve_command(ctx, args)
        if command is not None:
            _typed.set(tuple(rest))
            said_once(ctx, command, rest)
            said_where_it_goes(ctx, command, rest)
        return name, command, rest

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        """The command, its example as the last line of its help."""
        command = super().get_command(ctx, cmd_name)
        example = EXAMPLES.get(" ".join([*_groups(ctx), cmd_name]))
        if command is not None and example and not command.epilog:
            command.epilog = f"\b\nExample: {example}"
        return command
