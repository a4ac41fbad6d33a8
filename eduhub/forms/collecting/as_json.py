"""All that collecting found, for programs: words in both languages, the order always the same."""

from __future__ import annotations

from typing import Any

from eduhub.core.text import LANGS, Text, say
from eduhub.forms.collecting.came import Came
from eduhub.forms.collecting.chat import chat_text, strange_text
from eduhub.forms.collecting.collected import Collected, Left, OfForm, Row

VERSION = 1


def json_object(found: Collected) -> dict[str, Any]:
    """The object; what has no meaning is null."""
    return {
        "version": VERSION,
        "folder": found.folder,
        "as_of": found.as_of.isoformat(),
        "forms": [_form(found, one) for one in found.forms],
        "wrong": [_left(found, left) for left in found.wrong],
        "unreadable": [_left(found, left) for left in found.unread],
        "elsewhere": _names(found, found.elsewhere),
        "chat": _strange(found),
        "notes": [{lang: note.message(lang) for lang in LANGS} for note in found.notes],
    }


def _strange(found: Collected) -> dict[str, str] | None:
    """The message on files of no form that can be told; null where there is none."""
    told: dict[str, str] = {lang: text for lang in LANGS if (text := strange_text(found, lang))}
    return told or None


def _form(found: Collected, one: OfForm) -> dict[str, Any]:
    return {
        "form": one.form.name,
        "year": one.year or None,
        "due": one.due.isoformat() if one.due else None,
        "expected": len(one.rows) if one.known else None,
        "received": one.received,
        "units": [_row(found, row) for row in one.rows],
        "chat": {lang: chat_text(found, one, lang) for lang in LANGS},
    }


def _row(found: Collected, row: Row) -> dict[str, Any]:
    choice, standing = row.choice, row.standing
    return {
        "id": say(row.unit.id, "en"),
        "name": say(row.unit.name, "en") or None,
        "district": say(row.unit.district, "en") or None,
        "state": row.state.value,
        "file": found.name(choice.taken) if choice.taken else None,
        "content": choice.taken.content if choice.taken else None,
        "decided_by": choice.by or None,
        "stamps": _stamps(choice.taken) if choice.taken else {},
        "errors": standing.errors,
        "queries": standing.queries,
        "explained": standing.explained,
        "codes": sorted({finding.rule.code for finding in standing.asking}),
        "copies": _names(found, choice.copies),
        "older": _names(found, choice.older),
        "doubled": _names(found, choice.doubled),
    }


def _names(found: Collected, files: tuple[Came, ...]) -> list[str]:
    return sorted(map(found.name, files))


def _stamps(came: Came) -> dict[str, str]:
    return {name: say(stamp, "en") for name, stamp in came.stamps.items()}


def _left(found: Collected, left: Left) -> dict[str, Any]:
    refusal = left.refusal
    return {
        "file": found.name(left.came),
        "form": left.form.name if left.form else None,
        "unit": say(left.unit.id, "en") if left.unit else None,
        "why": refusal.name,
        "message": _both(refusal.message),
        "fix": _both(refusal.fix),
        "settled": found.is_settled(left),
    }


def _both(text: Text) -> dict[str, str]:
    return {lang: say(text, lang) for lang in LANGS}
