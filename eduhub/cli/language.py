"""Chooses the language of the words; runs before a module that holds words for the screen is imported."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from eduhub.core.errors import UseError
from eduhub.core.text import LANGS, Lang

_current: Lang = "zh"

_LANG_LINE = re.compile(rb"^(?:\xef\xbb\xbf)?lang:[ \t]*[\"']?(zh|en)\b", re.MULTILINE)
_HEAD = 65536


def current() -> Lang:
    """The language that words are said in now."""
    return _current


def use(lang: Lang) -> None:
    """Makes a language the current one."""
    global _current
    _current = lang


def t(zh: str, en: str) -> str:
    """The words in the current language: for help strings, which typer takes when a module is imported."""
    return zh if _current == "zh" else en


def choose(words: Sequence[str], environ: Mapping[str, str]) -> Lang:
    """The language asked for, by the first of these that tells one; Chinese where none does.

    `--lang`, EDUHUB_LANG, `lang:` of the nearest eduhub.yaml, the locale.
    Raises UseError, in both languages, where `--lang` is something else.
    """
    asked = list(values(words, "--lang"))
    if asked:
        return _known(asked[-1])
    return _spoken(environ.get("EDUHUB_LANG", "")) or _of_repository(words) or _of_locale(environ) or LANGS[0]


def values(words: Sequence[str], long: str, short: str | None = None) -> Iterator[str]:
    """What an option was given on the command line, as `--name value`, `--name=value` or `-nvalue`."""
    rest = iter(options_part(words))
    for word in rest:
        if word in (long, short):
            yield from (value for value in [next(rest, None)] if value is not None)
        elif word.startswith(f"{long}="):
            yield word.partition("=")[2]
        elif short and word.startswith(short):
            yield word[len(short) :]


def options_part(words: Sequence[str]) -> Sequence[str]:
    """The words before `--`, after which nothing is an option."""
    return words[: words.index("--")] if "--" in words else words


def _known(asked: str) -> Lang:
    for lang in LANGS:
        if asked == lang:
            return lang
    zh = "--lang 的值“{asked}”不对，应为 zh 或 en"
    en = "--lang is '{asked}'; it should be zh or en"
    raise UseError(f"{zh}\nerror: {en}", f"{en}\n错误：{zh}", asked=asked)


def _spoken(name: str) -> Lang | None:
    """The language of a locale's name such as `en_US.UTF-8`; None for `C` and for other languages."""
    return next((lang for lang in LANGS if name.lower().startswith(lang)), None)


def _of_locale(environ: Mapping[str, str]) -> Lang | None:
    told = (_spoken(environ.get(name, "")) for name in ("LC_ALL", "LC_MESSAGES", "LANG"))
    return next(filter(None, told), None)


def _of_repository(words: Sequence[str]) -> Lang | None:
    """The `lang:` of the nearest eduhub.yaml; None where there is none that can be read."""
    try:
        start = _start(words).resolve()
        files = (folder / "eduhub.yaml" for folder in (start, *start.parents))
        nearest = next((file for file in files if file.is_file()), None)
        return _lang_line(nearest) if nearest else None
    except (OSError, ValueError, RuntimeError):
        return None


def _start(words: Sequence[str]) -> Path:
    roots = list(values(words, "--root", "-C"))
    if roots:
        return Path(roots[-1])
    paths = (Path(word) for word in words if not word.startswith("-"))
    return next((path for path in paths if path.exists()), Path())


def _lang_line(file: Path) -> Lang | None:
    """A look at the first lines only: a YAML parser would cost more than the rest of the start."""
    with file.open("rb") as stream:
        found = _LANG_LINE.search(stream.read(_HEAD))
    return _spoken(found[1].decode()) if found else None
