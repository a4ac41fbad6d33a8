"""A finding in a few lines, for programs that show it in a list or a page of their own."""

from __future__ import annotations

import re

from eduhub.checks.checked import Checked
from eduhub.checks.formats.text import more_places, remedy
from eduhub.core.place import Place
from eduhub.core.rule import Finding, Rule
from eduhub.core.text import Lang, Text, visible

_AS_SAID = Text("照每一处所写的改法", "as each finding says")
_OPTIONAL = re.compile(r"{(more|hint|guess|others)}")  # facts that stand in some findings only
_NEVER = {0xFFFE: "\\ufffe", 0xFFFF: "\\uffff"}  # no characters of XML; `visible` has the others
_FACTS = re.compile(r"({\w+})+")


def told(finding: Finding, checked: Checked, lang: Lang) -> list[str]:
    """The message, after its cell in a workbook; the remedy; where else the fault stands; what follows."""
    message = f"{cell_of(finding.place)}  {finding.message(lang)}".strip()
    return [message, remedy(finding, lang), *more_places(finding, checked, lang)]


def cell_of(place: Place) -> str:
    """Sheet and cell of a workbook, which has no lines: `教师!D14`; "" for a text."""
    return visible("!".join(filter(None, [place.sheet, place.cell]))) if place.sheet else ""


def legible(file: str) -> str:
    """A file's name as it is, with backslash escapes for what is not UTF-8 in it."""
    return file.encode("utf-8", "backslashreplace").decode("utf-8")


def in_xml(words: str) -> str:
    """The words as XML can hold them and people can see them."""
    return visible(words).translate(_NEVER)


def about(rule: Rule, lang: Lang) -> str:
    """What a rule is about, with dots where a finding has its facts."""
    return _without_facts(rule.about or rule.message, lang)


def mending(rule: Rule, lang: Lang) -> str:
    """How what a rule finds is mended, with dots where a finding has its facts."""
    return _AS_SAID.to(lang) if rule.fix.zh == "{remedy}" else _without_facts(rule.fix, lang)


def _without_facts(text: Text, lang: Lang) -> str:
    return _FACTS.sub("…", _OPTIONAL.sub("", text.to(lang))).replace("{{", "{").replace("}}", "}")
