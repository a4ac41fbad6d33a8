"""A small city written to disk as people write it: YAML and CSV files, from tables of plain words."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import TypeAlias

import yaml

Row: TypeAlias = Mapping[str, str]

AMOUNTS = ("teaching_gross_m2", "indoor_sport_m2", "ground_m2", "equipment_yuan", "multimedia_rooms")
_PREFIX = {"小学": "21", "教学点": "21", "初级中学": "31", "九年一贯制学校": "31"}
_SPECIAL = ("盲人学校", "聋人学校", "弱智学校", "其他特教学校")


@dataclass(frozen=True)
class City:
    """Tables whose rows name a school by its name; an empty word is an empty cell.

    schools     school, type; district (else d1), opened, closed, code, urban_rural
    stages      school, stage, pupils; campus and any count of staff. A school without rows reported nothing
    facilities  school, campus (blank: the whole school) and AMOUNTS; what is not given is written as 0
    by_stage    school, stage, and the amounts counted by stage
    teachers    school, staff, main_stage, main_subject, qualification; the rest has a usual value
    members     cluster, school, stages, joined; campus, left
    changes     date, what, from, to (names of schools): what became of schools
    facts       school, and the facts that the dated relaxations ask for; relaxations: those switched on
    """

    schools: Sequence[Row]
    stages: Sequence[Row] = ()
    facilities: Sequence[Row] = ()
    by_stage: Sequence[Row] = ()
    teachers: Sequence[Row] = ()
    members: Sequence[Row] = ()
    changes: Sequence[Row] = ()
    facts: Sequence[Row] = ()
    relaxations: Sequence[str] = ()
    year: str = "2025-2026"
    as_of: str = "2026-06-30"
    count_by: str = "personnel"

    @property
    def codes(self) -> dict[str, str]:
        """The code of each school, by its name; they count up in the order of the table."""
        return {
            row["school"]: row.get("code") or f"{_prefix(row['type'])}36{number:06d}"
            for number, row in enumerate(self.schools, 1)
        }

    @property
    def districts(self) -> list[str]:
        """The ids of the districts that schools name."""
        return sorted({_district(row) for row in self.schools})

    def write(self, root: Path) -> Path:
        """Writes the data repository and gives its folder."""
        for path, text in self.files().items():
            (root / path).parent.mkdir(parents=True, exist_ok=True)
            (root / path).write_text(text, encoding="utf-8", newline="\n")
        return root

    def files(self) -> dict[str, str]:
        """The text of every file of the data repository, by its path."""
        codes = self.codes
        reported = list(dict.fromkeys(row["school"] for row in self.stages))
        staffed = list(dict.fromkeys(row["school"] for row in self.teachers))
        clusters = list(dict.fromkeys(row["cluster"] for row in self.members))
        folder = {name: f"schools/{codes[name]}/{self.year}" for name in codes}
        return {
            "eduhub.yaml": _yaml("city", name="示例市", as_of=self.as_of, years={"current": self.year})
            + f"count_by: {self.count_by}\n"
            + f"relaxations: [{', '.join(self.relaxations)}]\n" * bool(self.relaxations),
            "registry/districts.csv": _csv(
                {"id": district, "name": f"{district} 区", "type": "区", "phase": "试点"}
                for district in self.districts
            ),
            "registry/schools.csv": _csv(self._registered(row) for row in self.schools),
            **({"registry/changes.csv": _csv(map(self._changed, self.changes))} if self.changes else {}),
            **{f"{folder[name]}/school.yaml": self._report(name) for name in reported},
            **{f"{folder[name]}/teachers.csv": self._roster(name) for name in staffed},
            **{f"clusters/d1/{cluster}/plan.yaml": self._plan(cluster) for cluster in clusters},
        }

    def _registered(self, row: Row) -> dict[str, str]:
        return {
            "code": self.codes[row["school"]],
            "name": row["school"],
            "type": row["type"],
            "affiliation": "县区属",
            "district": _district(row),
            "authority": "教育局",
            "opened": row.get("opened", ""),
            "closed": row.get("closed", ""),
            "urban_rural": row.get("urban_rural", ""),
        }

    def _changed(self, row: Row) -> dict[str, str]:
        ends = {end: self.codes.get(row[end], "") for end in ("from", "to")}
        return {"date": row["date"], "what": row["what"], **ends}

    def _facts(self, name: str) -> dict[str, object]:
        """What a school tells for the dated relaxations, as a field of its report."""
        told = next((_filled(row) for row in self.facts if row["school"] == name), None)
        return {"relaxations": told} if told else {}

    def _report(self, name: str) -> str:
        sites = [row for row in self.facilities if row["school"] == name]
        whole = {amount: sum(Decimal(row.get(amount) or 0) for row in sites) for amount in AMOUNTS}
        return _yaml(
            "school",
            school=self.codes[name],
            year=self.year,
            as_of=f"{self.year[:4]}-09-01",
            **{amount: str(number) for amount, number in whole.items()},
            stages=[_filled(row) for row in self.stages if row["school"] == name],
            sites=[_filled(dict.fromkeys(AMOUNTS, "0") | dict(row)) for row in sites if row.get("campus")],
            by_stage=[
                {**_filled(row), "reason": "分开核算"} for row in self.by_stage if row["school"] == name
            ],
            **self._facts(name),
        )

    def _roster(self, name: str) -> str:
        usual = {"category": "专任教师", "establishment": "是", "title": "中级", "here_as": "本校在岗"}
        empty = dict.fromkeys(("campus", "backbone", "valid_until", "personnel_school", "other_subjects"), "")
        rows = [usual | empty | _filled(row) for row in self.teachers if row["school"] == name]
        return _csv(
            {
                "code": row.pop("staff"),
                **row,
                "personnel_school": self.codes.get(row["personnel_school"], ""),
            }
            for row in rows
        )

    def _plan(self, cluster: str) -> str:
        members = [
            {
                **_filled({key: row[key] for key in ("joined", "left", "campus") if key in row}),
                "school": self.codes[row["school"]],
                "stages": row["stages"].split(),
                "role": "成员校",
            }
            for row in self.members
            if row["cluster"] == cluster
        ]
        return _yaml(
            "plan",
            cluster={"id": cluster, "name": cluster, "stages": ["小学", "初中"]},
            phase="试点",
            cycle={"start": "2023-09-01", "end": "2026-08-31"},
            members=members,
            governance={"form": "理事会"},
            goals=[{"measure": "差异系数", "target": "0.4", "by": "2026-08-31", "owner": "片区"}],
            commitments=[{"area": "教育教学", "words": "联合教研"}],
            budget=[
                {
                    "fiscal_year": "2026",
                    "head": "活动开展",
                    "source": "县区财政",
                    "school": members[0]["school"],
                    "amount": "0",
                }
            ],
            submitted={"on": "2023-04-01", "by": "教育局", "version": 1},
        )


def _prefix(school_type: str) -> str:
    return "51" if school_type in _SPECIAL else _PREFIX.get(school_type, "34")


def _district(row: Row) -> str:
    return row.get("district") or "d1"


def _filled(row: Row) -> dict[str, str]:
    """A row without its empty cells and without the school that it was found by."""
    return {key: word for key, word in row.items() if word and key != "school"}


def _yaml(kind: str, **fields: object) -> str:
    return yaml.safe_dump({"kind": kind, "schema": 1, **fields}, allow_unicode=True, sort_keys=False)


def _csv(rows: Iterable[Mapping[str, str]]) -> str:
    listed = list(rows)
    lines = io.StringIO()
    writer = csv.DictWriter(lines, list(listed[0]), lineterminator="\n")
    writer.writeheader()
    writer.writerows(listed)
    return lines.getvalue()
