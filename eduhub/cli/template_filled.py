"""Forms for units: filled in with what the data repository knows, one or one for each."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from eduhub.cli.guard import publish
from eduhub.cli.language import current, t
from eduhub.cli.options import session
from eduhub.cli.output import out, progress, talk
from eduhub.cli.shared import load, school_year
from eduhub.cli.template import refuse_filled
from eduhub.core.errors import UseError
from eduhub.core.text import same
from eduhub.forms import form_workbook
from eduhub.forms.prefill import prefilled
from eduhub.forms.units import LEVELS, Level, Unit, day_for, find_unit, level_of, units
from eduhub.kinds.catalogue import Form
from eduhub.repository import Repository
from eduhub.repository.files import find_root
from eduhub.source import issued

_UNSAFE = re.compile(r'[<>:"/\\|?*\x00-\x1f]')  # in the names of files, on Windows
_LONGEST = 80


@dataclass(frozen=True)
class Issue:
    """Forms of one sort that are to go out.

    year  the school year that was asked for; None: that of the repository
    """

    form: Form
    year: str | None
    protect: bool
    force: bool

    def for_one(self, asked: Mapping[str, str | None], path: Path | None) -> None:
        """Writes the form of one unit and prints its path."""
        level = self._level(asked)
        name = asked[level] if level else None
        if level is None or name is None:
            raise _no_unit(self.form, level)
        repository = self._repository()
        unit = find_unit(level, name, repository, self._day(repository))
        target = path or Path(self._name(unit))
        if target.suffix.lower() != ".xlsx":
            raise UseError(
                "预填的表只有 .xlsx；把 {path} 的后缀改成 .xlsx",
                "forms that are filled in are .xlsx only; change the suffix of {path}",
                path=str(target),
            )
        refuse_filled(target, self.force)
        publish({target: self._content(unit, repository)})
        out(str(target))

    def for_all(self, district: str | None, folder: Path | None, asked: Mapping[str, str | None]) -> None:
        """Writes a form for each unit, and the list of them."""
        level = level_of(self.form)
        if level is None or asked["school"] or asked["cluster"]:
            raise _no_unit(self.form, level)
        if folder is None:
            raise UseError("用 --all 时写明文件夹：-o 文件夹", "with --all, name a folder: -o DIR")
        repository = self._repository()
        day = self._day(repository)
        within = find_unit("district", district, repository, day).id if district else None
        wanted = [unit for unit in units(level, repository, day) if within in (None, unit.district)]
        if not wanted:
            raise UseError(
                "数据仓库里没有要发表的{what}",
                "the repository has no {what} to issue it to",
                what=LEVELS[level],
            )
        targets = {folder / self._name(unit): unit for unit in wanted}
        listed = folder / issued.NAME.to(current())
        for target in (*targets, listed):
            refuse_filled(target, self.force)
        files: dict[Path, str | bytes] = {}
        for number, (target, unit) in enumerate(targets.items(), start=1):
            progress(t(f"生成表格 {number}/{len(targets)}", f"making forms {number}/{len(targets)}"))
            files[target] = self._content(unit, repository)
        progress()
        publish({**files, listed: _list(targets)})
        for target in (*targets, listed):
            out(str(target))
        talk(t(f"共 {len(targets)} 份", f"forms: {len(targets)}"))

    def _level(self, asked: Mapping[str, str | None]) -> Level | None:
        """The level of the form; UseError where a unit of another level was named."""
        level = level_of(self.form)
        strange = [name for name, value in asked.items() if value and name != level]
        if strange:
            raise _no_unit(self.form, level)
        return level

    def _repository(self) -> Repository:
        if find_root([Path()], session().root) is None:
            raise UseError(
                "预填要在数据仓库里进行：用 -C 指定，或进入它的文件夹",
                "forms are filled in from a data repository: name it by -C, or go into its folder",
            )
        return load([session().root or Path()], None)

    def _content(self, unit: Unit, repository: Repository) -> bytes:
        filling = prefilled(self.form, unit, self._year(repository), repository)
        return form_workbook(self.form, current(), filling, protect=self.protect)

    def _year(self, repository: Repository) -> str | None:
        return school_year(self.year) or (repository.city.years.current if repository.city else None)

    def _day(self, repository: Repository) -> date:
        return day_for(self.form, self._year(repository), repository)

    def _name(self, unit: Unit) -> str:
        label = self.form.label.zh if current() == "zh" else self.form.name
        return f"{_safe(label)}_{_safe(unit.name)}_{_safe(unit.id)}.xlsx"


def _safe(words: str) -> str:
    """A part of a file's name that every system takes."""
    return _UNSAFE.sub("-", words).strip(" .")[:_LONGEST]


def _no_unit(form: Form, level: Level | None) -> UseError:
    """What to name instead: the form is of another level, or of none."""
    if level is None:
        return UseError(
            "“{form}”是全市的表，不按单位预填；去掉单位和学年",
            "{form} is of the whole city and is not filled in by unit; leave out units and year",
            form=form.label,
        )
    return UseError(
        "“{form}”按{what}填报；用 --{level} 写明一个，或用 --all 全部生成",
        "{form} is filled in by each {what}; name one by --{level}, or make all by --all",
        form=form.label,
        what=LEVELS[level],
        level=same(level),
    )


def _list(targets: Mapping[Path, Unit]) -> str:
    """The list of the forms, for spreadsheets."""
    lines = io.StringIO()
    writer = csv.writer(lines, lineterminator="\n")
    writer.writerow(column.to(current()) for column in issued.COLUMNS)
    for target, unit in targets.items():
        writer.writerow(_inert((target.name, unit.id, unit.name, unit.within)))
    return "\ufeff" + lines.getvalue()


def _inert(cells: Sequence[str]) -> list[str]:
    """Cells that no spreadsheet takes for formulas."""
    return [f"'{cell}" if cell.startswith(("=", "+", "-", "@", "\t")) else cell for cell in cells]
