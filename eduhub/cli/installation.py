"""What `eduhub doctor` looks at first: this installation and this machine."""

from __future__ import annotations

import importlib
import os
import platform
import shutil
import subprocess
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from typing import Literal, TypeAlias

from eduhub import __version__
from eduhub.cli.options import session
from eduhub.core.text import Text, same, say
from eduhub.resources import resource

State: TypeAlias = Literal["fine", "mind", "broken"]

# What has to be there: the name of each package, and of what is imported from it.
LIBRARIES = {
    "geographiclib": "geographiclib",
    "highspy": "highspy",
    "jinja2": "jinja2",
    "numpy": "numpy",
    "openpyxl": "openpyxl",
    "polars": "polars",
    "pydantic": "pydantic",
    "python-calamine": "python_calamine",
    "python-stdnum": "stdnum",
    "pyyaml": "yaml.cyaml",  # its fast parser, which some builds lack
    "rich": "rich",
    "scipy": "scipy.optimize",
    "typer": "typer",
    "xlrd": "xlrd",
    "xlsxwriter": "xlsxwriter",
}
_SAMPLE = "中文√×●"
_OFFICE = ("soffice", "libreoffice")
_BROWSERS = ("chromium", "chromium-browser", "google-chrome", "chrome", "msedge")


@dataclass(frozen=True, slots=True)
class Part:
    """One thing that was looked at.

    name    for programs
    found   what there is
    advice  the next step; None where none is needed
    """

    name: str
    what: Text
    state: State
    found: Text
    advice: Text | None = None


def installation() -> Iterator[Part]:
    """Everything there is to say of them."""
    yield Part("eduhub", same("eduhub"), "fine", same(__version__))
    system = f"{platform.python_version()} ({platform.system()} {platform.machine()})"
    yield Part("python", same("Python"), "fine", same(system))
    yield _libraries()
    yield _shipped()
    yield _encoding("stdout", Text("输出编码", "output"), sys.stdout.encoding or "ascii")
    yield _encoding("files", Text("文件名编码", "file names"), sys.getfilesystemencoding())
    if os.name == "posix":
        yield _locale()
    yield _terminal()
    yield _fonts()
    yield _program("office", same("LibreOffice"), _OFFICE)
    yield _program("browser", same("Chromium"), _BROWSERS)


def _libraries() -> Part:
    """The packages that eduhub is built on, each loaded once, since being there is not enough."""
    what = Text("程序库", "libraries")
    found = {name: _version(name, module) for name, module in LIBRARIES.items()}
    lacking = [name for name, number in found.items() if number is None]
    if lacking:
        return Part(
            "libraries",
            what,
            "broken",
            Text(f"缺少或无法载入：{say(lacking, 'zh')}", f"missing or not loadable: {say(lacking, 'en')}"),
            Text("重新安装 eduhub", "install eduhub again"),
        )
    numbers = [f"{name} {number}" for name, number in found.items()]
    return Part("libraries", what, "fine", _listed(numbers))


def _version(name: str, module: str) -> str | None:
    """The version of a package that can be loaded; None where it can't."""
    try:
        importlib.import_module(module)
        return version(name)
    except (ImportError, OSError, PackageNotFoundError):
        return None


def _shipped() -> Part:
    """The files beside the code, without which reports and the example can't be made."""
    folders = {
        "templates": resource("templates", "reports", "page.md.j2"),
        "schemas": resource("schemas", "schools.schema.json"),
        "examples": resource("examples", "city", "eduhub.yaml"),
    }
    lacking = [name for name, file in folders.items() if not file.is_file()]
    what = Text("随附文件", "own files")
    if lacking:
        missing = Text(f"缺少 {say(lacking, 'zh')}", f"missing: {say(lacking, 'en')}")
        return Part("own-files", what, "broken", missing, Text("重新安装 eduhub", "install eduhub again"))
    return Part("own-files", what, "fine", _listed(folders))


def _encoding(name: str, what: Text, encoding: str) -> Part:
    """Can Chinese be said in it?"""
    try:
        _SAMPLE.encode(encoding)
    except (UnicodeEncodeError, LookupError):
        return Part(
            name,
            what,
            "mind",
            Text(f"{encoding}，写不了中文", f"{encoding}, which has no Chinese"),
            Text("设置环境变量 PYTHONUTF8=1 后再运行", "set the environment variable PYTHONUTF8=1"),
        )
    return Part(name, what, "fine", same(encoding))


def _locale() -> Part:
    """The locale that other programs go by; Python itself makes up for `C`, they do not."""
    told = (os.environ.get(name, "") for name in ("LC_ALL", "LC_CTYPE", "LANG"))
    name = next(filter(None, told), "")
    what = Text("区域设置", "locale")
    if name in ("", "C", "POSIX"):
        return Part(
            "locale",
            what,
            "mind",
            Text(
                f"{name or '未设置'}，其他程序可能显示不了中文文件名",
                f"{name or 'not set'}; other programs may not show Chinese file names",
            ),
            Text(
                "设置 LC_ALL=zh_CN.UTF-8；没有时用 C.UTF-8",
                "set LC_ALL=zh_CN.UTF-8, or C.UTF-8 where there is no such locale",
            ),
        )
    return Part("locale", what, "fine", same(name))


def _terminal() -> Part:
    what = Text("终端", "terminal")
    if not sys.stdout.isatty():
        found = Text("输出不在终端上；不折行，不用颜色", "output goes elsewhere: no wrapping, no colour")
        return Part("terminal", what, "fine", found)
    cells = shutil.get_terminal_size().columns
    color = Text("有颜色", "colours") if session().color else Text("无颜色", "no colours")
    return Part(
        "terminal", what, "fine", Text(f"宽 {cells} 格，{color.zh}", f"{cells} cells wide, {color.en}")
    )


def _fonts() -> Part:
    """Fonts with Chinese; Windows and macOS bring their own."""
    what = Text("中文字体", "Chinese fonts")
    if sys.platform in ("win32", "darwin"):
        return Part("fonts", what, "fine", Text("系统自带", "those of the system"))
    families = _families()
    if families is None:
        unknown = Text("未知：没有 fc-list", "unknown: there is no fc-list")
        return Part(
            "fonts", what, "mind", unknown, Text("安装 fontconfig 后可知", "install fontconfig to know")
        )
    if not families:
        install = Text(
            "图表里的中文会显示为方框；安装一种，如 fonts-noto-cjk",
            "Chinese in charts will show as boxes; install one, such as fonts-noto-cjk",
        )
        return Part("fonts", what, "mind", Text("没有", "none"), install)
    return Part("fonts", what, "fine", _listed([*families[:3], *["..."][: len(families) > 3]]))


def _families() -> list[str] | None:
    """The font families that fontconfig knows for Chinese; None where it can't be asked."""
    program = shutil.which("fc-list")
    if program is None:
        return None
    try:
        done = subprocess.run(
            [program, ":lang=zh-cn", "family"], capture_output=True, encoding="utf-8", timeout=30, check=True
        )
    except (OSError, ValueError, subprocess.SubprocessError):
        return None
    return sorted({line.split(",")[0].strip() for line in done.stdout.splitlines()} - {""})


def _program(name: str, what: Text, commands: Iterable[str]) -> Part:
    """Is a program there that people look at results with? eduhub itself needs none."""
    there = next(filter(shutil.which, commands), None)
    found = same(there) if there else Text("没有找到；eduhub 不需要它", "not found; eduhub does without")
    return Part(name, what, "fine", found)


def _listed(names: Iterable[str]) -> Text:
    return Text(say(names, "zh"), say(names, "en"))
