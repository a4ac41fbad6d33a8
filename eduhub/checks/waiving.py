"""Waivers: what the bureau lets pass in some files until a day, and what is to be said of the waivers."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from fnmatch import fnmatchcase

from eduhub.core.personal import masked
from eduhub.core.rule import RULES, Finding, Rule, Tier, declare
from eduhub.core.text import Text
from eduhub.kinds.waivers import WAIVERS, Waiver, Waivers
from eduhub.repository import Repository, Submission

EXPIRED = declare(
    "N0802",
    "expired-waiver",
    zh="{code} 的豁免有效期至 {until}，今天是 {today}，已不起作用",
    en="the waiver of {code} held until {until}; today is {today}",
    fix=Text("改正问题，或由批准人延期；不再需要的删去", "mend what it let pass, extend it, or drop it"),
    why=Text("豁免到期，问题就要重新面对。", "When a waiver ends, what it let pass has to be faced again."),
)
OF_NOTHING = declare(
    "N0803",
    "waiver-of-nothing",
    zh="{path} 里没有 {code} 的问题，这条豁免没有用处",
    en="there is no finding {code} in {path} that the waiver lets pass",
    fix=Text("核对代码和路径；问题已改正的，删去这条豁免", "check code and path, or drop what was mended"),
    why=Text(
        "没有用处的豁免留着，会放过以后的新问题。",
        "Left where it serves nothing, it lets pass what comes later.",
    ),
)
OF_ERROR = declare(
    "N0804",
    "waived-error",
    zh="{path} 里的 {code} 是逻辑错误，不能豁免",
    en="{code} in {path} is an error and can't be waived",
    fix=Text(
        "改正错误；确需放行的，先在 eduhub.yaml 的 tiers 中把它调为 query",
        "mend it; to let it pass, first make it a query under 'tiers' of eduhub.yaml",
    ),
    why=Text(
        "逻辑错误的数据无法使用，放行也算不出正确的指标。",
        "Figures from erroneous data are wrong, waived or not.",
    ),
)


class Waiving:
    """The waivers of a repository, and which of them let something pass."""

    def __init__(self, repository: Repository) -> None:
        """Takes those that the repository has."""
        self._repository = repository
        self._waivers = [
            (register, position, waiver)
            for register in repository.of(Waivers)
            if repository.inside(register.file) == WAIVERS.path
            for position, waiver in enumerate(register.model.rows)
        ]
        self._met: dict[int, Tier] = {}

    def applied(self, finding: Finding) -> Finding:
        """The finding, marked where a waiver lets it pass."""
        for _, position, waiver in self._waivers:
            if self._covers(waiver, finding):
                self._met[position] = finding.tier
                holds = finding.tier is not Tier.ERROR and waiver.until >= self._repository.as_of
                if holds and finding.is_open:
                    finding = replace(finding, waived=_words(waiver))
        return finding

    def left_over(self, unjudged: Callable[[str, str], bool]) -> Iterator[Finding]:
        """What is to be said of waivers that have ended, let nothing pass, or want to waive an error.

        unjudged  may a finding of that code be there in that file, unseen: did its rule not run?
        """
        for register, position, waiver in self._waivers:
            known = waiver.code in RULES and self._sees_all(waiver, unjudged)
            met = self._met.get(position)
            facts = {"code": waiver.code, "path": waiver.path}
            if register.file not in self._repository.named:
                continue
            if met is Tier.ERROR:
                yield _at(register, position, "code", OF_ERROR, **facts)
            elif waiver.until < self._repository.as_of:
                dates = {"until": waiver.until, "today": self._repository.as_of}
                yield _at(register, position, "until", EXPIRED, code=waiver.code, **dates)
            elif met is None and known:
                yield _at(register, position, "path", OF_NOTHING, **facts)

    def _covers(self, waiver: Waiver, finding: Finding) -> bool:
        if waiver.code != finding.rule.code:
            return False
        inside = self._repository.inside(finding.place.file)
        return inside is not None and _matches(inside, waiver.path)

    def _sees_all(self, waiver: Waiver, unjudged: Callable[[str, str], bool]) -> bool:
        """Were all files asked about that the waiver covers, and did its rule run on them?"""
        covered = [
            s.file
            for s in self._repository.submissions
            if _matches(self._repository.inside(s.file) or "", waiver.path)
        ]
        if any(unjudged(waiver.code, file) for file in covered):
            return False
        return self._repository.named.issuperset(covered)


def _matches(file: str, path: str) -> bool:
    """Is it the file of that path, in the folder of that path, or of that pattern?"""
    wanted = path.strip().removeprefix("./").rstrip("/")
    return file == wanted or file.startswith(f"{wanted}/") or wanted == "." or fnmatchcase(file, wanted)


def _words(waiver: Waiver) -> Text:
    reason, who = masked(waiver.reason), masked(waiver.who)
    return Text(f"{reason}（{who}，至 {waiver.until}）", f"{reason} ({who}, until {waiver.until})")


def _at(register: Submission[Waivers], position: int, part: str, rule: Rule, **facts: object) -> Finding:
    return rule.at(register.at("rows", position, part).place, **facts)
