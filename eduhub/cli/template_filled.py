"""Forms for units: filled in with what the data repository knows, one or one for each."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from eduhub.cli.guard import publish
from eduhub.cli.language import current, t
from eduhub.cli.options import session
from eduhub.cli.output import out, progress, talk
from eduhub.cli.shared import load, school_year
from eduhub.cli.template import refuse_filled
from eduhub.core.errors import UseError
from eduhub.core.text import same
from eduhub.forms.cover import owners
from eduhub.forms.prefill import prefilled
from eduhub.forms.units import LEVELS, Level, Unit, day_for, find_unit, level_of, units
from eduhub.forms.workbook import issued_workbook
from eduhub.kinds.catalogue import Form
from eduhub.repository import Repository
from eduhub.repository.files import find_root
from eduhub.source import issued

_UNSAFE = re.compile(r'[<>:"/\\|?*\x00-\x1f]')  # in the names of files, on Windows
_LONGEST = 80
_SUFFIXES = (".xlsx", ".csv", ".yaml", ".yml")


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
        name = asked[level]
        if name is None:
            raise _no_unit(self.form, level)
        repository = self._repository()
        year = self._year(repository)
        unit = find_unit(level, name, repository, day_for(self.form, year, repository))
        target = path or Path(self._name(unit, year))
        refuse_filled(target, self.force)
        if target.suffix.lower() != ".xlsx":
            raise UseError(
                "预填的表只有 .xlsx；把 {path} 的后缀改成 .xlsx",
                "forms that are filled in are .xlsx only; change the suffix of {path}",
                path=str(target),
            )
        publish({target: self._content(unit, year, repository)})
        out(str(target))

    def for_all(self, district: str | None, path: Path | None, asked: Mapping[str, str | None]) -> None:
        """Writes a form for each unit, and the list of them."""
        level = level_of(self.form)
        if level is None:
            raise _of_city(self.form)
        for name in ("school", "cluster"):
            if asked[name]:
                raise UseError(
                    "--all 是每个{what}各一份，不能同时用 --{name}；去掉其中一个",
                    "--all makes one for each {what} and does not go with --{name}; leave one of them out",
                    what=LEVELS[level],
                    name=same(name),
                )
        folder = _folder(path)
        repository = self._repository()
        year = self._year(repository)
        day = day_for(self.form, year, repository)
        within = find_unit("district", district, repository, day).id if district else None
        wanted = [unit for unit in units(level, repository, day) if within in (None, unit.district)]
        if not wanted:
            raise UseError(
                "数据仓库里没有要发表的{what}",
                "the repository has no {what} to issue it to",
                what=LEVELS[level],
            )
        targets = {folder / self._name(unit, year): unit for unit in wanted}
        listed = folder / issued.NAME.to(current())
        for target in (*targets, listed):
            refuse_filled(target, self.force)
        files: dict[Path, str | bytes] = {}
        for number, (target, unit) in enumerate(targets.items(), start=1):
            progress(t(f"生成表格 {number}/{len(targets)}", f"making forms {number}/{len(targets)}"))
            files[target] = self._content(unit, year, repository)
        progress()
        publish({**files, listed: _list(targets)})
        for target in (*targets, listed):
            out(str(target))
        talk(t(f"共 {len(targets)} 份", f"forms: {len(targets)}"))

    def _level(self, asked: Mapping[str, str | None]) -> Level:
        """The level of the form; UseError where a unit of another level was named."""
        level = level_of(self.form)
        if level is None:
            raise _of_city(self.form)
        if strange := [name for name, value in asked.items() if value and name != level]:
            raise _strange(self.form, level, strange[0], is_named=bool(asked[level]))
        return level

    def _repository(self) -> Repository:
        if find_root([Path()], session().root) is None:
            raise UseError(
                "预填要在数据仓库里进行：用 -C 指定，或进入它的文件夹",
                "forms are filled in from a data repository: name it by -C, or go into its folder",
            )
        return load([session().root or Path()], None)

    def _year(self, repository: Repository) -> str | None:
        """The school year of the form; None where it is for none, or nobody says for which."""
        asked = school_year(self.year)
        if "year" in owners(self.form):
            return asked or (repository.city.years.current if repository.city else None)
        if asked:
            raise UseError(
                "“{form}”不分学年；去掉 --year",
                "the form '{form}' is for no school year; leave out --year",
                form=self.form.label,
            )
        return None

    def _content(self, unit: Unit, year: str | None, repository: Repository) -> bytes:
        filling = prefilled(self.form, unit, year, repository)
        return issued_workbook(self.form, current(), filling, protect=self.protect)

    def _name(self, unit: Unit, year: str | None) -> str:
        label = self.form.label.zh if current() == "zh" else self.form.name
        return "_".join(map(_safe, filter(None, (label, unit.name, unit.id, year)))) + ".xlsx"


def _safe(words: str) -> str:
    """A part of a file's name that every system takes."""
    return _UNSAFE.sub("-", words).strip(" .")[:_LONGEST]


def _folder(folder: Path | None) -> Path:
    """The folder that was named; UseError where none was, or what is no folder."""
    if folder is None:
        raise UseError("用 --all 时写明文件夹：-o 文件夹", "with --all, name a folder: -o DIR")
    if folder.is_file() or (folder.suffix.lower() in _SUFFIXES and not folder.is_dir()):
        raise UseError(
            "用 --all 时 -o 是文件夹，{path} 是文件名；换成文件夹",
            "with --all, -o names a folder; {path} is the name of a file",
            path=str(folder),
        )
    return folder


def _of_city(form: Form) -> UseError:
    return UseError(
        "“{form}”是全市的表，不按单位预填；去掉单位、学年和 --all",
        "the form '{form}' is of the whole city and not of a unit; leave out units, year and --all",
        form=form.label,
    )


def _no_unit(form: Form, level: Level) -> UseError:
    """What to name: the form is of another level."""
    return UseError(
        "“{form}”按{what}填报；用 --{level} 写明一个，或用 --all 全部生成",
        "the form '{form}' is filled in by each {what}; name one by --{level}, or make all by --all",
        form=form.label,
        what=LEVELS[level],
        level=same(level),
    )


def _strange(form: Form, level: Level, named: str, *, is_named: bool) -> UseError:
    """What to do about a unit of another level, beside one of the right level or without."""
    if is_named:
        return UseError(
            "“{form}”按{what}填报，不用 --{named}；去掉它",
            "the form '{form}' is filled in by each {what}; leave out --{named}",
            form=form.label,
            what=LEVELS[level],
            named=same(named),
        )
    if named == "district":
        return UseError(
            "“{form}”按{what}填报；县区内每个{what}各一份就加 --all，只要一份就用 --{level} 写明",
            "the form '{form}' is filled in by each {what}; add --all for those of the district, "
            "or name one by --{level}",
            form=form.label,
            what=LEVELS[level],
            level=same(level),
        )
    return _no_unit(form, level)


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
