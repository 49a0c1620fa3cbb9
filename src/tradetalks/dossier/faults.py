"""A fault of a dossier, or a doubt about it: where it stands, and what is said of it there."""

from __future__ import annotations

import re
from typing import NamedTuple


class Fault(NamedTuple):
    """What is wrong at a place.

    Attributes:
        path: such as ``agenda[2 'soy'].options['buy'].title``. says: the value found and what was expected.
        late: nobody could know it on the eve: a fault of the evidence, on which all can still be computed.
    """

    path: str
    says: str
    late: bool = False

    @property
    def key(self) -> str:
        """The top-level key of the path, which stands in one of the dossier's files."""
        return re.split(r"\W", self.path, maxsplit=1)[0]

    def __str__(self) -> str:
        return f"{self.path}: {self.says}"
