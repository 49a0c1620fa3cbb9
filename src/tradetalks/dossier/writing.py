"""Dossiers to disk: one YAML file that reads back as the same dossier."""

from __future__ import annotations

import io
from pathlib import Path

from ruamel.yaml import YAML

from tradetalks.dossier.model import Dossier
from tradetalks.paths import write_atomically


def to_yaml(dossier: Dossier) -> str:
    """The dossier as YAML, in the schema's order, without what is at its default."""
    yaml = YAML(typ="safe", pure=True)
    yaml.default_flow_style = False
    yaml.sort_base_mapping_type_on_output = False  # type: ignore[assignment]
    yaml.allow_unicode = True
    yaml.width = 120
    text = io.StringIO()
    yaml.dump(dossier.model_dump(mode="json", exclude_defaults=True), text)
    return text.getvalue()


def write_dossier(dossier: Dossier, folder: Path) -> Path:
    """Write ``dossier.yaml`` into a folder, atomically; returns the file."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "dossier.yaml"
    write_atomically(path, to_yaml(dossier))
    return path
