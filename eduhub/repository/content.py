"""The hash of what was read from a file: equal for copies, whatever program saved them."""

from __future__ import annotations

import hashlib
import json
import unicodedata
from collections.abc import Iterable, Mapping
from typing import Any

from eduhub.core.place import key_of
from eduhub.source.document import Document


def hash_as_read(documents: Iterable[Document]) -> str:
    """SHA-256 over kinds, data, unit and explanations as they were read, of unsound documents too.

    Where a value stands, blanks, how a form is dressed, its cover's date and when it was saved do not count.
    """
    told = sorted(map(_told, documents))
    return hashlib.sha256("\n".join(told).encode("utf-8", "backslashreplace")).hexdigest()


def _told(document: Document) -> str:
    """A document as one line of sorted JSON."""
    said = document.imprint
    whole = {
        "kind": document.kind,
        "data": _filled(document.data),
        "unit": {part: unit for part, unit in said.unit.items() if part not in document.data},
        "spoilt": sorted(map(key_of, document.spoilt)),
        "partial": said.partial,
        "answers": sorted([one.code, one.at, one.value, one.reason] for one in said.listed if one.reason),
    }
    return json.dumps(whole, ensure_ascii=False, sort_keys=True)


def _filled(data: Any) -> Any:
    """The data without what is blank; texts in one form of Unicode, without blanks around them."""
    if isinstance(data, Mapping):
        inner = {str(name): _filled(value) for name, value in data.items()}
        return {name: value for name, value in inner.items() if value not in (None, "", [], {})}
    if isinstance(data, list | tuple):
        return [_filled(value) for value in data]
    return unicodedata.normalize("NFC", data).strip() if isinstance(data, str) else data
