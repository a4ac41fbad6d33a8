"""Files on one side, plain located data on the other: YAML, CSV and workbooks, behind one guard."""
