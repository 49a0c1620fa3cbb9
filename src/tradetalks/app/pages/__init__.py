"""The workbench's pages, one file each.

A file declares its page as ``PAGE``: where it is found, what it is called, what it shows. The server gives each its
route, and the bar at the top its entry; nothing else lists them (docs/how-to/extend-page.md).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING, Any

from tradetalks.registry import DeclarationError, declared

if TYPE_CHECKING:
    from tradetalks.app.shelf import Shelf


def nothing(shelf: Shelf) -> Mapping[str, Any]:
    """The context of a page that is the same for everybody."""
    return {}


@dataclass(frozen=True)
class Page:
    """A page of the workbench.

    Attributes:
        path: its address, such as ``/world``.
        title: what the bar at the top calls it.
        template: Jinja text that extends ``base.html.j2`` and fills its blocks: ``main``, and where wanted ``title``,
            ``tools`` and ``scripts``. Values are escaped; scripts come from ``app/static``, by ``/assets/NAME``.
        context: the template's names and values, from the dossiers that are open.
        order: where it stands in the bar: by rising order, then by title.
    """

    path: str
    title: str
    template: str
    context: Callable[[Shelf], Mapping[str, Any]] = nothing
    order: int = 100


def template(name: str) -> str:
    """The text of a file in ``app/templates``."""
    return (resources.files("tradetalks.app") / "templates" / name).read_text(encoding="utf-8")


@cache
def pages() -> Mapping[str, Page]:
    """Every page by its file's name, in the order of the bar.

    Raises:
        DeclarationError: a file without a page; an address that is taken, or that is none of a page; a template that is
            no Jinja.
    """
    from jinja2 import Environment, TemplateSyntaxError

    found = declared(__name__, "PAGE", Page)
    taken = Counter(page.path for page in found.values())
    for name, page in found.items():
        if not page.path.startswith("/") or page.path.startswith(("/api/", "/assets/")):
            raise DeclarationError(
                f"{__name__}.{name}: found path '{page.path}'; expected an address such as '/{name}'"
            )
        if taken[page.path] > 1:
            others = ", ".join(sorted(other for other, one in found.items() if one.path == page.path))
            raise DeclarationError(f"{__name__}: the address '{page.path}' is that of {others}; expected one each")
        try:
            Environment(autoescape=True).parse(page.template)
        except TemplateSyntaxError as error:
            raise DeclarationError(
                f"{__name__}.{name}: line {error.lineno} of its template is no Jinja: {error.message}"
            ) from error
    return dict(sorted(found.items(), key=lambda one: (one[1].order, one[1].title)))
