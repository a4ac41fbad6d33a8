"""A bureau's own templates: they run where they are entered, and in no other way."""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from filled import CITY

from eduhub.core.text import Lang
from eduhub.reports.rendering import TemplateError, Templates
from eduhub.reports.sandbox import Job
from eduhub.resources import resource

Run = Callable[..., tuple[int, str, str]]
OWN = "reports/district.md.j2"


def templates(folder: Path, name: str, text: str, *, entered: bool = True) -> Templates:
    path = folder / "templates" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8", newline="\n")
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    return Templates(folder / "templates", {f"templates/{name}": digest} if entered else {})


def job(name: str = OWN) -> Job:
    return Job((name, "reports/page.md.j2"), {"page": {"title": "标题"}, "lang": "zh"})


def test_an_entered_template_goes_before_the_shipped_one(tmp_path: Path) -> None:
    assert templates(tmp_path, OWN, "# {{ page.title }}\n").render([job()]) == ["# 标题\n"]


def test_a_template_may_build_on_shipped_ones(tmp_path: Path) -> None:
    own = templates(tmp_path, OWN, '{% extends "charts/base.svg.j2" %}{% set height = 9 %}')
    data = {"title": "标题", "words": "", "lang": "zh"}
    assert "标题" in own.render([Job((OWN,), data)])[0]


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_template_that_is_not_entered_is_not_run_and_its_line_is_told(tmp_path: Path, lang: Lang) -> None:
    own = templates(tmp_path, OWN, "x", entered=False)
    with pytest.raises(TemplateError) as caught:
        own.render([job()])
    assert f"templates/{OWN}: {hashlib.sha256(b'x').hexdigest()}" in caught.value.to(lang)


def test_a_template_that_changed_since_it_was_entered_is_not_run(tmp_path: Path) -> None:
    own = templates(tmp_path, OWN, "x")
    (tmp_path / "templates" / OWN).write_text("y", encoding="utf-8")
    with pytest.raises(TemplateError, match="has changed"):
        own.render([job()])


def test_a_copy_of_the_shipped_template_needs_no_entry(tmp_path: Path) -> None:
    shipped = resource("templates", "reports", "page.md.j2").read_text(encoding="utf-8")
    own = templates(tmp_path, "reports/page.md.j2", shipped, entered=False)
    assert own._own == {}


def test_a_link_that_leads_out_of_the_folder_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "secret.txt").write_text("secret", encoding="utf-8")
    own = templates(tmp_path, OWN, "x")
    path = tmp_path / "templates" / OWN
    path.unlink()
    path.symlink_to(tmp_path / "secret.txt")
    with pytest.raises(TemplateError):
        own.render([job()])


@pytest.mark.parametrize(
    ("text", "zh", "en"),
    [
        (
            "# {{ page.title }}\n{{ page.tilte }}",
            "第 2 行：没有名为 tilte 的内容",
            "line 2: there is nothing of the name tilte",
        ),
        ("\n\n{% if %}", "第 3 行：写法有误，不是有效的模板", "line 3: this is not valid in a template"),
        (
            "{{ ''.__class__.__mro__ }}",
            "第 1 行：用到了模板中不允许的写法",
            "line 1: this is not allowed in a template",
        ),
        ("{{ 'x' * 1000000000 }}", "第 1 行：用到了模板中不允许的写法", "line 1: this is not allowed"),
        ("{{ '%1000000000s' % 'x' }}", "第 1 行：用到了模板中不允许的写法", "line 1: this is not allowed"),
        (
            "{{ '{:>999999999}'.format(1) }}",
            "第 1 行：用到了模板中不允许的写法",
            "line 1: this is not allowed",
        ),
        ("{{ page | attr('x') }}", "写法有误，不是有效的模板", "this is not valid in a template"),
        ("{% include '../../eduhub.yaml' %}", "没有模板", "there is no template"),
        ("{{ range(9) }}", "没有名为 range 的内容", "there is nothing of the name range"),
        ("{{ 1 / 0 }}", "运行出错（ZeroDivisionError）", "it fails when it runs (ZeroDivisionError)"),
    ],
)
def test_a_template_that_fails_is_told_with_its_line(tmp_path: Path, text: str, zh: str, en: str) -> None:
    own = templates(tmp_path, OWN, text)
    with pytest.raises(TemplateError) as caught:
        own.render([job()])
    assert zh in caught.value.to("zh")
    assert en in caught.value.to("en")
    assert OWN in caught.value.to("zh")


def test_a_template_without_end_is_stopped(tmp_path: Path) -> None:
    many = "{% for a in page.many %}" * 6 + "x" + "{% endfor %}" * 6
    own = templates(tmp_path, OWN, many)
    with pytest.raises(TemplateError, match="too much time"):
        own.render([Job((OWN,), {"page": {"many": list(range(99))}, "lang": "zh"})])


def test_modules_that_lie_in_the_working_folder_are_not_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("jinja2", "json", "eduhub"):
        (tmp_path / f"{name}.py").write_text("raise SystemExit(9)", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    assert templates(tmp_path, OWN, "x").render([job()]) == ["x"]


def test_a_broken_template_spares_the_pages_that_do_not_use_it(run: Run, tmp_path: Path) -> None:
    city = tmp_path / "city"
    shutil.copytree(CITY, city)
    own = templates(city, OWN, "{{ nothing }}")
    settings = city / "eduhub.yaml"
    entry = "\n".join(f"  {name}: {digest}" for name, digest in own.recorded.items())
    text = settings.read_text(encoding="utf-8").replace("templates: {}", "")
    settings.write_text(f"{text}templates:\n{entry}\n", encoding="utf-8")
    out_dir = tmp_path / "out"
    words = ("--lang", "zh", "-C", str(city), "report", "--all", "--district", "songpi", "-o", str(out_dir))
    code, out, err = run(*words)
    assert code == 2
    assert f"未生成 district songpi：模板 templates/{OWN} 第 1 行：没有名为 nothing 的内容" in err
    assert not (out_dir / "district-songpi.md").exists()
    assert {path.name.partition("-")[0] for path in out_dir.glob("*.md")} == {"school"}
    assert len(out.splitlines()) == len(list(out_dir.glob("*.md"))) > 1
