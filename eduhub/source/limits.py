"""How large a file may be, in one table; a file can't raise its own limits."""

from __future__ import annotations

from typing import Final

MIB: Final = 1024 * 1024

FILE_BYTES: Final = 20 * MIB
YAML_BYTES: Final = 2 * MIB
YAML_DEPTH: Final = 32
YAML_NODES: Final = 400_000
YAML_SCALAR: Final = 64 * 1024

PART_BYTES: Final = 128 * MIB
ARCHIVE_BYTES: Final = 256 * MIB
ARCHIVE_MEMBERS: Final = 2_000
RATIO: Final = 200  # applies to parts above 1 MiB
RATIO_FROM: Final = MIB
SHEETS: Final = 64
ROWS: Final = 200_000
COLUMNS: Final = 512
CELLS: Final = 2_000_000
GRID_CELLS: Final = 8_000_000  # rows times columns up to the last filled cell, all sheets together
SHARED_TEXT: Final = 128 * MIB  # of shared strings, counted once for every cell that shows one
MERGED_CELLS: Final = 10_000  # in one merged range
MERGES: Final = 50_000  # in one sheet
XML_DEPTH: Final = 64
CELL_TEXT: Final = 32_767
SHARED_STRINGS: Final = 2_000_000

READ_SECONDS: Final = 20  # for one workbook in the reading process
READ_BYTES: Final = 1024 * MIB  # the address space of that process

HEADING_ROWS: Final = 20  # the heading row lies among the first so many
