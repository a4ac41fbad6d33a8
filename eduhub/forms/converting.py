"""One face of documents to another: workbook, YAML, CSV; what was written is read again before it counts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path, PurePosixPath
from typing import Any, TypeAlias

from pydantic import ValidationError

from eduhub.checks.explained import Explained
from eduhub.core.errors import UseError
from eduhub.core.text import Lang, Text, say
from eduhub.forms.filling import Filling, rows_of
from eduhub.forms.workbook import form_workbook
from eduhub.kinds.base import Record, fields, leaves
from eduhub.kinds.catalogue import KINDS, Form, form_of
from eduhub.kinds.submitted import EXPLANATIONS
from eduhub.repository import Submission
from eduhub.repository.canonical import content_hash, csv_text, plain, yaml_text
from eduhub.repository.files import ANSWERS
from eduhub.repository.submission import submit
from eduhub.source.imprint import OWNERS
from eduhub.source.read import YAML_SUFFIXES, read

Sound: TypeAlias = Sequence[Submission[Any]]
Answers: TypeAlias = Sequence[Explained]


def converted(submissions: Sound, target: Path, lang: Lang, answers: Answers = ()) -> dict[Path, str | bytes]:
    """The files that hold the documents in the face of the target's suffix; a target without one is a folder.

    answers  the explanations of queries on the documents; those in the documents themselves give way to them

    Raises UseError where that face can't hold them, or where what was written would not read as the same.
    """
    if target.suffix:
        placed = {target: list(submissions)}
    else:
        placed = {target / _name(one): [one] for one in submissions}
        if len(placed) < len(submissions):
            raise _several(Text("同一个文件夹", "one folder"))
    files: dict[Path, str | bytes] = {}
    for path, several in placed.items():
        given = [_sound(one) for one in answers if one.about in several]
        home = next((one for one in several if one.kind.has_answers), None)
        meant = [_stored(one, given if one is home else [], path.suffix.lower()) for one in several]
        files[path] = _content(meant, path.suffix.lower(), lang)
        _compare(meant, path, files[path])
        if given and home is None:
            files[path.with_name(path.stem + ANSWERS)] = _beside(given)
    return files


def _sound(answer: Explained) -> dict[str, str]:
    """The record of an explanation; UseError where it is longer than one may be."""
    try:
        EXPLANATIONS.record.model_validate({"rows": [answer.record]})
    except ValidationError as error:
        raise UseError(
            "{file}：{code} 在 {at} 的说明太长，存不下；理由最多 5000 字",
            "{file}: the explanation of {code} at {at} is too long to keep; a reason has up to 5000 letters",
            file=answer.about.file,
            code=answer.code,
            at=answer.at,
        ) from error
    return answer.record


def _stored(submission: Submission[Any], given: Sequence[Mapping[str, str]], suffix: str) -> Submission[Any]:
    """A document with these explanations, and in a file that is stored without what is not."""
    data = plain(submission.model)
    if submission.kind.has_answers:
        data = {**data, "explanations": list(given)}
    if suffix != ".xlsx":
        data = _kept(data, submission.kind.record)
    return replace(submission, record=submission.kind.record.model_validate(data))


def dropped_from(submission: Submission[Any]) -> list[Text]:
    """What is filled in in a document and taken out before it is stored, by the names of the fields."""
    found = leaves(submission.kind.record, plain(submission.model))
    return list(dict.fromkeys(field.label.text for _, _, field in found if field.label.dropped))


def _kept(data: Mapping[str, Any], record: type[Record]) -> dict[str, Any]:
    """The data without what is taken out before anything is stored."""
    return {
        key: [_kept(item, inner) if inner else item for item in value]
        if isinstance(value, list) and (inner := fields(record)[key].record)
        else value
        for key, value in data.items()
        if not fields(record)[key].label.dropped
    }


def _beside(given: Sequence[Mapping[str, str]]) -> str:
    """The file of explanations that lies beside a list."""
    return yaml_text(EXPLANATIONS, EXPLANATIONS.record.model_validate({"rows": list(given)}))


def workbook(submissions: Sound, lang: Lang) -> bytes:
    """The form that holds the documents, filled in with them."""
    form = _form(submissions)
    rows = {sheet: rows for one in submissions for sheet, rows in rows_of(one.kind, plain(one.model)).items()}
    whose = {part: text for one in submissions for part, text in one.owner.items() if part in OWNERS}
    cover = {name: text for one in submissions for name, text in one.document.imprint.cover.items()}
    return form_workbook(form, lang, Filling(rows, unit=whose, cover=cover))


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


def _compare(submissions: Sound, path: Path, content: str | bytes) -> None:
    """Raises UseError unless a file holds these documents, read as anybody would read it."""
    raw = content.encode("utf-8") if isinstance(content, str) else content
    again = set()
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
