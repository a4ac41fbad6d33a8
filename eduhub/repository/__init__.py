"""Documents that belong together: a data repository, a folder of collected workbooks, one file; all alike."""

from eduhub.repository.repository import MINIMUM_N, Beside, Repository, minimum_n
from eduhub.repository.submission import Submission

__all__ = ["MINIMUM_N", "Beside", "Repository", "Submission", "minimum_n"]
