"""One face of documents to another: workbook, YAML, CSV; what was written is read again before it counts."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path, PurePosixPath
from typing import Any, TypeAlias

from eduhub.core.errors import UseError
from eduhub.core.text import Lang, Text, say
from eduhub.forms.filling import Filling, rows_of
from eduhub.forms.workbook import form_workbook
from eduhub.kinds.catalogue import KINDS, Form, form_of
from eduhub.repository import Submission
from eduhub.repository.canonical import content_hash, csv_text, plain, yaml_text
from eduhub.repository.submission import submit
from eduhub.source.imprint import OWNERS
from eduhub.source.read import YAML_SUFFIXES, read

Sound: TypeAlias = Sequence[Submission[Any]]


def converted(submissions: Sound, target: Path, lang: Lang) -> dict[Path, str | bytes]:
    """The files that hold the documents in the face of the target's suffix; a target without one is a folder.

    Raises UseError where that face can't hold them, or where what was written would not read as the same.
    """
    if target.suffix:
        files = {target: _content(submissions, target.suffix.lower(), lang)}
    else:
        files = {target / _name(one): _content([one], _suffix(one), lang) for one in submissions}
        if len(files) < len(submissions):
            raise _several(Text("同一个文件夹", "one folder"))
    _compare(submissions, files)
    return files


def workbook(submissions: Sound, lang: Lang) -> bytes:
    """The form that holds the documents, filled in with them."""
    form = _form(submissions)
    rows = {sheet: rows for one in submissions for sheet, rows in rows_of(one.kind, plain(one.model)).items()}
    whose = {part: text for one in submissions for part, text in one.owner.items() if part in OWNERS}
    return form_workbook(form, lang, Filling(rows, unit=whose))


def _content(submissions: Sound, suffix: str, lang: Lang) -> str | bytes:
    if suffix == ".xlsx":
        return workbook(submissions, lang)
    if suffix not in (*YAML_SUFFIXES, ".csv"):
        raise UseError(
            "不能写成 {suffix}；可写成 .xlsx、.yaml、.csv，或给出文件夹",
            "{suffix} can't be written; .xlsx, .yaml and .csv can, or name a folder",
            suffix=suffix,
        )
    if len(submissions) > 1:
        raise _several(Text(f"一个 {suffix} 文件", f"one {suffix} file"))
    (one,) = submissions
    if suffix in YAML_SUFFIXES:
        return yaml_text(one.kind, one.model)
    if not one.kind.is_table:
        raise UseError(
            "{kind}不是一张表，不能写成 .csv；可写成 .yaml 或 .xlsx",
            "{kind} is more than one table and can't be a .csv; write .yaml or .xlsx",
            kind=one.kind.label,
        )
    return csv_text(one.kind, one.model)


def _several(place: Text) -> UseError:
    return UseError(
        "这里有几份文档，{place}放不下；给出 .xlsx，或另一个文件夹",
        "these are several documents, which {place} can't hold; name an .xlsx or another folder",
        place=place,
    )


def _form(submissions: Sound) -> Form:
    kinds = [one.kind.name for one in submissions]
    form = form_of(kinds) if len(set(kinds)) == len(kinds) else None
    if form is None:
        raise UseError(
            "没有同时放得下{kinds}的表格；分开转换，或写成 .yaml、.csv",
            "no form holds {kinds} together; convert them one by one, or write .yaml or .csv",
            kinds=Text(say([one.kind.label for one in submissions], "zh"), say(kinds, "en")),
        )
    return form


def _name(submission: Submission[Any]) -> str:
    """The name that the document has in a data repository; its own where that goes by other things."""
    name = PurePosixPath(submission.kind.path).name
    return Path(submission.file).stem + _suffix(submission) if set(name) & set("*{") else name


def _suffix(submission: Submission[Any]) -> str:
    return PurePosixPath(submission.kind.path).suffix


def _compare(submissions: Sound, files: dict[Path, str | bytes]) -> None:
    """Raises UseError unless the files hold the same documents, read as anybody would read them."""
    again = set()
    for path, content in files.items():
        raw = content.encode("utf-8") if isinstance(content, str) else content
        for document in read(path, path.name, [kind.layout for kind in KINDS.values()], raw):
            found = submit(document, KINDS[document.kind], {}) if document.kind in KINDS else None
            if found and found.sound:
                again.add(yaml_text(found.kind, found.model))
    for one in submissions:
        if yaml_text(one.kind, one.model) not in again:
            raise UseError(
                "{file} 里有这种文件存不下的内容，没有写入；改存 .yaml",
                "{file} holds what such a file can't keep, so nothing was written; convert to .yaml",
                file=one.file,
            )


def hashes(submissions: Sound) -> list[tuple[Submission[Any], str]]:
    """The documents, each with the hash of its content."""
    return [(one, content_hash(one.kind, one.model)) for one in submissions]
