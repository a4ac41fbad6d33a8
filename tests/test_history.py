"""Reports held against those of the year before: what is compared with what, and from when on it is asked."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from eduhub.checks import check, year_before
from eduhub.checks.rules import history
from eduhub.kinds.changes import Change
from eduhub.parameters import Parameters, parameters
from eduhub.repository import Repository
from eduhub.repository.lineage import Lineage
from eduhub.repository.school_year import year_after
from eduhub.repository.school_year import year_before as before

THEN, NOW = "2024-2025", "2025-2026"
OLD, NEW, OTHER = "2136990001", "3136990002", "2136990003"
CITY = "kind: city\nschema: 1\nname: 望溪市\nyears: {current: 2025-2026}\n"
CHANGES = "date,what,from,to\n"
DISTRICTS = "id,name,type,phase\nwangxi,望溪区,区,试点\nlinjiang,临江区,区,试点\n"
SCHOOLS = "code,name,type,affiliation,district,authority,closed\n"
STAFF = "code,sex,born,category,establishment,main_stage,main_subject,qualification,title,here_as\n"
FIGURES = {
    "teaching_gross_m2": 5600,
    "indoor_sport_m2": 400,
    "ground_m2": 8000,
    "equipment_yuan": 2000000,
    "multimedia_rooms": 20,
    "books": 25000,
    "computers": 100,
}
JUMPS = ("Q1240", "Q1241", "Q1242", "Q1243")

Files = dict[str, str]


def stage(**figures: object) -> str:
    return (
        f"  - {{{', '.join(f'{name}: {figure}' for name, figure in {'stage': '小学', **figures}.items())}}}\n"
    )


def report(school: str, year: str, *stages: str, **figures: object) -> Files:
    """The school's report for a year, in its folder."""
    head = f'kind: school\nschema: 1\nschool: "{school}"\nyear: {year}\nas_of: {year[:4]}-09-01\n'
    own = "".join(f"{name}: {figure}\n" for name, figure in {**FIGURES, **figures}.items())
    rows = "".join(stages or [stage(pupils=840)])
    return {f"schools/{school}/{year}/school.yaml": f"{head}{own}stages:\n{rows}"}


def roster(school: str, year: str, *rows: tuple[str, str, str, str]) -> Files:
    """The school's teachers in a year: code, sex, month of birth, qualification."""
    lines = (
        f"{code},{sex},{born},专任教师,是,小学,语文,{degree},中级,本校在岗\n"
        for code, sex, born, degree in rows
    )
    return {f"schools/{school}/{year}/teachers.csv": STAFF + "".join(lines)}


def told(
    root: Path, *parts: Files, named: tuple[str, ...] = (".",), as_of: date = date(2026, 6, 30)
) -> list[tuple[str, str, str]]:
    """The code, the place and the English words of every finding that compares years."""
    for name, text in {"eduhub.yaml": CITY, **{n: t for part in parts for n, t in part.items()}}.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text, encoding="utf-8")
    found = check(Repository.load([root / name for name in named], root=root, as_of=as_of)).findings
    return [
        (f.rule.code, str(f.place).removeprefix(f"{root.as_posix()}/"), f.message("en"))
        for f in found
        if f.rule.examine is not None and f.rule.examine.__module__ == history.__name__
    ]


def codes(found: list[tuple[str, str, str]]) -> list[str]:
    return [code for code, _, _ in found]


def years(then: str, now: str, school: str = OLD) -> tuple[Files, Files]:
    """The reports of two years that differ in the pupils of their one stage alone."""
    return report(school, THEN, then), report(school, NOW, now)


# How much is too much


@pytest.mark.parametrize(
    ("then", "now", "found"),
    [(1000, 1300, []), (1000, 1301, ["Q1240"]), (1000, 700, []), (1000, 699, ["Q1240"])],
)
def test_a_change_of_just_the_limit_is_not_asked_about(
    tmp_path: Path, then: int, now: int, found: list[str]
) -> None:
    assert codes(told(tmp_path, *years(stage(pupils=then), stage(pupils=now)))) == found


@pytest.mark.parametrize(("now", "found"), [(89, []), (90, ["Q1240"])])
def test_a_small_school_is_asked_from_the_least_change_on(tmp_path: Path, now: int, found: list[str]) -> None:
    assert codes(told(tmp_path, *years(stage(pupils=60), stage(pupils=now)))) == found


@pytest.mark.parametrize(
    ("figures", "found"),
    [
        ({"teaching_gross_m2": 5040}, []),
        ({"teaching_gross_m2": 5039}, ["Q1242"]),
        ({"teaching_gross_m2": 8400}, []),
        ({"teaching_gross_m2": 8401}, ["Q1242"]),
        ({"equipment_yuan": "4000000.00"}, []),
        ({"equipment_yuan": "4000000.01"}, ["Q1243"]),
        ({"equipment_yuan": "1400000.00"}, []),
        ({"equipment_yuan": "1399999.99"}, ["Q1243"]),
        ({"books": 0}, ["Q1243"]),
        ({"books": "不适用"}, []),
    ],
)
def test_rooms_may_grow_more_than_they_may_shrink_and_money_is_compared_to_the_fen(
    tmp_path: Path, figures: dict[str, object], found: list[str]
) -> None:
    assert codes(told(tmp_path, report(OLD, THEN), report(OLD, NOW, **figures))) == found


def test_what_was_nought_has_no_rise_in_percent(tmp_path: Path) -> None:
    assert told(tmp_path, report(OLD, THEN, indoor_sport_m2=0), report(OLD, NOW, indoor_sport_m2=400)) == []


def relaxed(name: str, key: str, value: Any) -> Callable[[date], Parameters]:
    """The numbers with another limit for one figure."""
    numbers = parameters()
    entry = numbers.values["yearly_change"]
    table = {**entry.value, name: {**entry.value[name], key: value}}
    changed = {**numbers.values, "yearly_change": replace(entry, value=table)}
    return lambda day: replace(numbers, values=changed)


RISES: Mapping[str, tuple[Files, Files]] = {
    "pupils": years(stage(pupils=840), stage(pupils=1680)),
    "teachers": years(stage(pupils=840, teachers=50), stage(pupils=840, teachers=100)),
    **{name: (report(OLD, THEN), report(OLD, NOW, **{name: 3 * value})) for name, value in FIGURES.items()},
}
FALLS: Mapping[str, tuple[Files, Files]] = {
    "pupils": years(stage(pupils=840), stage(pupils=420)),
    "teachers": years(stage(pupils=840, teachers=50), stage(pupils=840, teachers=25)),
    **{name: (report(OLD, THEN), report(OLD, NOW, **{name: value // 2})) for name, value in FIGURES.items()},
}


@pytest.mark.parametrize("name", RISES)
@pytest.mark.parametrize(
    ("key", "files"), [("rise", RISES), ("fall", FALLS), ("least", RISES), ("least", FALLS)]
)
def test_every_limit_is_that_of_the_parameters(
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    name: str,
    key: str,
    files: Mapping[str, tuple[Files, Files]],
) -> None:
    assert len(told(tmp_path, *files[name])) == 1
    monkeypatch.setattr(year_before, "in_force", relaxed(name, key, 10**9))
    assert told(tmp_path, *files[name]) == []


@pytest.mark.parametrize(
    ("pupils", "then", "now", "hint"),
    [
        (840, {"books": 25000}, {"books": 2500}, ", about a tenth, as if a digit were missing"),
        (840, {"books": 2500}, {"books": 25000}, ", about ten times as much, as if a digit were too many"),
        (840, {"books": 25000}, {"books": 0}, ", as if it were left out"),
        (840, {"books": 25000}, {"books": 8000}, ""),
        (40, {"equipment_yuan": 200000}, {"equipment_yuan": 20}, ", as if it were given in 10,000 yuan"),
        (40, {"equipment_yuan": 20}, {}, ", as if it were given in 10,000 yuan the year before"),
        (40, {"ground_m2": 8000}, {"ground_m2": 12}, ", as if it were given in mu"),
        (40, {"ground_m2": 8000}, {"ground_m2": 0.8}, ", as if it were given in hectares"),
    ],
)  # fmt: skip
def test_what_a_slip_looks_like_is_said(
    tmp_path: Path, pupils: int, then: dict[str, object], now: dict[str, object], hint: str
) -> None:
    row = stage(pupils=pupils)
    usual = {"equipment_yuan": 200000}
    files = report(OLD, THEN, row, **{**usual, **then}), report(OLD, NOW, row, **{**usual, **now})
    [(_, _, words)] = [one for one in told(tmp_path, *files) if one[0] in JUMPS]
    assert words.partition("%)")[2] == hint


def test_a_figure_that_no_school_can_have_is_asked_about_once(tmp_path: Path) -> None:
    files = {**report(OLD, THEN), **report(OLD, NOW, equipment_yuan=200)}
    assert told(tmp_path, files) == []
    found = check(Repository.load([tmp_path], as_of=date(2026, 6, 30))).findings
    assert [finding.rule.code for finding in found] == ["Q1229"]


# What is compared with what


def test_nothing_is_said_without_a_report_of_the_year_before(tmp_path: Path) -> None:
    files = (
        report(OLD, "2023-2024", stage(pupils=84)),
        report(OLD, NOW),
        report(OTHER, THEN, stage(pupils=84)),
    )
    assert told(tmp_path, *files) == []


def test_two_reports_of_the_year_before_are_not_compared(tmp_path: Path) -> None:
    doubled = report(OLD, THEN, stage(pupils=84))
    again = {f"schools/{OLD}/{THEN}/copy.yaml": next(iter(doubled.values()))}
    assert told(tmp_path, doubled, again, report(OLD, NOW)) == []


def test_two_reports_of_this_year_are_not_compared(tmp_path: Path) -> None:
    doubled = report(OLD, NOW, stage(pupils=84))
    again = {f"schools/{OLD}/{NOW}/copy.yaml": next(iter(doubled.values()))}
    assert told(tmp_path, report(OLD, THEN), doubled, again) == []


def test_the_order_of_the_files_makes_no_difference(tmp_path: Path) -> None:
    files = [*years(stage(pupils=84), stage(pupils=840)), *years(stage(pupils=90), stage(pupils=900), OTHER)]
    names = [name for part in files for name in part]
    forward = told(tmp_path, *files, named=tuple(names))
    assert forward == told(tmp_path, *files, named=tuple(reversed(names)))
    assert codes(forward) == ["Q1240", "Q1240"]


def test_a_file_that_was_not_asked_about_serves_as_the_year_before(tmp_path: Path) -> None:
    files = years(stage(pupils=840), stage(pupils=8400))
    assert told(tmp_path, *files, named=(f"schools/{OLD}/{NOW}",)) == [
        (
            "Q1240",
            f"schools/{OLD}/{NOW}/school.yaml:14:25",
            "the primary stage has 8400 pupils, 840 in 2024-2025: up by 900 % (usual: up to 30 %), "
            "about ten times as much, as if a digit were too many",
        )
    ]


def test_a_school_that_was_merely_recoded_is_compared_under_its_old_code(tmp_path: Path) -> None:
    changes = {"registry/changes.csv": f"{CHANGES}2025-09-01,改码,{OLD},{NEW}\n"}
    found = told(tmp_path, changes, report(OLD, THEN, stage(pupils=84)), report(NEW, NOW))
    assert [(code, place.partition("school.yaml")[0]) for code, place, _ in found] == [
        ("Q1240", f"schools/{NEW}/{NOW}/")
    ]


@pytest.mark.parametrize(
    "rows",
    [
        f"2025-09-01,合并,{OTHER},{OLD}\n",
        f"2025-09-01,撤并,{OTHER},{OLD}\n",
        f"2025-09-01,拆分,{OLD},{OLD}\n2025-09-01,拆分,{OLD},{OTHER}\n",
        f"2025-03-01,合并,{OLD},{OLD}\n2025-03-01,合并,{OTHER},{OLD}\n",
    ],
)
def test_a_school_that_was_merged_or_split_in_between_is_not_compared(tmp_path: Path, rows: str) -> None:
    changes = {"registry/changes.csv": CHANGES + rows}
    assert told(tmp_path, changes, *years(stage(pupils=84), stage(pupils=840))) == []


@pytest.mark.parametrize("rows", [f"2025-09-01,改码,{OLD},{NEW}\n2025-09-01,合并,{OTHER},{NEW}\n"])
def test_a_recoded_school_that_took_in_another_is_not_compared(tmp_path: Path, rows: str) -> None:
    changes = {"registry/changes.csv": CHANGES + rows}
    assert told(tmp_path, changes, report(OLD, THEN, stage(pupils=84)), report(NEW, NOW)) == []


@pytest.mark.parametrize(
    ("day", "found"),
    [
        ("2024-09-01", ["Q1240"]),  # in the figures of both years
        ("2024-09-02", []),
        ("2025-09-01", []),
        ("2025-09-02", ["Q1240"]),  # in the figures of neither
    ],
)
def test_only_mergers_between_the_two_days_of_the_figures_count(
    tmp_path: Path, day: str, found: list[str]
) -> None:
    changes = {"registry/changes.csv": f"{CHANGES}{day},合并,{OTHER},{OLD}\n"}
    assert codes(told(tmp_path, changes, *years(stage(pupils=84), stage(pupils=840)))) == found


def test_a_new_name_changes_nothing(tmp_path: Path) -> None:
    changes = {"registry/changes.csv": f"{CHANGES}2025-09-01,更名,{OLD},{OLD}\n"}
    assert codes(told(tmp_path, changes, *years(stage(pupils=84), stage(pupils=840)))) == ["Q1240"]


def test_campuses_are_added_up_before_they_are_compared(tmp_path: Path) -> None:
    then = report(OLD, THEN, stage(pupils=840))
    moved = report(OLD, NOW, stage(campus="bei", pupils=440), stage(campus="nan", pupils=400))
    assert told(tmp_path, then, moved) == []
    left_out = report(OLD, NOW, stage(campus="bei", pupils=440), stage(campus="nan", pupils=40))
    assert [words for _, _, words in told(tmp_path, then, left_out)] == [
        "the primary stage has 480 pupils, 840 in 2024-2025: down by 42.9 % (usual: up to 30 %)"
    ]


def test_stages_are_compared_each_with_itself(tmp_path: Path) -> None:
    junior = stage(stage="初中", pupils=300)
    files = report(OLD, THEN, stage(pupils=840), junior), report(OLD, NOW, junior, stage(pupils=300))
    assert [words for _, _, words in told(tmp_path, *files)] == [
        "the primary stage has 300 pupils, 840 in 2024-2025: down by 64.3 % (usual: up to 30 %)"
    ]


def test_a_school_that_is_being_built_up_may_double_with_its_grades(tmp_path: Path) -> None:
    small, large = stage(pupils=140, grades=1, teachers=8), stage(pupils=300, grades=2, teachers=17)
    grown = report(OLD, THEN, small, books=4000), report(OLD, NOW, large, books=9000)
    assert told(tmp_path, *grown) == []
    large = large.replace("grades: 2", "grades: 1")
    found = codes(told(tmp_path, grown[0], report(OLD, NOW, large, books=9000)))
    assert sorted(found) == ["Q1240", "Q1241", "Q1243"]


def test_the_roster_tells_the_teachers_where_the_report_does_not(tmp_path: Path) -> None:
    rows = [(f"WX{n:04}", "女", "1984-03", "本科") for n in range(20)]
    files = [roster(OLD, THEN, *rows), roster(OLD, NOW, *rows[:5]), report(OLD, THEN), report(OLD, NOW)]
    assert told(tmp_path, *files) == [
        (
            "Q1241",
            f"schools/{OLD}/{NOW}/school.yaml:14:5",
            "the primary stage has 5 full-time teachers, 20 in 2024-2025: down by 75 % (usual: up to 30 %)",
        )
    ]


# Schools that vanished

BOTH = {"registry/districts.csv": DISTRICTS, **report(OLD, THEN), **report(OTHER, THEN), **report(OTHER, NOW)}


def register(closed: str = "", more: str = "") -> Files:
    rows = f"{OLD},望溪第一小学,小学,县区属,wangxi,望溪区教育局,{closed}\n"
    rows += f"{OTHER},望溪第三小学,小学,县区属,wangxi,望溪区教育局,\n"
    return {"registry/schools.csv": SCHOOLS + rows + more}


RECODED = f"{NEW},望溪第一学校,小学,县区属,wangxi,望溪区教育局,\n"


@pytest.mark.parametrize(
    ("settings", "day", "days"),
    [
        ("due: {school: 10-15}\n", date(2025, 10, 15), None),
        ("due: {school: 10-15}\n", date(2025, 10, 16), 1),
        ("due: {school: 11-30}\n", date(2025, 11, 30), None),
        ("due: {school: 11-30}\n", date(2025, 12, 1), 1),
        ("", date(2025, 10, 15), None),
        ("", date(2025, 10, 17), 2),
    ],
)
def test_a_school_is_missed_when_the_day_on_which_reports_are_due_is_over(
    tmp_path: Path, settings: str, day: date, days: int | None
) -> None:
    found = told(tmp_path, BOTH, register(), {"eduhub.yaml": CITY + settings}, as_of=day)
    assert codes(found) == (["Q4020"] if days else [])
    assert all(words.endswith(f", {days} days ago") for _, _, words in found)


def test_where_the_default_deadline_is_another_day_that_one_holds(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    assert codes(told(tmp_path, BOTH, register())) == ["Q4020"]
    numbers = parameters()
    later = replace(numbers.values["report_due"], value="08-31")
    changed = replace(numbers, values={**numbers.values, "report_due": later})
    monkeypatch.setattr(history, "in_force", lambda day: changed)
    assert told(tmp_path, BOTH, register()) == []


def test_while_nobody_has_reported_nobody_is_missed(tmp_path: Path) -> None:
    files = {name: text for name, text in BOTH.items() if NOW not in name}
    assert told(tmp_path, files, register()) == []


@pytest.mark.parametrize("closed", ["2025-08-31", "2026-06-30"])
def test_a_school_that_is_closed_is_not_missed(tmp_path: Path, closed: str) -> None:
    assert told(tmp_path, BOTH, register(closed)) == []


@pytest.mark.parametrize(
    ("change", "found"),
    [
        (f"2025-09-01,撤并,{OLD},{OTHER}\n", []),
        (f"2025-09-01,撤并,{OLD},\n", []),
        (f"2025-09-01,合并,{OLD},{OTHER}\n", []),
        (f"2025-09-01,拆分,{OLD},{OTHER}\n", []),
        (f"2025-09-01,拆分,{OLD},{OTHER}\n2025-09-01,拆分,{OLD},{OLD}\n", ["Q4020"]),
        (f"2025-09-01,更名,{OLD},{OLD}\n", ["Q4020"]),
        (f"2026-07-01,撤并,{OLD},{OTHER}\n", ["Q4020"]),
    ],
)
def test_a_change_that_ended_a_school_explains_why_it_is_silent(
    tmp_path: Path, change: str, found: list[str]
) -> None:
    assert codes(told(tmp_path, BOTH, register(), {"registry/changes.csv": CHANGES + change})) == found


def test_a_recoded_school_is_missed_unless_it_reports_under_one_of_its_codes(tmp_path: Path) -> None:
    changes = {"registry/changes.csv": f"{CHANGES}2025-09-01,改码,{OLD},{NEW}\n"}
    entries = register("2025-08-31", RECODED)
    [(code, place, words)] = told(tmp_path, BOTH, entries, changes)
    assert (code, place) == ("Q4020", f"schools/{OLD}/{THEN}/school.yaml:4:7")
    assert words.startswith("望溪第一学校 reported for 2024-2025, but not for 2025-2026")
    assert told(tmp_path, BOTH, entries, changes, report(NEW, NOW)) == []


@pytest.mark.parametrize("text", ["kind: school\nschema: 1\npupils: many\n", "kind: [school\n", ""])
def test_a_report_that_has_to_be_mended_is_not_missed(tmp_path: Path, text: str) -> None:
    assert told(tmp_path, BOTH, register(), {f"schools/{OLD}/{NOW}/school.yaml": text}) == []


def test_a_list_without_its_report_is_not_missed_a_second_time(tmp_path: Path) -> None:
    rows = roster(OLD, NOW, ("WX0001", "女", "1984-03", "本科"))
    assert told(tmp_path, BOTH, register(), rows) == []
    assert "Q4006" in {f.rule.code for f in check(Repository.load([tmp_path])).findings}


@pytest.mark.parametrize(
    ("named", "places"),
    [
        (("schools",), [f"schools/{OLD}/{THEN}/school.yaml:4:7"]),
        (("registry",), []),
        ((f"schools/{OTHER}",), []),
    ],
)
def test_it_is_told_at_last_years_report_whatever_else_is_asked_about(
    tmp_path: Path, named: tuple[str, ...], places: list[str]
) -> None:
    assert [place for _, place, _ in told(tmp_path, BOTH, register(), named=named)] == places


# Teachers, by their staff codes

ANNA = ("WX0001", "女", "1984-03", "本科")


def staff(
    *now: tuple[str, str, str, str], then: tuple[str, str, str, str] = ANNA, school: str = OLD
) -> Files:
    """The rosters of two years: one teacher in the first school, and those of a school in the next."""
    return {
        **roster(OLD, THEN, then),
        **roster(school, NOW, *now),
        **report(OLD, THEN),
        **report(school, NOW),
        "registry/districts.csv": DISTRICTS,
    }


def entered(district: str) -> Files:
    rows = f"{OLD},望溪第一小学,小学,县区属,wangxi,望溪区教育局,\n"
    rows += f"{OTHER},第三小学,小学,县区属,{district},教育局,\n"
    return {"registry/schools.csv": SCHOOLS + rows}


def of_teachers(found: list[tuple[str, str, str]]) -> list[tuple[str, str]]:
    return [(code, place.rpartition(" ")[2]) for code, place, _ in found if code.startswith("Q142")]


@pytest.mark.parametrize(
    ("now", "found"),
    [
        (ANNA, []),
        (("WX0001", "女", "1984-04", "本科"), [("Q1420", "(C2)")]),
        (("WX0001", "女", "1984-02", "本科"), []),
        (("WX0001", "女", "", "本科"), []),
        (("WX0001", "男", "1984-03", "本科"), [("Q1421", "(B2)")]),
        (("WX0001", "", "1984-03", "本科"), []),
        (("WX0001", "女", "1984-03", "专科"), [("Q1422", "(H2)")]),
        (("WX0001", "女", "1984-03", "硕士研究生"), []),
        (("WX0001", "男", "1994-03", "专科"), [("Q1420", "(C2)")]),
        (("WX0002", "男", "1994-03", "专科"), []),
    ],
)
def test_a_teacher_is_told_once_for_what_changed(
    tmp_path: Path, now: tuple[str, str, str, str], found: list[tuple[str, str]]
) -> None:
    assert of_teachers(told(tmp_path, staff(now), entered("wangxi"))) == found


def test_no_birth_and_no_staff_code_is_shown(tmp_path: Path) -> None:
    files = staff(("WX0001", "女", "1994-07", "本科"))
    told(tmp_path, files, entered("wangxi"))
    found = check(Repository.load([tmp_path], as_of=date(2026, 6, 30))).findings
    [finding] = [f for f in found if f.rule.code == "Q1420"]
    shown = f"{finding.facts} {finding.place}" + "".join(
        finding.message(lang) + finding.fix(lang) for lang in ("zh", "en")
    )
    assert [secret for secret in ("1984", "1994", "-07", "WX0001") if secret in shown] == []


@pytest.mark.parametrize(("district", "found"), [("wangxi", [("Q1420", "(C2)")]), ("linjiang", [])])
def test_a_staff_code_means_one_person_in_its_own_district_only(
    tmp_path: Path, district: str, found: list[tuple[str, str]]
) -> None:
    files = staff(("WX0001", "女", "1994-03", "本科"), school=OTHER)
    assert of_teachers(told(tmp_path, files, entered(district))) == found


@pytest.mark.parametrize(("school", "found"), [(OLD, [("Q1420", "(C2)")]), (OTHER, [])])
def test_without_a_register_a_staff_code_is_the_schools_own(
    tmp_path: Path, school: str, found: list[tuple[str, str]]
) -> None:
    assert of_teachers(told(tmp_path, staff(("WX0001", "女", "1994-03", "本科"), school=school))) == found


def test_where_last_years_rosters_differ_the_latest_birth_is_the_measure(tmp_path: Path) -> None:
    again = {**roster(OTHER, THEN, ("WX0001", "女", "1994-03", "本科")), **report(OTHER, THEN)}
    files = staff(("WX0001", "女", "1994-03", "本科")), again, entered("wangxi")
    assert of_teachers(told(tmp_path, *files)) == []


# Codes over the years


def change(day: str, what: str, code: str | None, to: str | None) -> Change:
    return Change.model_validate({"date": day, "what": what, "from": code, "to": to})


A, B, C, D = "2136990001", "2136990002", "2136990003", "2136990004"


def test_the_codes_of_a_school_are_those_of_its_recodings_alone() -> None:
    changes = [
        change("2021-09-01", "改码", A, B),
        change("2023-09-01", "改码", B, C),
        change("2024-09-01", "合并", C, D),
    ]
    lineage = Lineage(changes, set())
    assert {code: lineage.codes(code) for code in (A, B, C, D)} == {
        A: (A, B, C),
        B: (A, B, C),
        C: (A, B, C),
        D: (D,),
    }


def test_a_circle_of_codes_ends() -> None:
    lineage = Lineage([change("2021-09-01", "改码", A, B), change("2022-09-01", "改码", B, A)], set())
    assert set(lineage.codes(A)) <= {A, B}
    assert A in lineage.codes(A)


def test_a_school_year_has_one_before_and_one_after_it() -> None:
    assert (before("2025-2026"), year_after("2025-2026")) == ("2024-2025", "2026-2027")
    assert year_after(before("1999-2000")) == "1999-2000"
