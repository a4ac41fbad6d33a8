"""The example of each rule, cut from its case: a folder with a faulty submission and the same one mended."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import chdir
from datetime import date
from pathlib import Path
from typing import TypeAlias

from eduhub.checks import check
from eduhub.contract.excerpt import excerpts, head
from eduhub.contract.rules import Example, Excerpt
from eduhub.core.personal import masked
from eduhub.core.place import Place
from eduhub.core.text import visible
from eduhub.repository import Repository

AS_OF = date(2026, 6, 30)

Texts: TypeAlias = Mapping[str, tuple[str, ...] | None]


def examples(cases: Path) -> dict[str, Example]:
    """The examples of all cases by code; a case in which no text differs has none."""
    folders = sorted(folder for folder in cases.iterdir() if folder.is_dir())
    found = {folder.name: _example(folder) for folder in folders}
    return {code: example for code, example in found.items() if example is not None}


def _example(case: Path) -> Example | None:
    bad, good, place = _texts(case / "bad"), _texts(case / "good"), _place(case)
    own = place.file.removeprefix("bad/") if place else ""
    for before, after in sorted(_changed(bad, good), key=lambda pair: pair[0] != own):
        faulty, mended = bad.get(before or "", ()), good.get(after or "", ())
        if faulty is None or mended is None:  # no text
            continue
        line = place.line if place and before == own else None
        if before is None or after is None:
            return Example(Excerpt(before, head(own, faulty, line)), Excerpt(after, head(own, mended)))
        return Example(*map(Excerpt, (before, after), excerpts(before, faulty, mended, line)))
    return None


def _place(case: Path) -> Place | None:
    """Where the rule finds its fault; None where that takes more than reading the folder."""
    with chdir(case):  # so that places are named as in the case
        found = check(Repository.load([Path("bad")], as_of=AS_OF)).findings
    return next((finding.place for finding in found if finding.rule.code == case.name), None)


def _changed(bad: Texts, good: Texts) -> Iterator[tuple[str | None, str | None]]:
    """The files that differ: changed, moved or renamed, and those that only one of the two has."""
    yield from ((name, name) for name in bad if name in good and bad[name] != good[name])
    gone, come = [name for name in bad if name not in good], [name for name in good if name not in bad]
    yield from zip(gone, come, strict=False)
    yield from ((name, None) for name in gone[len(come) :])
    yield from ((None, name) for name in come[len(gone) :])


def _texts(folder: Path) -> Texts:
    """The lines of every file in a folder, by path, persons' numbers masked; None for one that is no text."""
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): _lines(path.read_bytes()) for path in files}


def _lines(raw: bytes) -> tuple[str, ...] | None:
    try:
        text = raw.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError:
        return None
    lines = text.removesuffix("\n").split("\n") if text else []
    return None if "\0" in text else tuple(visible(masked(line)) for line in lines)
