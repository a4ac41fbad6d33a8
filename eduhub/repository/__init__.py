"""Documents that belong together: a data repository, a folder of collected workbooks, one file; all alike."""

from eduhub.repository.repository import Beside, Repository
from eduhub.repository.submission import Submission

__all__ = ["Beside", "Repository", "Submission"]
