"""Options that take several values after one name: ``--players USA CHN`` as well as ``--players USA --players CHN``."""

from __future__ import annotations

from typing import Any

from typer.core import TyperCommand


class SpreadCommand(TyperCommand):
    """A command whose repeatable options take all words up to the next option, commas split."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        many = {name for p in self.params if getattr(p, "multiple", False) for name in p.opts}
        spread: list[str] = []
        current = ""
        for word in args:
            if word.startswith("-") and not _number(word):
                current = word if word in many else ""
                if not current:
                    spread.append(word)
            elif current:
                for part in filter(None, word.split(",")):
                    spread += [current, part]
            else:
                spread.append(word)
        return super().parse_args(ctx, spread)


def _number(word: str) -> bool:
    try:
        float(word)
    except ValueError:
        return False
    return True
