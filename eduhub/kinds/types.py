"""The types that kinds share: each reads a scalar as written and says what it should be."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Annotated, Any, Literal, TypeAlias

from pydantic import Field, GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic_core import CoreSchema, core_schema

from eduhub.core.text import Text
from eduhub.kinds.misfit import misfit

NA: TypeAlias = Literal["不适用"]
_NA_WORDS = ("不适用", "n/a", "N/A")
_INVISIBLE = re.compile("[\u200b-\u200f\u2060\ufeff]")


def half_width(text: str) -> str:
    """Full-width characters as the usual ones, without invisible ones and blanks at the ends."""
    return _INVISIBLE.sub("", unicodedata.normalize("NFKC", text)).strip()


def compact(text: str) -> str:
    """A code as it is compared: half-width, without the blanks and apostrophes that spreadsheets bring."""
    return re.sub(r"[\s']", "", half_width(text))


@dataclass(frozen=True, eq=False)
class Parse:
    """Reads text by a function before the type's own checks.

    canonical  how the value is written in canonical text; text that differs is told once as a note
    code       the text is a code: spreadsheets must keep it as text; width is its number of digits
    """

    read: Callable[[str], Any]
    canonical: Callable[[Any], str]
    schema: dict[str, Any]
    code: bool = False
    width: int | None = None

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        """Puts the function before the type's own schema; what is not text goes through untouched."""
        return core_schema.no_info_before_validator_function(
            lambda value: self.read(value) if isinstance(value, str) else value, handler(source)
        )

    def __get_pydantic_json_schema__(
        self, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> dict[str, Any]:
        """The published form."""
        return dict(self.schema)


@dataclass(frozen=True, eq=False)
class OrNotApplicable:
    """Lets 不适用 stand in the place of a value: neither unknown nor zero."""

    inner: Any

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        """The inner type, asked only where the text is not 不适用."""
        return core_schema.no_info_wrap_validator_function(
            lambda value, ask: "不适用" if value in _NA_WORDS else ask(value),
            handler.generate_schema(self.inner),
        )

    def __get_pydantic_json_schema__(self, schema: Any, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        """The inner form or the word."""
        return {"anyOf": [handler(schema["schema"]), {"const": "不适用"}]}


# Numbers

_DIGITS_ONLY = Text("只填数字，不加单位、逗号和文字", "digits only: no unit, no comma, no words")


def _number(text: str) -> str:
    plain = half_width(text)
    if re.fullmatch(r"[+-]?[0-9]+(\.[0-9]+)?", plain) and len(plain) <= 30:
        return plain
    raise misfit("E0204", Text("的值{value}不是数字", "is {value}, which is not a number"), _digits(plain))


def _digits(text: str) -> Text:
    """What to write instead of a number with a unit or commas; where it is none, that digits are wanted."""
    found = re.fullmatch(r"([0-9][0-9,]*(?:\.[0-9]+)?)\s*([万亿千]?)[^0-9.,]{0,3}", text)
    if not found:
        return _DIGITS_ONLY
    number = Decimal(found[1].replace(",", "")) * {"": 1, "千": 10**3, "万": 10**4, "亿": 10**8}[found[2]]
    digits = plain_number(number)
    return Text(f"写成 {digits}，不加单位和逗号", f"write {digits}, without unit and commas")


def _whole(text: str) -> int:
    number = Decimal(_number(text))
    if number != number.to_integral_value():
        problem = Text("的值{value}应为整数", "is {value}; it should be a whole number")
        raise misfit("E0204", problem, Text("填整数", "give a whole number"))
    return int(number)


def _money(text: str) -> Decimal:
    amount = Decimal(_number(text))
    if round(amount, 2) != amount:
        problem = Text("的值{value}小数多于两位", "is {value}, with more than two decimals")
        raise misfit("E0205", problem, Text("以元为单位，精确到分", "give yuan, exact to the fen"))
    return amount.quantize(Decimal("0.01"))


def plain_number(value: float | Decimal) -> str:
    """A number as canonical text writes it: no exponent, no zeros at the end."""
    words = f"{Decimal(repr(value)) if isinstance(value, float) else value:f}"
    return words.rstrip("0").rstrip(".") if "." in words else words


Count: TypeAlias = Annotated[
    int, Field(ge=0, le=10_000_000), Parse(_whole, str, {"type": "integer", "minimum": 0})
]
Whole: TypeAlias = Annotated[int, Parse(_whole, str, {"type": "integer"})]
Number: TypeAlias = Annotated[
    float,
    Field(ge=0, le=1e9),
    Parse(lambda text: float(_number(text)), plain_number, {"type": "number", "minimum": 0}),
]
Real: TypeAlias = Annotated[
    float,
    Field(ge=-1e12, le=1e12),
    Parse(lambda text: float(_number(text)), plain_number, {"type": "number"}),
]
Percent: TypeAlias = Annotated[
    float,
    Field(ge=0, le=100),
    Parse(
        lambda text: float(_number(text)),
        plain_number,
        {"type": "number", "minimum": 0, "maximum": 100},
    ),
]
Money: TypeAlias = Annotated[
    Decimal,
    Field(ge=0, le=10**12),
    Parse(_money, "{:.2f}".format, {"type": "number", "minimum": 0}),
]
CountOrNA: TypeAlias = Annotated[int | NA, OrNotApplicable(Count)]
NumberOrNA: TypeAlias = Annotated[float | NA, OrNotApplicable(Number)]
MoneyOrNA: TypeAlias = Annotated[Decimal | NA, OrNotApplicable(Money)]


# Dates and years

_DAY = re.compile(r"([0-9]{4})(?:-|\.|/|年)([0-9]{1,2})(?:-|\.|/|月)([0-9]{1,2})日?(?: 00:00(?::00)?)?")
_MONTH = re.compile(r"([0-9]{4})(?:-|\.|/|年)([0-9]{1,2})月?")
_SHORT = re.compile(r"[0-9]{1,2}[-./][0-9]{1,2}[-./][0-9]{2,4}")
_WRITE_DATE = Text(
    "核对年、月、日；写法如 2026-09-01", "check year, month and day; write them as in 2026-09-01"
)
_WRITE_MONTH = Text("核对年和月；写法如 2026-09", "check year and month; write them as in 2026-09")


def _date(text: str) -> date:
    plain = half_width(text)
    if found := _DAY.fullmatch(plain):
        return _existing(int(found[1]), int(found[2]), int(found[3]), _WRITE_DATE)
    if _SHORT.fullmatch(plain):
        problem = Text("的值{value}分不清年月日的先后", "is {value}: which part is the year is unclear")
        raise misfit("E0208", problem, _WRITE_DATE)
    problem = Text("的值{value}不是日期", "is {value}, which is not a date")
    raise misfit("E0208", problem, _WRITE_DATE)


def _existing(year: int, month: int, day: int, fix: Text) -> date:
    try:
        return date(year, month, day)
    except ValueError:
        problem = Text("的值{value}这一天不存在", "is {value}, a day that does not exist")
        raise misfit("E0208", problem, fix) from None


def _month(text: str) -> str:
    plain = half_width(text)
    if re.fullmatch(r"[0-9]{4}\.1", plain):  # a spreadsheet keeps 2015.10 as the number 2015.1
        problem = Text("的值{value}分不清是 1 月还是 10 月", "is {value}, which may be January or October")
        raise misfit(
            "E0208", problem, Text("写成 2015-01 或 2015-10 的形式", "write it like 2015-01 or 2015-10")
        )
    if found := _DAY.fullmatch(plain) or _MONTH.fullmatch(plain):
        return f"{_existing(int(found[1]), int(found[2]), 1, _WRITE_MONTH):%Y-%m}"
    problem = Text("的值{value}不是年月", "is {value}, which is not a month")
    raise misfit("E0208", problem, _WRITE_MONTH)


def _year(text: str) -> str:
    plain = half_width(text).removesuffix("学年度").removesuffix("学年").strip()
    found = re.fullmatch(r"([0-9]{4})\s*[-/—~]\s*([0-9]{4})", plain)
    fix = Text("写法如 2025-2026", "write it as in 2025-2026")
    if not found:
        raise misfit("E0208", Text("的值{value}不是学年", "is {value}, which is not a school year"), fix)
    if int(found[2]) != int(found[1]) + 1:
        problem = Text("的值{value}前后两年不相连", "is {value}, whose two years are not consecutive")
        raise misfit("E0208", problem, fix)
    return f"{found[1]}-{found[2]}"


def _clock(text: str) -> str:
    plain = half_width(text).replace("时", ":").replace("点", ":").removesuffix("分")
    found = re.fullmatch(r"([0-9]{1,2}):([0-9]{2})?(?::[0-9]{2})?", plain)
    if found and int(found[1]) < 24 and int(found[2] or 0) < 60:
        return f"{int(found[1]):02d}:{found[2] or '00'}"
    fix = Text("写成 14:30 的形式", "write it as in 14:30")
    raise misfit("E0208", Text("的值{value}不是时间", "is {value}, which is not a time of day"), fix)


def _due(text: str) -> str:
    plain = half_width(text)
    if plain == "monthly":
        return plain
    found = re.fullmatch(r"([0-9]{1,2})-([0-9]{1,2})", plain)
    fix = Text(
        "写成 10-15（每年 10 月 15 日）或 monthly（次月底前）", "write 10-15 for 15 October, or monthly"
    )
    if not found:
        raise misfit(
            "E0208", Text("的值{value}不是截止日", "is {value}, which is not a day of the year"), fix
        )
    return f"{_existing(2023, int(found[1]), int(found[2]), fix):%m-%d}"


Date: TypeAlias = Annotated[date, Parse(_date, date.isoformat, {"type": "string", "format": "date"})]
Month: TypeAlias = Annotated[str, Parse(_month, str, {"type": "string", "pattern": "^[0-9]{4}-[0-9]{2}$"})]
Year: TypeAlias = Annotated[str, Parse(_year, str, {"type": "string", "pattern": "^[0-9]{4}-[0-9]{4}$"})]
FiscalYear: TypeAlias = Annotated[
    int,
    Field(ge=2000, le=2100),
    Parse(_whole, str, {"type": "integer", "minimum": 2000, "maximum": 2100}),
]
Clock: TypeAlias = Annotated[
    str, Parse(_clock, str, {"type": "string", "pattern": "^[0-2][0-9]:[0-5][0-9]$"})
]
Due: TypeAlias = Annotated[
    str, Parse(_due, str, {"type": "string", "pattern": "^([0-9]{2}-[0-9]{2}|monthly)$"})
]


# Codes

_SCHOOL = r"[0-9]{10}(-[0-9]{1,2})?"
_CLAUSE = r"S[1-5](\.[a-z]|\.[1-9][a-z]?)?"
_ID = r"[a-z0-9][a-z0-9-]{0,62}"
_RESERVED = {"con", "prn", "aux", "nul", *(f"{port}{n}" for port in ("com", "lpt") for n in range(1, 10))}
_RESIDENT_ID = re.compile(r"[1-9][0-9]{16}[0-9Xx]|[1-9][0-9]{14}")


def _school_code(text: str) -> str:
    plain = compact(text)
    if re.fullmatch(_SCHOOL, plain):
        return plain
    digits = len(re.sub("[^0-9]", "", plain))
    problem = Text(
        "的值{value}不是学校标识码（有 {digits} 位数字，应为 10 位）",
        "is {value}, not a school code ({digits} digits where 10 are wanted)",
    )
    fix = Text(
        "照抄学校标识码的 10 位数字；教学点、校区在后面加 -1、-2", "copy the 10 digits; a campus adds -1, -2"
    )
    raise misfit("E0209", problem, fix, digits=digits)


def _count_of_school(text: str) -> str:
    found = re.fullmatch(rf"({_SCHOOL}):([0-9]{{1,6}})", compact(text))
    if found:
        return f"{found[1]}:{int(found[3])}"
    problem = Text("的值{value}不是“学校标识码:人数”", "is {value}, not 'school code:number'")
    fix = Text("写成 2136990001:12，几所学校之间用顿号", "write 2136990001:12; separate schools by 、")
    raise misfit("E0209", problem, fix)


def _result_of_school(text: str) -> str:
    code, _, words = text.replace("：", ":").partition(":")
    if re.fullmatch(_SCHOOL, compact(code)) and words.strip():
        return f"{compact(code)}:{_line(words)}"
    problem = Text("的值{value}不是“学校标识码:结果”", "is {value}, not 'school code:result'")
    fix = Text(
        "写成 2136990001:一等奖，几所学校之间用顿号", "write 2136990001:first prize; separate schools by 、"
    )
    raise misfit("E0209", problem, fix)


def _clause(text: str) -> str:
    plain = compact(text)
    if re.fullmatch(_CLAUSE, plain):
        return plain
    problem = Text("的值{value}不是条款编号", "is {value}, which is not the id of a clause")
    raise misfit("E0209", problem, Text("写成 S5.1a 的形式", "write it as in S5.1a"))


def _id(text: str) -> str:
    plain = compact(text)
    if re.fullmatch(_ID, plain) and plain not in _RESERVED:
        return plain
    problem = Text("的值{value}不能作编号", "is {value}, which can't serve as an id")
    fix = Text(
        "用小写英文字母、数字和连字符，如 donghu-01",
        "use lower-case letters, digits and hyphens, as in donghu-01",
    )
    raise misfit("E0209", problem, fix)


def _staff_code(text: str) -> str:
    plain = compact(text)
    if _RESIDENT_ID.fullmatch(plain):
        problem = Text("填的像是居民身份证号", "looks like a resident ID")
        fix = Text(
            "改填教育局编的工号；没有工号的填“学校标识码-三位序号”",
            "give the staff code of the district, or <school code>-nnn",
        )
        raise misfit("E0209", problem, fix)
    if re.fullmatch(r"[0-9A-Za-z][0-9A-Za-z-]{0,31}", plain):
        return plain
    problem = Text("的值不是工号", "is not a staff code")
    raise misfit(
        "E0209",
        problem,
        Text("用数字、英文字母和连字符，最多 32 位", "use up to 32 digits, letters and hyphens"),
    )


def _area_code(text: str) -> str:
    plain = compact(text)
    if re.fullmatch(r"[0-9]{6}([0-9]{6})?", plain):
        return plain
    problem = Text("的值{value}不是区划代码", "is {value}, which is not an area code")
    raise misfit("E0209", problem, Text("填 6 位或 12 位数字", "give 6 or 12 digits"))


_YES = {"是": True, "true": True, "否": False, "false": False}


def _yes_no(text: str) -> bool:
    plain = half_width(text)
    if plain in _YES:
        return _YES[plain]
    problem = Text("的值{value}应为“是”或“否”", "is {value}; it should be 是 or 否 (true or false)")
    raise misfit(
        "E0210",
        problem,
        Text("填“是”或“否”", "give 是 or 否"),
    )


def _line(text: str) -> str:
    return unicodedata.normalize("NFC", text).strip()


def _code(read: Callable[[str], str], pattern: str, *, code: bool = True, width: int | None = None) -> Parse:
    return Parse(read, str, {"type": "string", "pattern": f"^{pattern}$"}, code, width)


SchoolCode: TypeAlias = Annotated[str, _code(_school_code, _SCHOOL, width=10)]
Id: TypeAlias = Annotated[str, _code(_id, _ID)]
StaffCode: TypeAlias = Annotated[str, _code(_staff_code, "[0-9A-Za-z][0-9A-Za-z-]{0,31}")]
AreaCode: TypeAlias = Annotated[str, _code(_area_code, "[0-9]{6}([0-9]{6})?")]
CountOfSchool: TypeAlias = Annotated[str, _code(_count_of_school, f"{_SCHOOL}:[0-9]{{1,6}}")]
ResultOfSchool: TypeAlias = Annotated[str, _code(_result_of_school, f"{_SCHOOL}:.+", code=False)]
ClauseId: TypeAlias = Annotated[str, _code(_clause, _CLAUSE)]
YesNo: TypeAlias = Annotated[
    bool, Parse(_yes_no, lambda yes: "是" if yes else "否", {"enum": [True, False, "是", "否"]})
]
Line: TypeAlias = Annotated[
    str, Field(min_length=1, max_length=200), Parse(_line, str, {"type": "string", "maxLength": 200})
]
Words: TypeAlias = Annotated[
    str, Field(min_length=1, max_length=5000), Parse(_line, str, {"type": "string", "maxLength": 5000})
]
Longitude: TypeAlias = Annotated[Real, Field(ge=73, le=136)]
Latitude: TypeAlias = Annotated[Real, Field(ge=3, le=54)]
