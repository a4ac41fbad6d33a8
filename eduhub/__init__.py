"""eduhub: what school clusters submit, checked, scored and reported from flat files."""

__version__ = "0.1.0"
