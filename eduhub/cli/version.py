"""`eduhub version`: the versions that matter when something has to be reported."""

from __future__ import annotations

import platform

from eduhub import __version__
from eduhub.cli.output import out


def version() -> None:
    """Prints eduhub's version and Python's, a line each."""
    out(f"eduhub {__version__}")
    out(f"Python {platform.python_version()}")
