"""What collecting found: for each form who handed it in, who did not, and which files do not count."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cached_property

from eduhub.checks.explained import Explained
from eduhub.core.rule import Finding
from eduhub.core.text import Text
from eduhub.forms.collecting.came import Came
from eduhub.forms.collecting.newest import Choice
from eduhub.forms.collecting.refusing import Refusal
from eduhub.forms.standing import NOTHING_ASKED, Standing
from eduhub.forms.units import Unit
from eduhub.kinds.catalogue import Form


class State(StrEnum):
    """How a unit stands with a form."""

    ASKED = "asked"
    DOUBLED = "doubled"
    MISSING = "missing"
    CLEAN = "clean"

    @property
    def label(self) -> Text:
        """The word for it."""
        return {
            State.ASKED: Text("待改正或说明", "to be mended or explained"),
            State.DOUBLED: Text("重复待定", "doubled, undecided"),
            State.MISSING: Text("未交", "missing"),
            State.CLEAN: Text("无问题", "nothing to mend"),
        }[self]


@dataclass(frozen=True)
class Row:
    """A unit and what came from it."""

    unit: Unit
    choice: Choice
    standing: Standing = NOTHING_ASKED

    @property
    def state(self) -> State:
        """How it stands."""
        if self.choice.doubled:
            return State.DOUBLED
        if self.choice.taken is None:
            return State.MISSING
        return State.ASKED if self.standing.asking else State.CLEAN


@dataclass(frozen=True)
class OfForm:
    """A form and its units.

    year   that it is wanted for; empty for a form that has no year
    due    by when, where the settings say so
    known  is there a register that tells who has to hand it in?
    """

    form: Form
    year: str
    due: date | None
    known: bool
    rows: tuple[Row, ...]

    def of(self, state: State) -> list[Row]:
        """The units that stand so."""
        return [row for row in self.rows if row.state is state]

    @property
    def received(self) -> int:
        """From how many units something came that counts, or would if it were decided."""
        return sum(row.state is not State.MISSING for row in self.rows)

    @property
    def taken(self) -> Iterator[tuple[Row, Came]]:
        """The units with the file that counts."""
        return ((row, row.choice.taken) for row in self.rows if row.choice.taken)


@dataclass(frozen=True)
class Left:
    """A file that does not count, why, and the form and unit that it is of; None where that is not sure."""

    came: Came
    refusal: Refusal
    form: Form | None = None
    unit: Unit | None = None


@dataclass(frozen=True)
class Collected:
    """All that collecting found.

    folder      as the user named it
    wrong       files that could be read and do not count; unread: those that could not be read
    elsewhere   files of units that are of another district or cluster than was asked for
    notes       what is to be said of the folder: what was left aside as junk, that it is empty; and of
                eduhub, where a rule of it broke down
    explained   what was answered to queries in the files that count
    """

    folder: str
    as_of: date
    forms: tuple[OfForm, ...]
    wrong: tuple[Left, ...]
    unread: tuple[Left, ...]
    elsewhere: tuple[Came, ...]
    notes: tuple[Finding, ...]
    explained: tuple[Explained, ...]

    @property
    def left(self) -> tuple[Left, ...]:
        """The files that do not count."""
        return (*self.wrong, *self.unread)

    def is_settled(self, left: Left) -> bool:
        """Does another file of its unit count, or would if it were decided? Nobody has to send it again."""
        rows = (row for one in self.forms if left.form in (one.form, None) for row in one.rows)
        return any(row.unit == left.unit and row.state is not State.MISSING for row in rows)

    @cached_property
    def exit_code(self) -> int:
        """0 where everybody handed in and nothing is to be asked; else 70 before 3 before 1."""
        rows = [row for one in self.forms for row in one.rows]
        codes = [row.standing.exit_code for row in rows]
        codes += [int(row.state is not State.CLEAN) for row in rows]
        codes += [left.refusal.exit_code for left in self.left if not self.is_settled(left)]
        codes += [note.rule.exit_code for note in self.notes if note.tier == "error"]
        return max(codes, default=0)

    def name(self, came: Came) -> str:
        """A file as it is called inside of the folder."""
        return came.file.removeprefix(f"{self.folder}/")
