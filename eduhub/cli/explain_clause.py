"""A clause of the policy on the screen: its words and what serves it; the list of all clauses."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from eduhub.checks.words import meaning
from eduhub.cli.explain_rule import clause as named
from eduhub.cli.language import current, t
from eduhub.cli.output import line_width, paint
from eduhub.cli.tracing import Held, Traced, trace
from eduhub.contract.indicators import alike
from eduhub.core.lines import Rows, Style, columns, hanging
from eduhub.core.rule import Rule
from eduhub.core.text import Text, say
from eduhub.parameters import Entry
from eduhub.parameters.catalogue import L_CODES
from eduhub.parameters.clauses import CLAUSES, HEADINGS, TEXT, Clause, above, is_under

_INDENT = 10  # where the words of a list of clauses begin


def facts(clause: Clause | None) -> list[dict[str, object]]:
    """Clauses for programs: the one with all that stand under it, or without one all of the policy."""
    ids = [id_ for id_ in TEXT if is_under(id_, clause.id)] if clause else CLAUSES
    return [_facts(trace(TEXT[id_])) for id_ in ids]


def _facts(traced: Traced) -> dict[str, object]:
    words = traced.clause.words
    return {
        "id": traced.clause.id,
        "words": {"zh": words.zh, "en": words.en},
        "rules": [rule.code for rule in traced.rules],
        "indicators": [entry.code for entry in traced.indicators],
        "reports": [report.name for report in traced.reports],
        "kinds": [{"kind": held.kind.name, "field": held.key or None} for held in traced.held],
        "wider": [rule.code for rule in traced.wider],
    }


def page(clause: Clause) -> Iterator[str]:
    """A clause, point or section: its words, what serves it, and the clauses that stand under it."""
    traced = trace(clause)
    first, *others = hanging(f"{clause.id}  ", clause.words.to(current()), line_width())
    yield paint(clause.id, "bold") + first.removeprefix(clause.id)
    yield from others
    rows = [*_rows(traced)]
    below = [CLAUSES[id_] for id_ in CLAUSES if id_ != clause.id and is_under(id_, clause.id)]
    if not below and not (traced.served or traced.held):
        rows.append(("", _nothing()))
    yield from columns(rows, line_width())
    for one in below:
        yield from _entry(trace(one))
    if below:
        yield from _closing([trace(one) for one in below])


def coverage() -> Iterator[str]:
    """Every clause of the policy under its headings, with what serves it, and how many have nothing yet."""
    for id_ in TEXT:
        if id_ in HEADINGS:
            yield from _heading(trace(HEADINGS[id_]))
        else:
            yield from _entry(trace(CLAUSES[id_]))
    yield from _closing([trace(clause) for clause in CLAUSES.values()])


# One clause in full


def _rows(traced: Traced) -> Rows:
    """Each thing that serves a clause, in a line of its own."""
    return [
        *_named(t("所属", "under"), [named(id_) for id_ in above(traced.clause.id)]),
        *_named(t("规则", "rules"), [_rule(rule) for rule in traced.rules]),
        *_named(t("指标", "indicators"), [_indicator(*group) for group in alike(traced.indicators)]),
        *_named(t("报告", "reports"), [f"{one.name}  {one.label.to(current())}" for one in traced.reports]),
        *_named(t("填报", "data"), [_held(held) for held in traced.held]),
        *_named(t("上级", "wider"), [_wider(traced.wider)] if traced.wider else []),
    ]


def _named(name: str, each: Sequence[str]) -> Rows:
    """Rows of which the first alone has the name."""
    return [(name if i == 0 else "", words) for i, words in enumerate(each)]


def _rule(rule: Rule) -> str:
    return f"{rule.code} {rule.name}{t('：', ': ')}{meaning(rule, current())}"


def _indicator(entries: Sequence[Entry], words: Text) -> str:
    return f"{_span([entry.code for entry in entries])}  {words.to(current())}"


def _held(held: Held) -> str:
    label = held.label
    kind = f"{held.kind.name}  {held.kind.label.to(current())}"
    if label is None:
        return kind
    key = held.key.removeprefix("rows.")
    return kind + t(f"：「{label.zh}」{key}", f": '{label.en}' {key}")


def _wider(rules: Iterable[Rule]) -> str:
    """Rules on the whole point or section, among others on this clause."""
    each = [f"{rule.code} ({rule.clause})" for rule in rules]
    return say(each, current())


def _nothing() -> str:
    return t(
        "还没有规则、指标、报告或填报栏目落实这一条", "no rule, indicator, report or field serves it yet"
    )


# Many clauses in a few lines each


def _heading(traced: Traced) -> Iterator[str]:
    """A section or point, and what cites it as a whole."""
    yield paint(named(traced.clause.id), "bold")
    yield from _short(traced)


def _entry(traced: Traced) -> Iterator[str]:
    """A clause with its mark, and what serves it in short."""
    mark, style = _mark(traced)
    lead = f"{mark} {traced.clause.id}"
    first, *others = hanging(f"{lead:<{_INDENT}}", traced.clause.words.to(current()), line_width())
    yield paint(mark, style) + first[len(mark) :]
    yield from others
    yield from _short(traced)


def _mark(traced: Traced) -> tuple[str, Style]:
    if traced.served:
        return "+", "green"
    return ("o", "yellow") if traced.held else ("-", "red")


def _short(traced: Traced) -> Iterator[str]:
    lists = (
        (t("规则", "rules"), [rule.code for rule in traced.rules]),
        (t("指标", "indicators"), _bases(traced.indicators)),
        (t("报告", "reports"), [report.name for report in traced.reports]),
        (t("填报", "data"), list(dict.fromkeys(held.kind.name for held in traced.held))),
    )
    parts = [f"{name} {say(items, current())}" for name, items in lists if items]
    if parts:
        yield from hanging(" " * _INDENT, t("；", "; ").join(parts), line_width())


def _bases(entries: Sequence[Entry]) -> list[str]:
    """The indicators that the entries are or derive from, the seven in one, and how many there are."""
    bases = list(dict.fromkeys(entry.base for entry in entries))
    if set(L_CODES) <= set(bases):
        bases = [_span(L_CODES), *(base for base in bases if base not in L_CODES)]
    if bases:
        bases[-1] += t(f"（共 {len(entries)} 项）", f" ({len(entries)} in all)")
    return bases


def _span(codes: Sequence[str]) -> str:
    return f"{codes[0]} … {codes[-1]}" if len(codes) > 2 else ", ".join(codes)


def _closing(traced: Sequence[Traced]) -> Iterator[str]:
    """How many clauses there are, and how many of each mark."""
    served = sum(one.served for one in traced)
    held = sum(bool(one.held) and not one.served for one in traced)
    rest = len(traced) - served - held
    lines = (
        t(f"共 {len(traced)} 条，其中", f"clauses: {len(traced)}"),
        t(f"  + 有规则、指标或报告的 {served} 条", f"  + with rules, indicators or reports: {served}"),
        t(f"  o 只有填报栏目的 {held} 条", f"  o with fields to be filled in and nothing else: {held}"),
        t(f"  - 还没有着落的 {rest} 条", f"  - with nothing yet: {rest}"),
    )
    yield from lines
