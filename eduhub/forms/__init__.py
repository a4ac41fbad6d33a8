"""The clerk's side: blank forms made from the kinds alone."""

from eduhub.forms.blank import blank_csv, blank_workbook, blank_yaml

__all__ = ["blank_csv", "blank_workbook", "blank_yaml"]
