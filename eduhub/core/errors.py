"""Why a job can't be done: the only exceptions that reach a user, with their exit codes."""

from __future__ import annotations

from collections.abc import Sequence

from eduhub.core.text import Lang, Text, say


class EduhubError(Exception):
    """A job that can't be done; says what it is about and what to do next, in both languages."""

    exit_code = 70

    def __init__(self, zh: str, en: str, **facts: object) -> None:
        """The words with `{name}` for the facts."""
        self.text = Text(zh, en)
        self.facts = facts
        super().__init__(self.to("en"))

    def to(self, lang: Lang) -> str:
        """What went wrong, and the next step, in one language."""
        return self.text.fill(lang, self.facts)


class UseError(EduhubError):
    """The call or the configuration is wrong; nothing was done."""

    exit_code = 2


class UnreadableError(EduhubError):
    """A file or folder can't be read or written at all."""

    exit_code = 3


class FaultyError(EduhubError):
    """What was submitted has faults that keep the job from being done; nothing was done."""

    exit_code = 1


class PersonalError(EduhubError):
    """What was to be written holds a person's number; nothing was written."""

    exit_code = 1


def unknown(what: Text, name: str, suggestion: str | None, known: Sequence[str | Text]) -> UseError:
    """The error for a name that is not in a list, with the nearest one that is."""
    hint = Text(
        f"，是不是想写 {suggestion}？" if suggestion else f"；可用：{say(known, 'zh')}",
        f"; did you mean {suggestion}?" if suggestion else f"; known: {say(known, 'en')}",
    )
    return UseError(
        "没有{what}“{name}”{hint}", "there is no {what} '{name}'{hint}", what=what, name=name, hint=hint
    )
