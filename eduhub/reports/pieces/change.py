"""Did it get better? Gap and level index against the year before, with the same members, and what to mind."""

from __future__ import annotations

from eduhub.core.text import Text
from eduhub.parameters.catalogue import L_CODES
from eduhub.reports.page import NONE, Cell, Section, Table, listed, words
from eduhub.reports.pieces.names import NOTHING, change, figure, short, stage_name
from eduhub.scores.view import View

_INDEXES = ("GAP", "LEVEL")
# What is said of an index that fell, hardly moved, and rose.
_WAYS = {
    "GAP": (
        Text("校际差距缩小", "the gap narrowed"),
        Text("校际差距基本持平", "the gap hardly changed"),
        Text("校际差距扩大", "the gap widened"),
    ),
    "LEVEL": (
        Text("资源水平下降", "the level fell"),
        Text("资源水平基本持平", "the level hardly changed"),
        Text("资源水平提高", "the level rose"),
    ),
}
_MOVED = Text("成员和数据范围变动", "members or known data")
_MOVED_HEAD = Text(f"其中{_MOVED.zh}", f"from {_MOVED.en}")
_MOVED_MEANT = Text(
    f"“{_MOVED.zh}”是总变化减去同口径变化的部分，来自学校增减、进出，以及只有一个学年数据齐全的学校。",
    f"'From {_MOVED.en}' is the whole change less that with the same members: it comes from schools that "
    "opened, closed or moved, and from schools whose data are complete in one of the years only.",
)


def moved(view: View, stage: str) -> Text:
    """Whether gaps narrowed and the level rose, judged by the same members."""
    name, before = stage_name(stage), view.before
    if before is None or not before.parts(stage):
        return Text(
            f"{name.zh}没有上学年数据，不能判断变化。",
            f"{name.en}: there are no data of the year before, so change can't be told.",
        )
    found = {code: _why_untold(view, before, stage, code) for code in _INDEXES}
    told = [_told(view, before, stage, code) for code, why in found.items() if why is None]
    untold = {code: why for code, why in found.items() if why is not None}
    if not told:
        return _none_told(name, untold)
    steps, rest = _with(told, "，", ", "), _left(untold)
    return Text(
        f"同口径比上学年，{name.zh}{steps.zh}{rest.zh}。",
        f"{name.en}, same members, against the year before: {steps.en}{rest.en}.",
    )


def _none_told(name: Text, untold: dict[str, Text]) -> Text:
    """Why neither index can be compared: once where the reason is one."""
    whys = list(untold.values())
    each = [_because(code, why) for code, why in untold.items()]
    why = whys[0] if len(set(whys)) == 1 else _with(each, "；", "; ")
    return Text(
        f"{name.zh}不能与上学年比较：{why.zh}。",
        f"{name.en} can't be compared with the year before: {why.en}.",
    )


def _left(untold: dict[str, Text]) -> Text:
    """Why the other index can't be compared; nothing where it can."""
    each = [_because(code, why) for code, why in untold.items()]
    return _with([Text(f"；{one.zh}", f"; {one.en}") for one in each], "", "")


def _because(code: str, why: Text) -> Text:
    index = short(code)
    return Text(f"{index.zh}不能比较，{why.zh}", f"{index.en} not comparable, {why.en}")


def _with(texts: list[Text], zh: str, en: str) -> Text:
    """Words in a row, with what stands between them."""
    return Text(zh.join(text.zh for text in texts), en.join(text.en for text in texts))


def _why_untold(view: View, before: View, stage: str, code: str) -> Text | None:
    """Why an index can't be compared; None where it can."""
    if view.value(stage, code) is None:
        why = _why_unknown(view, stage, code)
        return Text(f"本学年{why.zh}", f"{why.en} this year")
    if before.value(stage, code) is None:
        why = _why_unknown(before, stage, code)
        return Text(f"上学年{why.zh}", f"{why.en} in the year before")
    if view.value(stage, f"{code}.same") is None:
        return Text("同口径成员的指数无法计算", "the index of the same members can't be computed")
    return None


def _why_unknown(view: View, stage: str, code: str) -> Text:
    """Why there is no index in a year: data are lacking, a mean is 0, or schools are too few."""
    if code == "GAP" and _notes(view, stage) == {"mean-zero"}:
        return Text("有指标平均值为 0", "the mean of an indicator is 0")
    if view.lacking(stage):
        return Text("数据不全", "data are incomplete")
    if code == "GAP":
        return Text("有学生的校（部）不足两个", "fewer than two school parts have pupils")
    return Text("没有学生", "there are no pupils")


def _notes(view: View, stage: str) -> set[str]:
    """Why coefficients can't be computed."""
    rows = [view.row(stage, f"{code}.cv") for code in L_CODES]
    return {str(row["note"]) for row in rows if row and row["value"] is None}


def _told(view: View, before: View, stage: str, code: str) -> Text:
    """Which way an index went with the same members, and its step."""
    by: float = view.value(stage, f"{code}.same") or 0.0
    small: float = view.scores.parameters["index_change_told"]
    fell, held, rose = _WAYS[code]
    way, step = held if abs(by) < small else rose if by > 0 else fell, _step(view, before, stage, code)
    return Text(f"{way.zh}（{short(code).zh}{step.zh}）", f"{way.en} ({short(code).en} {step.en})")


def _step(view: View, before: View, stage: str, code: str) -> Text:
    """By how much an index moved with the same members, then from what to what it went in all."""
    now, then = view.value(stage, code), before.value(stage, code)
    by = change(code, view.value(stage, f"{code}.same")).words
    from_, to = figure(code, then).words, figure(code, now).words
    members = change(code, view.value(stage, f"{code}.members"))
    zh, en = "", ""
    if members.words.zh.strip("0."):  # what three decimals show
        zh, en = f"，其中{_MOVED.zh} {members.words.zh}", f", of which from {_MOVED.en} {members.words.en}"
    return Text(
        f"同口径 {by.zh}；全部学校 {from_.zh} → {to.zh}{zh}",
        f"same members {by.en}; all schools {from_.en} → {to.en}{en}",
    )


def cautions(view: View, stage: str) -> Text:
    """Where the spread narrowed because there was less to spread; nothing where that is not so."""
    codes = [code for code in L_CODES if view.value(stage, f"{code}.levelled_down") == 1.0]
    if not codes:
        return NOTHING
    name, which = stage_name(stage), listed([short(code) for code in codes])
    return Text(
        f"{name.zh}{which.zh}：均衡改善但资源水平下降，请核实原因。",
        f"{name.en}, {which.en}: more even, but the level and the amount itself fell; please check why.",
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
            _MOVED_HEAD,
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
    """The change of each coefficient: in all, with the same members, from members or known data."""
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
            _MOVED_HEAD,
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
    said += [_MOVED_MEANT] if view.before else []
    return Section(
        Text("与上学年相比", "Against the year before"),
        Text("变化", "change"),
        tuple(said),
        (),
        tuple(tables),
    )
