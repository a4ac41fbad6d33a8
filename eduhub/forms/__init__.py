"""The clerk's side: blank forms made from the kinds alone."""

from eduhub.forms.blank import blank_csv, blank_workbook, blank_yaml
from eduhub.forms.filling import BLANK, Filling, rows_of
from eduhub.forms.workbook import form_workbook

__all__ = ["BLANK", "Filling", "blank_csv", "blank_workbook", "blank_yaml", "form_workbook", "rows_of"]
