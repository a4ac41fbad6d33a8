"""`eduhub receipt`: a short text for the chat on a file that came in, and whether a code is its."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from eduhub.cli.guard import publish
from eduhub.cli.language import current, t
from eduhub.cli.output import complain, out, out_json, talk
from eduhub.cli.shared import AsOf, Force, TextOrJson, existing, load, refuse_existing
from eduhub.core.errors import UseError
from eduhub.core.text import LANGS, say

if TYPE_CHECKING:
    from eduhub.forms.receipt import Receipt
    from eduhub.repository import Repository


def receipt(
    paths: Annotated[
        list[Path],
        typer.Argument(
            metavar=t("文件", "FILE"), help=t("报送的文件，或文件夹", "files that came in, or a folder")
        ),
    ],
    verify: Annotated[
        str | None,
        typer.Option(
            "--verify",
            metavar=t("回执码", "CODE"),
            help=t(
                "核对回执码是不是这个文件的；只防弄混，不是签名",
                "is this the code of the file? It guards against mix-ups and is no signature",
            ),
        ),
    ] = None,
    output: Annotated[
        Path | None,
        typer.Option(
            "-o",
            "--output",
            metavar=t("文件", "FILE"),
            help=t("写入文件，不在屏幕上显示", "write into a file instead of on the screen"),
        ),
    ] = None,
    shape: TextOrJson = "text",
    as_of: AsOf = None,
    force: Force = False,
) -> int:
    """Prints a receipt for each file; or says whether a code belongs to a file."""
    from eduhub.forms.receipt import receipts

    existing(paths)
    if verify is not None:
        return _verified(paths, verify)
    if output:
        refuse_existing(output, force=force)
    repository = load(paths, as_of)
    found = receipts(repository)
    text = _json(found) if shape == "json" else _text(found)
    if output:
        import json

        publish({output: f"{json.dumps(text, ensure_ascii=False, indent=2) if shape == 'json' else text}\n"})
        talk(t(f"已写入 {output}", f"written: {output}"))
    elif shape == "json":
        out_json(text)
    elif found:
        out(str(text))
    return max([_unread(repository), *(one.standing.exit_code for one in found)])


def _text(found: list[Receipt]) -> str:
    """The receipts, a blank line between them."""
    from eduhub.forms.receipt import receipt_text

    return "\n\n".join(receipt_text(one, one.came.file.rpartition("/")[2], current()) for one in found)


def _json(found: list[Receipt]) -> dict[str, Any]:
    from eduhub.forms.receipt import receipt_text

    return {
        "version": 1,
        "receipts": [
            {
                "file": say(one.came.file, "en"),
                "form": one.came.forms[0].name if one.came.forms else None,
                "unit": {part: [say(id_, "en") for id_ in ids] for part, ids in one.came.unit.items() if ids},
                "name": say(one.unit.name, "en") or None if one.unit else None,
                "as_of": one.as_of.isoformat(),
                "errors": one.standing.errors,
                "queries": one.standing.queries,
                "explained": one.standing.explained,
                "content": one.content,
                "code": one.code,
                "text": {lang: receipt_text(one, one.came.file.rpartition("/")[2], lang) for lang in LANGS},
            }
            for one in found
        ],
    }


def _unread(repository: Repository) -> int:
    """Says which files get no receipt, and why; gives the exit code that they call for."""
    from eduhub.forms.collecting.came import came_in
    from eduhub.forms.collecting.refusing import no_submission

    codes = [0]
    for came in came_in(repository):
        if why := no_submission(came):
            file, message, fix = (say(words, current()) for words in (came.file, why.message, why.fix))
            complain(t(f"没有回执：{file}：{message}；{fix}", f"no receipt for {file}: {message}; {fix}"))
            codes.append(why.exit_code)
    notes = [f for d in repository.documents if d.file in repository.folders for f in d.findings]
    for note in notes:
        complain(say(note.message(current()), current()))
        codes.append(note.rule.exit_code if note.tier == "error" else 0)
    return max(codes)


def _verified(paths: list[Path], code: str) -> int:
    """Says whether a code is that of a file; 0 where it is, 1 where it is not."""
    from eduhub.forms.collecting.came import came_in
    from eduhub.forms.collecting.refusing import no_submission
    from eduhub.forms.receipt import EXAMPLE, belongs, content_of, read_code

    told = read_code(code)
    if told is None:
        raise UseError(
            "“{code}”不是回执码；照回执最后一行写，如 {example}",
            "'{code}' is no code; write it as in the last line of the receipt, as in {example}",
            code=code,
            example=EXAMPLE,
        )
    if len(paths) != 1 or paths[0].is_dir():
        raise UseError(
            "--verify 一次核对一个文件；给出那一个文件", "--verify takes one file at a time; name that file"
        )
    repository = load(paths, None)
    for came in came_in(repository):
        if not no_submission(came):
            return _say_whether(belongs(told, content_of(came, repository)), told)
    return _unread(repository)


def _say_whether(fits: bool, told: Any) -> int:
    counts = t(
        f"{told.day} 校验，逻辑错误 {told.errors} 处，经验疑问 {told.queries} 处",
        f"checked as of {told.day}; errors: {told.errors}; queries: {told.queries}",
    )
    if fits:
        out(t(f"相符：回执码就是这个文件的（{counts}）", f"it fits: this is the file of the code ({counts})"))
        return 0
    out(
        t(
            f"不符：文件的内容与回执码（{counts}）对不上；内容改过，或回执码抄错，或是另一个文件的",
            f"it does not fit: the content of the file is not that of the code ({counts}); the file was "
            "changed, the code was mistyped, or it is of another file",
        )
    )
    return 1
