"""A collected folder on a screen of eighty cells: by form who has to do what, then what does not count."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from eduhub.cli.language import current, t
from eduhub.cli.output import page_width, paint
from eduhub.core.lines import padded, width, wrap
from eduhub.core.text import say
from eduhub.forms.collecting import Collected, OfForm, Row, State
from eduhub.forms.collecting.telling import ASK_WHICH, counted, decided_by, replaced, title, unfit

_NAME = 22  # cells, the most that a name of a unit gets in a line
_GAP = "  "


def table(found: Collected) -> Iterator[str]:
    """The lines."""
    notes = (line for note in found.notes for line in _wrapped("", say(note.message(current()), current())))
    parts = [
        *(_form(found, one) for one in found.forms),
        _unfit(found),
        _replaced(found),
        _elsewhere(found),
        notes,
    ]
    told = [lines for part in parts if (lines := list(part))]
    for at, lines in enumerate(told):
        yield from ["", *lines] if at else lines


def _form(found: Collected, one: OfForm) -> Iterator[str]:
    lang = current()
    name = title(one.form.label.to(lang), one.year)
    day = t(f"（截至 {found.as_of}）", f" (as of {found.as_of})")
    yield paint(f"{name}{day}", "bold")
    states = [(state.label.to(lang), len(one.of(state))) for state in State]
    told = t("；", "; ").join(f"{words} {count}" for words, count in states if count)
    yield from _wrapped("", f"{counted(one).to(lang)}{t('：', ': ') if told else ''}{told}")
    if not one.known:
        words = t(
            "没有名册，不知道谁没有交；用 -C 指明数据仓库",
            "without a register nobody can tell who is missing; name the repository with -C",
        )
        yield from _wrapped("", words)
    for state in State:
        if rows := one.of(state):
            yield ""
            yield _title(state.label.to(lang), len(rows))
            yield from _rows(found, state, rows)


def _title(words: str, count: int) -> str:
    return paint(t(f"{words}（{count}）", f"{words} ({count})"), "bold")


def _rows(found: Collected, state: State, rows: Sequence[Row]) -> Iterator[str]:
    """The units that stand alike, in columns; what has nothing to tell in this state has no column."""
    lang = current()
    heads: list[str] = []
    if state is State.MISSING:
        cells = [[row.unit.id, row.unit.name] for row in rows]
    elif state is State.DOUBLED:
        cells = [
            [row.unit.id, row.unit.name, say([found.name(came) for came in row.choice.doubled], lang)]
            for row in rows
        ]
    else:
        asks = state is State.ASKED
        counts = [t("错误", "errors"), t("疑问", "queries")] if asks else []
        heads = [t("编号", "id"), t("单位", "unit"), *counts, t("文件", "file")]
        cells = [
            [
                *(row.unit.id, row.unit.name),
                *((str(row.standing.errors), str(row.standing.queries)) if asks else ()),
                _file(found, row),
            ]
            for row in rows
        ]
    yield from _aligned([heads, *cells] if heads else cells)
    if state is State.DOUBLED:
        yield from _wrapped(_GAP, ASK_WHICH.to(lang))


def _file(found: Collected, row: Row) -> str:
    """The file that counts, and by what it is the newest where there were others."""
    name = say(found.name(row.choice.taken), current()) if row.choice.taken else ""
    by = decided_by(row).to(current())
    return name + (t(f"（按{by}最新）", f" (newest by {by})") if by else "")


def _aligned(rows: Sequence[Sequence[str]]) -> Iterator[str]:
    """Rows in columns; a long name is cut, the words of the last column go on below themselves."""
    shown = [
        [_cut(say(cell, current()), _NAME) for cell in row[:-1]] + [say(row[-1], current())] for row in rows
    ]
    widths = [max(width(row[at]) for row in shown) for at in range(len(shown[0]) - 1)]
    for row in shown:
        pairs = zip(row, widths, strict=False)
        lead = _GAP + "".join(_in_column(cell, wide, at > 1) + _GAP for at, (cell, wide) in enumerate(pairs))
        yield from _wrapped(lead, row[-1])


def _unfit(found: Collected) -> Iterator[str]:
    """The files that can't be used, why, and what to do."""
    if not found.left:
        return
    yield _title(t("不能用的文件", "files that can't be used"), len(found.left))
    for aside in unfit(found):
        yield from _wrapped(_GAP, say(aside.file, current()))
        unit = say(aside.unit, current())
        yield from _wrapped(_GAP * 3, f"{unit}{t('：', ': ')}" * bool(unit) + say(aside.message, current()))
        yield from _wrapped(_GAP * 3 + t("怎么办  ", "to do  "), say(aside.fix, current()))


def _replaced(found: Collected) -> Iterator[str]:
    """The files in whose place another of the same unit counts, a line each."""
    others = list(replaced(found))
    if not others:
        return
    yield _title(
        t("不用处理：已有同样的或更新的", "nothing to do: the same or a newer one is there"), len(others)
    )
    for aside in others:
        yield from _wrapped(_GAP, f"{say(aside.file, current())}{_GAP}{say(aside.message, current())}")


def _elsewhere(found: Collected) -> Iterator[str]:
    if count := len(found.elsewhere):
        words = t(
            f"另有 {count} 个文件属于别的县区或片区，没有计入",
            f"files of other districts or clusters, which were not counted: {count}",
        )
        yield from _wrapped("", words)


def _in_column(words: str, cells: int, is_count: bool) -> str:
    """Words to the left of their column, counts to the right."""
    return " " * (cells - width(words)) + words if is_count else padded(words, cells)


def _wrapped(lead: str, words: str) -> Iterator[str]:
    """Words after their lead that go on below themselves; not even a long word leaves the page."""
    room = page_width() - width(lead)
    lines = [part for line in wrap(words, room) for part in _pieces(line, room)]
    for at, line in enumerate(lines):
        yield ((" " * width(lead) if at else lead) + line).rstrip()


def _pieces(word: str, cells: int) -> Iterable[str]:
    """A line in pieces of at most that many cells."""
    piece = ""
    for letter in word:
        if width(piece + letter) > cells:
            yield piece
            piece = ""
        piece += letter
    yield piece


def _cut(words: str, cells: int) -> str:
    """The words, with a mark where they are cut to that many cells."""
    if width(words) <= cells:
        return words
    return next(iter(_pieces(words, cells - 2))) + "…"
