"""Findings as JUnit XML, which most servers of continuous integration show as test results.

Source: there is no standard; the elements are those of Apache Ant's report, as JUnit.xsd has them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from eduhub.checks.checked import Checked
from eduhub.checks.formats.text import tier_word
from eduhub.checks.look import Look
from eduhub.checks.telling import cell_of, told
from eduhub.core.place import Place
from eduhub.core.rule import Finding, Tier
from eduhub.core.text import Lang, Text, in_xml

_CLEAN = Text("没有发现问题", "nothing to mend")
_FOLLOWS = Text("由别处引起的问题", "what follows from elsewhere")
_FIRST = Text("先改正：{places}", "mend first: {places}")
_NOT_RUN = Text("未运行的规则", "rules that did not run")


def junit_lines(checked: Checked, look: Look) -> Iterator[str]:
    """A suite a file, a case a finding; a file without findings has one case that passes.

    What asks to be mended or explained fails. Notes and what was explained pass, with their words; what is
    waived, what follows from another file alone, and the rules that did not run are skipped.
    """
    root = Element("testsuites", name="eduhub validate", timestamp=f"{checked.as_of}T00:00:00")
    root.extend(_suites(checked, look.lang))
    for suite in root:
        _count(suite, suite)
    _count(root, root.iter("testcase"))
    indent(root)
    yield '<?xml version="1.0" encoding="UTF-8"?>'
    yield from tostring(root, "us-ascii" if look.ascii_only else "utf-8").decode("utf-8").split("\n")


def _suites(checked: Checked, lang: Lang) -> Iterator[Element]:
    heads: dict[str, list[Finding]] = {}
    for finding in checked.heads:
        heads.setdefault(finding.place.file, []).append(finding)
    causes = _causes_elsewhere(checked)
    for file in sorted({*checked.files, *heads, *causes}):
        suite = Element("testsuite", name=in_xml(file))
        for finding in heads.get(file, ()):
            suite.append(_case(finding, checked, lang))
        if file not in heads:
            suite.append(_quiet(file, causes.get(file, ()), lang))
        yield suite
    yield from _not_run(checked, lang)


def _causes_elsewhere(checked: Checked) -> dict[str, list[Finding]]:
    """What the findings of a file follow from, by file."""
    ids = {finding.id: finding for finding in checked.heads}
    causes: dict[str, dict[str, Finding]] = {}
    for cause, followers in checked.followers.items():
        for follower in followers:
            causes.setdefault(follower.place.file, {}).update({cause: ids[cause]} if cause in ids else {})
    return {file: list(found.values()) for file, found in causes.items()}


def _case(finding: Finding, checked: Checked, lang: Lang) -> Element:
    """One finding; its name holds the words, since servers take cases of one name for one."""
    place, rule = finding.place, finding.rule
    name = f"{rule.code} {rule.name}  {_spot(place)}  {finding.message(lang)}"
    case = Element("testcase", name=in_xml(name), classname=in_xml(place.file), file=in_xml(place.file))
    if place.line:
        case.set("line", str(place.line))
    lines = [tier_word(finding, lang), *told(finding, checked, lang)]
    if finding.waived:
        SubElement(case, "skipped", message=in_xml(finding.waived.to(lang)))
    elif finding.explanation is None and (checked.strict or finding.tier is not Tier.NOTE):
        failure = SubElement(case, "failure", type=finding.tier.value, message=in_xml(finding.message(lang)))
        failure.text = "\n".join(map(in_xml, lines))
    else:
        reason = [] if finding.explanation is None else [finding.explanation]
        SubElement(case, "system-out").text = "\n".join(map(in_xml, [*lines, *reason]))
    return case


def _quiet(file: str, causes: Iterable[Finding], lang: Lang) -> Element:
    """The case of a file that has no finding of its own."""
    first = [f"{cause.place} {cause.rule.code}" for cause in causes]
    name = _FOLLOWS if first else _CLEAN
    case = Element("testcase", name=name.to(lang), classname=in_xml(file), file=in_xml(file))
    if first:
        SubElement(case, "skipped", message=in_xml(_FIRST.fill(lang, {"places": first[:5]})))
    return case


def _not_run(checked: Checked, lang: Lang) -> Iterator[Element]:
    """A suite of its own for the rules that did not run, with a case a rule and reason."""
    if checked.not_run:
        suite = Element("testsuite", name=_NOT_RUN.to(lang))
        for skipped in checked.not_run:
            because = in_xml(skipped.because.to(lang))
            case = SubElement(suite, "testcase", name=f"{skipped.code}  {because}", classname="eduhub")
            SubElement(case, "skipped", message=because)
        yield suite


def _spot(place: Place) -> str:
    """Where it is inside its file."""
    return cell_of(place) or str(place)[len(place.file) + 1 :] or place.key


def _count(element: Element, cases: Iterable[Element]) -> None:
    """Writes on an element how many of the cases there are of each outcome."""
    outcomes = [{child.tag for child in case} for case in cases]
    element.set("tests", str(len(outcomes)))
    element.set("failures", str(sum("failure" in outcome for outcome in outcomes)))
    element.set("errors", "0")
    element.set("skipped", str(sum("skipped" in outcome for outcome in outcomes)))
