"""Finds what travels beside the code: templates, schemas, examples; in a checkout and in a wheel."""

from __future__ import annotations

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent


def resource(*parts: str) -> Path:
    """The path of a file or folder under `templates/`, `schemas/` or `examples/`.

    A wheel carries them in `eduhub/_data`; a checkout, and so an editable installation,
    has them beside the package.
    """
    shipped = _PACKAGE / "_data"
    return (shipped if shipped.is_dir() else _PACKAGE.parent).joinpath(*parts)
