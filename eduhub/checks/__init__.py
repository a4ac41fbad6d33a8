"""Is it right? Rules over documents and repositories, the engine that runs them, formats that print them."""

from eduhub.checks.checked import Checked
from eduhub.checks.engine import check

__all__ = ["Checked", "check"]
