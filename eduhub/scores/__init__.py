"""How well? Indicators as polars frames over a repository, stacked into one long table."""

from eduhub.scores.engine import Scores, score
from eduhub.scores.split import split_amounts

__all__ = ["Scores", "score", "split_amounts"]
