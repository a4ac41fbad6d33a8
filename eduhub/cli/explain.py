"""`eduhub explain`: what a rule means and how to mend what it finds; what serves a clause of the policy."""

from __future__ import annotations

import re
from difflib import get_close_matches
from typing import Annotated, Literal

import typer

import eduhub.checks.rules  # noqa: F401  (registers every rule)
from eduhub.cli.explain_rule import listing, page
from eduhub.cli.language import t
from eduhub.cli.output import out, out_json
from eduhub.core.errors import UseError, unknown
from eduhub.core.rule import RULES, Rule
from eduhub.core.text import Text
from eduhub.parameters.clauses import TEXT, Clause


def explain(
    code: Annotated[
        str | None,
        typer.Argument(
            metavar=t("规则或条款", "RULE_OR_CLAUSE"),
            help=t(
                "规则的代码或名称，或条款编号，如 S5.3b、S5.3；不写则列出全部规则",
                "code or name of a rule, or a clause as in S5.3b or S5.3; without one, all rules are listed",
            ),
        ),
    ] = None,
    coverage: Annotated[
        bool,
        typer.Option(
            "--coverage",
            help=t("列出全部条款，以及落实各条的规则、指标和报告", "list all clauses and what serves each"),
        ),
    ] = False,
    shape: Annotated[
        Literal["text", "json"],
        typer.Option("--format", help=t("输出的格式", "the format of the output")),
    ] = "text",
) -> None:
    """Prints one rule or clause in full, all rules in a line each, or all clauses with what serves them."""
    if coverage and code is not None:
        raise UseError(
            "--coverage 列出全部条款，不与规则或条款同写",
            "--coverage lists all clauses and takes no rule or clause",
        )
    found = None if code is None else find(code)
    if coverage or isinstance(found, Clause):
        _clauses(found if isinstance(found, Clause) else None, shape)
    else:
        _rules(found, shape)


def _rules(rule: Rule | None, shape: str) -> None:
    from eduhub.contract.rules import facts, in_order, shipped

    if shape == "json":
        out_json([facts(one, shipped().get(one.code)) for one in ([rule] if rule else in_order())])
        return
    for line in page(rule, shipped().get(rule.code)) if rule else listing(in_order()):
        out(line)


def _clauses(clause: Clause | None, shape: str) -> None:
    from eduhub.cli import explain_clause  # which brings the reports, and with them the table engine

    if shape == "json":
        out_json(explain_clause.facts(clause))
        return
    for line in explain_clause.page(clause) if clause else explain_clause.coverage():
        out(line)


def find(name: str) -> Rule | Clause:
    """The rule of that code or readable name, or the clause; UseError with the nearest one."""
    asked = name.strip().lower()
    known: dict[str, Rule | Clause] = {id_.lower(): clause for id_, clause in TEXT.items()}
    known |= {key: rule for rule in RULES for key in (rule.code.lower(), rule.name)}
    if asked in known:
        return known[asked]
    what = Text("条款", "clause") if re.match(r"s[0-9]", asked) else Text("规则", "rule")
    for near in get_close_matches(asked, known, n=1):
        raise unknown(what, name, _called(known[near]), [])
    raise UseError(
        "没有{what}“{name}”；eduhub explain 列出全部规则，加 --coverage 列出全部条款",
        "there is no {what} '{name}'; 'eduhub explain' lists all rules, with --coverage all clauses",
        what=what,
        name=name,
    )


def _called(found: Rule | Clause) -> str:
    return f"{found.code} ({found.name})" if isinstance(found, Rule) else found.id
