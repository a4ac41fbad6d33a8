"""A receipt for a chat: what a file is, how it stands, what to do next, and a code against mix-ups."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from eduhub.checks import check
from eduhub.core.rule import Finding
from eduhub.core.text import Lang, Text, same, say
from eduhub.forms.collecting.came import Came, came_in
from eduhub.forms.collecting.refusing import no_submission
from eduhub.forms.standing import Standing, standing
from eduhub.forms.units import Unit, known_units, level_of
from eduhub.repository import Repository
from eduhub.repository.content import hash_as_read
from eduhub.repository.files import ANSWERS
from eduhub.source.imprint import UNIT_WORDS

MOST: Final = 500  # characters of a receipt
ALPHABET: Final = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"  # without what people take for something else
_SIGNS: Final = 8
EXAMPLE: Final = "260630-E3Q2-7K3M9QPX"
_SHOWN: Final = 3
_CODE = re.compile(rf"([0-9]{{6}})-?E([0-9]+)Q([0-9]+)-?([{ALPHABET}]{{{_SIGNS}}})")
_DASHES = re.compile("[\u2010-\u2015\u2212\uff0d\u30fc]")


@dataclass(frozen=True)
class Receipt:
    """What is told of one file.

    came      the file; unit: whose it is, None where it does not say
    standing  what checking has to say of it alone
    content   the hash of what it holds and of the explanations beside it
    """

    came: Came
    unit: Unit | None
    standing: Standing
    as_of: date
    content: str

    @property
    def code(self) -> str:
        """The code that stands for content, date and counts."""
        return code_of(self.content, self.as_of, self.standing.errors, self.standing.queries)


def receipts(repository: Repository) -> list[Receipt]:
    """A receipt for each file that was named and can be handed in, each checked as if it had come alone."""
    usable = [came for came in came_in(repository) if not no_submission(came)]
    return [_receipt(came, repository) for came in usable]


def _receipt(came: Came, repository: Repository) -> Receipt:
    told = standing(check(repository.with_only({came.file})).heads)
    return Receipt(came, _unit(came, repository), told, repository.as_of, content_of(came, repository))


def _unit(came: Came, repository: Repository) -> Unit | None:
    """Whose the file is, with the name that the register has; None where it does not say."""
    level = (level_of(came.forms[0]) if came.forms else None) or ""
    ids = came.ids(level) if level else ("",)
    known = known_units(level, repository, repository.as_of)
    return known.get(ids[0], (Unit(ids[0]), None))[0] if ids else None


def content_of(came: Came, repository: Repository) -> str:
    """The hash of a file's content, and of the explanations that lie beside it."""
    beside = came.file.rpartition(".")[0] + ANSWERS
    answers = [s.document for s in repository.submissions if s.file == beside]
    return hash_as_read([*came.documents, *answers]) if answers else came.content


# The code


@dataclass(frozen=True)
class Told:
    """What a code says in clear, and its check."""

    day: date
    errors: int
    queries: int
    check: str


def code_of(content: str, day: date, errors: int, queries: int) -> str:
    """A code as in 260630-E3Q2-7K3M9QPX: date, errors, queries, and a check over these and the content.

    It guards against mix-ups, not against forgery: whoever has eduhub can compute it.
    """
    clear = f"{day:%y%m%d}-E{errors}Q{queries}"
    number = int.from_bytes(hashlib.sha256(f"{clear}|{content}".encode()).digest(), "big")
    signs = ""
    for _ in range(_SIGNS):
        number, rest = divmod(number, len(ALPHABET))
        signs += ALPHABET[rest]
    return f"{clear}-{signs}"


def read_code(text: str) -> Told | None:
    """What somebody typed or pasted as a code, in any case and width, with blanks; None where it is none."""
    plain = _DASHES.sub("-", unicodedata.normalize("NFKC", text))
    found = _CODE.fullmatch(re.sub(r"\s", "", plain).upper())
    if not found:
        return None
    digits, errors, queries, check_signs = found.groups()
    try:
        day = date(2000 + int(digits[:2]), int(digits[2:4]), int(digits[4:]))
    except ValueError:
        return None
    return Told(day, int(errors), int(queries), check_signs)


def belongs(told: Told, content: str) -> bool:
    """Is a code that of this content on its day with its counts?"""
    return code_of(content, told.day, told.errors, told.queries).rpartition("-")[2] == told.check


# The words

_HEAD = Text("【回执】{who}", "[Receipt] {who}")
_WHO = Text("{name}（{id}）", "{name} ({id})")
_FILE = Text("文件：{file}", "File: {file}")
_DAY = Text("截至：{day}", "As of: {day}")
_COUNTS = Text(
    "逻辑错误 {errors} 处，经验疑问 {queries} 处，已说明 {explained} 处",
    "Errors: {errors}; queries: {queries}; explained: {explained}",
)
_FINDING = Text("{number}. {spot}{message}", "{number}. {spot}{message}")
_ALIKE = Text("（同类 {count} 格）", " ({count} cells alike)")
_MORE = Text("另有 {count} 处", "And {count} more")
_NEXT_MEND = Text(
    "下一步：改正错误；疑问改正或写明原因；改好后重新报送",
    "Next: mend the errors; mend or explain the queries; send the file again",
)
_NEXT_EXPLAIN = Text(
    "下一步：核对疑问，改正或写明原因后重新报送", "Next: mend or explain the queries; send it again"
)
_NEXT_NOTHING = Text("下一步：没有要改的，留存这段回执", "Next: nothing is to be mended; keep this receipt")
_CODE_LINE = Text("回执码：{code}", "Code: {code}")
_UNNAMED = Text("未写明单位", "unit not given")


def receipt_text(receipt: Receipt, file: str, lang: Lang) -> str:
    """The receipt in a few plain lines, of at most 500 characters.

    file  its name as it is shown
    """
    for longest in (48, 32, 20, 12, 6):
        text = "\n".join(_lines(receipt, file, lang, longest))
        if len(text) <= MOST:
            break
    return text


def _lines(receipt: Receipt, file: str, lang: Lang, longest: int) -> Iterator[str]:
    """The lines, of what may be long at most so many characters."""
    standing = receipt.standing
    yield _HEAD.fill(lang, {"who": _who(receipt, lang, longest)})
    yield _form(receipt.came, lang)
    yield _FILE.fill(lang, {"file": _short(say(file, lang), longest)})
    yield _DAY.fill(lang, {"day": receipt.as_of})
    counts = {"errors": standing.errors, "queries": standing.queries, "explained": standing.explained}
    yield _COUNTS.fill(lang, counts)
    yield from _findings(standing.asking, lang, longest)
    yield (_NEXT_MEND if standing.errors else _NEXT_EXPLAIN if standing.asking else _NEXT_NOTHING).to(lang)
    yield _CODE_LINE.fill(lang, {"code": receipt.code})


def _who(receipt: Receipt, lang: Lang, longest: int) -> str:
    """The name and code of the unit, as far as they are known."""
    unit = receipt.unit or Unit("")
    name, id_ = (_short(say(words, lang), longest) for words in (unit.name, unit.id))
    if name and id_:
        return _WHO.fill(lang, {"name": name, "id": id_})
    level = (level_of(receipt.came.forms[0]) if receipt.came.forms else None) or ""
    word = UNIT_WORDS.get(level, same("")).to(lang)
    return name or f"{word} {id_}".strip() if name or id_ else _UNNAMED.to(lang)


def _form(came: Came, lang: Lang) -> str:
    label = came.forms[0].label.to(lang) if came.forms else ""
    return " ".join([label, *(_short(say(year, lang), 12) for year in came.ids("year")[:1])])


def _findings(asking: Sequence[Finding], lang: Lang, longest: int) -> Iterator[str]:
    for number, finding in enumerate(asking[:_SHOWN], start=1):
        place = finding.place
        spot = place.spot or (place.key if not place.line else f"{place.line}")
        spot = f"{_short(say(spot, lang), longest)} " if spot else ""
        facts = {"number": number, "spot": spot, "message": _short(finding.message(lang), longest)}
        alike = _ALIKE.fill(lang, {"count": len(finding.places)}) if finding.others else ""
        yield _FINDING.fill(lang, facts) + alike
    if len(asking) > _SHOWN:
        yield _MORE.fill(lang, {"count": len(asking) - _SHOWN})


def _short(words: str, longest: int) -> str:
    """The words, cut to so many characters with a mark at the end."""
    return words if len(words) <= longest else words[: longest - 1] + "…"
