"""The marked copy: what is wrong shown in the clerk's own workbook, which is her next submission."""
