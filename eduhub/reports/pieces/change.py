"""Did it get better? Gap and level index against the year before, with the same members, and what to mind."""

from __future__ import annotations

from eduhub.core.text import Text
from eduhub.parameters.catalogue import L_CODES
from eduhub.reports.page import NONE, Cell, Section, Table, listed, words
from eduhub.reports.pieces.names import NOTHING, change, figure, short, stage_name
from eduhub.scores.view import View

_INDEXES = ("GAP", "LEVEL")


def moved(view: View, stage: str) -> Text:
    """Whether gaps narrowed and the level rose, judged by the same members."""
    name, before = stage_name(stage), view.before
    gap, level = (_step(view, before, stage, code) for code in _INDEXES)
    if before is None or gap is None or level is None:
        return Text(
            f"{name.zh}没有可比的上学年数据，不能判断变化。",
            f"{name.en}: there is nothing comparable in the year before, so change can't be told.",
        )
    narrowed, rose = (view.value(stage, f"{code}.same") or 0.0 for code in _INDEXES)
    small: float = view.scores.parameters["index_change_told"]
    zh_gap, en_gap = _direction(
        narrowed, small, ("校际差距扩大", "the gap widened"), ("校际差距缩小", "the gap narrowed")
    )
    zh_level, en_level = _direction(
        rose, small, ("资源水平提高", "the level rose"), ("资源水平下降", "the level fell")
    )
    return Text(
        f"同口径比上学年，{name.zh}{zh_gap or '校际差距基本持平'}（差距指数 {gap.zh}），"
        f"{zh_level or '资源水平基本持平'}（水平指数 {level.zh}）。",
        f"{name.en}, same members, against the year before: {en_gap or 'the gap hardly changed'} (gap index "
        f"{gap.en}), "
        f"{en_level or 'the level hardly changed'} (level index {level.en}).",
    )


def _direction(value: float, small: float, up: tuple[str, str], down: tuple[str, str]) -> tuple[str, str]:
    return ("", "") if abs(value) < small else up if value > 0 else down


def _step(view: View, before: View | None, stage: str, code: str) -> Text | None:
    """From what to what an index went in all, and by how much with the same members."""
    now, then = view.value(stage, code), before.value(stage, code) if before else None
    same_members = view.value(stage, f"{code}.same")
    if now is None or then is None or same_members is None:
        return None
    by = change(code, same_members).words
    from_, to = figure(code, then).words, figure(code, now).words
    members = change(code, view.value(stage, f"{code}.members"))
    zh, en = "", ""
    if members.words.zh.strip("0."):  # what three decimals show
        zh, en = f"、成员变动 {members.words.zh}", f", membership {members.words.en}"
    return Text(
        f"{from_.zh} → {to.zh}，同口径 {by.zh}{zh}", f"{from_.en} → {to.en}, same members {by.en}{en}"
    )


def cautions(view: View, stage: str) -> Text:
    """Where the spread narrowed because there was less to spread; nothing where that is not so."""
    codes = [code for code in L_CODES if view.value(stage, f"{code}.levelled_down") == 1.0]
    if not codes:
        return NOTHING
    name, which = stage_name(stage), listed([short(code) for code in codes])
    return Text(
        f"{name.zh}{which.zh}：均衡改善但资源水平下降，请核实原因。",
        f"{name.en}, {which.en}: more even, but the amount itself fell; please check why.",
    )


def index_table(view: View) -> Table:
    """Gap and level index of each stage: now, the year before, and the parts of the change."""
    before = view.before
    rows = [_index_row(view, before, stage, code) for stage in view.stages for code in _INDEXES]
    return Table(
        Text("差距指数和水平指数", "Gap index and level index"),
        (
            Text("指数", "index"),
            Text("本学年", "this year"),
            Text("上学年", "year before"),
            Text("变化", "change"),
            Text("其中同口径", "with the same members"),
            Text("其中成员变动的影响", "from membership"),
        ),
        tuple(rows),
    )


def _index_row(view: View, before: View | None, stage: str, code: str) -> tuple[Cell, ...]:
    name, index = stage_name(stage), short(code)
    return (
        words(Text(f"{name.zh}{index.zh}", f"{name.en}: {index.en}")),
        figure(code, view.value(stage, code)),
        figure(code, before.value(stage, code)) if before else NONE,
        *(change(code, view.value(stage, f"{code}.{form}")) for form in ("change", "same", "members")),
    )


def cv_change_table(view: View, stage: str) -> Table:
    """The change of each coefficient: in all, with the same members, from membership."""
    name = stage_name(stage)
    rows = [
        (
            words(short(code)),
            *(
                change(f"{code}.cv", view.value(stage, f"{code}.cv.{form}"))
                for form in ("change", "same", "members")
            ),
            _caution(view, stage, code),
        )
        for code in L_CODES
    ]
    return Table(
        Text(
            f"{name.zh}差异系数比上学年的变化",
            f"Change of the coefficients of variation, {name.en.lower()} stage",
        ),
        (
            Text("指标", "indicator"),
            Text("变化", "change"),
            Text("其中同口径", "with the same members"),
            Text("其中成员变动的影响", "from membership"),
            Text("提请注意", "to be minded"),
        ),
        tuple(rows),
    )


def _caution(view: View, stage: str, code: str) -> Cell:
    down = view.value(stage, f"{code}.levelled_down") == 1.0
    return words(Text("资源水平下降，请核实", "the amount fell, please check")) if down else NONE


def section(view: View) -> Section:
    """The section on change that clusters, districts and the city have."""
    stages = view.stages
    tables = [index_table(view)]
    if view.before:
        tables += [cv_change_table(view, stage) for stage in stages]
    said = [text for stage in stages for text in (moved(view, stage), cautions(view, stage))]
    return Section(
        Text("与上学年相比", "Against the year before"),
        Text("变化", "change"),
        tuple(said),
        (),
        tuple(tables),
    )
