"""What is wrong and what to do, in two languages, for every error that pydantic knows; shape.py fills them.

A problem continues after the field's label: 「周课时」的值 45 超出范围 / 'weekly lessons' is 45; ...
Its facts are pydantic's own (`facts`) and `value`, the submitted value as words: what is a list, a group,
blank, long or personal has to be said briefly or masked by whoever fills; `hint` begins with its own mark.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from eduhub.core.text import Text


@dataclass(frozen=True, slots=True)
class Words:
    """What one type of error says, and the code of the rule in shape.py that it belongs to."""

    code: str
    problem: Text
    fix: Text


def _should(code: str, zh: str, en: str, fix: Text) -> Words:
    """Words about a value, where the finding names it first."""
    return Words(code, Text("的值{value}" + zh, "is {value}; it should " + en), fix)


# An error's own sentence is English and may quote what is personal; the others are names of Python.
_NOT_FOR_USERS = {"error", "encoding_error", "class", "class_name", "field_type", "method_name", "attribute"}
_CHOICES = {"expected", "expected_tags", "expected_schemes", "discriminator"}
# A choice is a repr: 'a', "it's", 3 or <Grade.ONE: 1>, of which only the value after the colon is for users.
_CHOICE = re.compile(r"""<\S+ |('(?:\\.|[^'\\])*'|"(?:\\.|[^"\\])*"|[^\s,<>'"]+)""")


def choices(listed: str) -> tuple[str, ...]:
    """The values in pydantic's English lists: "'a', 'b' or 'c'" gives a, b and c."""
    found = [choice for choice in _CHOICE.findall(listed) if choice not in {"", "or"}]
    return tuple(re.sub(r"\\(['\"\\])", r"\1", c[1:-1]) if c[0] in "'\"" else c for c in found)


def facts(ctx: Mapping[str, object]) -> dict[str, object]:
    """Pydantic's `ctx` as facts for `Text.fill`: lists taken apart, what is not for users left out."""
    shown = {name: fact for name, fact in ctx.items() if name not in _NOT_FOR_USERS}
    return {name: choices(str(fact)) if name in _CHOICES else fact for name, fact in shown.items()}


NOTHING = re.compile(r"无|没有|暂无|[-—–/]+|none|nil|no", re.IGNORECASE)  # in the place of a number


def nothing(*, required: bool, lacking: bool, zero: bool) -> Text | None:
    """How a field for a number takes that there is nothing; None where it takes no such thing.

    lacking  不适用 may stand there; zero: 0 may
    """
    if lacking:
        return Text(
            "没有这一项写“不适用”，数目是零写 0",
            "write 不适用 if there is no such thing, 0 if the number is nil",
        )
    if required:
        return Text("一个也没有就写 0", "write 0 if there is none") if zero else None
    if zero:
        return Text(
            "没有这一项就留空，数目是零写 0",
            "leave it blank if there is no such thing; write 0 if the number is nil",
        )
    return Text("没有就留空", "leave it blank if there is none")


_FILL_IN = Text("补上这一项，它是必填的", "fill it in; it is required")
_AS_LIST = Text(
    "写成列表；在 YAML 中每项另起一行，以“- ”开头",
    "write it as a list; in YAML each item stands on its own line and begins with '- '",
)
_AS_GROUP = Text(
    "在它下面缩进，逐行写出各项，形如“名称: 值”", "write its items below it, indented, each as 'name: value'"
)
_AS_NUMBER = Text(
    "只填数字，不带单位、空格和千分位逗号",
    "write the number alone, without a unit, spaces or thousands separators",
)
_CHECK_FIGURE = Text("核对这个值后改正，并留意单位", "check the value, minding its unit, and correct it")
_SHORTEN = Text("精简内容，并核对是否填错了位置", "shorten it, and check that it belongs here")
_COMPLETE = Text("核对是否有遗漏，补全内容", "check what was left out and complete it")
_AS_DATE = Text(
    "写成 2026-09-01 的形式，并核对当月有这一天",
    "write it like 2026-09-01, and check that the month has that day",
)
_CHECK_DAY = Text("核对年、月、日后改正", "check year, month and day and correct them")
_COPY_UNCHANGED = Text("从来源处原样复制，不要手工改动", "copy it from its source and change nothing")
_COPY_ADDRESS = Text(
    "从浏览器的地址栏复制完整的网址", "copy the whole address from the browser's address bar"
)
_BY_GUIDE = Text("对照填报说明核对后改正", "check it against the guide to the form and correct it")
_REPORT = Text(
    "这是表样的问题，请把这条提示告诉 eduhub 的维护者",
    "this is a fault of the form; please tell the maintainers of eduhub",
)

_MISSING = Words("E0201", Text("没有填写", "is missing"), _FILL_IN)
_NOT_ASKED = Words(
    "E0202",
    Text("不是本表的填报项", "is not a field of this form"),
    Text("核对名称；不需要填报的内容请删除", "check the name, or delete what is not asked for"),
)
_NOT_A_LIST = _should("E0203", "不是列表", "be a list", _AS_LIST)
_NOT_A_GROUP = _should("E0203", "不是一组“名称: 值”", "be a group of 'name: value' pairs", _AS_GROUP)
_NEITHER_LIST_NOR_GROUP = _should(
    "E0203", "不是列表，也不是一组“名称: 值”", "be a list or a group of 'name: value' pairs", _AS_GROUP
)
_NOT_A_NUMBER = _should("E0204", "不是数字", "be a number", _AS_NUMBER)
_NOT_WHOLE = _should("E0204", "不是整数", "be a whole number", _AS_NUMBER)
_NOT_A_FRACTION = _should(
    "E0204",
    "不是分数",
    "be a fraction",
    Text("写成 3/4 的形式，分母不能是 0", "write it like 3/4, with a denominator other than 0"),
)
_NOT_COMPLEX = _should("E0204", "不是复数", "be a complex number", _BY_GUIDE)
_TOO_LONG = Words(
    "E0206",
    Text(
        "的值{value}太长，最多 {max_length} 个字符",
        "is {value}, which is too long; characters allowed: {max_length}",
    ),
    _SHORTEN,
)
_NOT_A_CHOICE = _should(
    "E0207",
    "不在可选的值之内，可选：{expected}",
    "be one of: {expected}",
    Text("从可选的值中选一个，写法须完全一致", "choose one of them and write it exactly so"),
)
_NOT_A_DATE = _should("E0208", "不是日期", "be a date", _AS_DATE)
_NOT_A_TIME = _should(
    "E0208",
    "不是一天中的时刻",
    "be a time of day",
    Text("写成 08:30 的形式，用半角冒号", "write it like 08:30, with a half-width colon"),
)
_NOT_A_MOMENT = _should(
    "E0208",
    "不是日期和时刻",
    "be a date and a time of day",
    Text("写成 2026-09-01 08:30 的形式", "write it like 2026-09-01 08:30"),
)
_NOT_A_DURATION = _should(
    "E0208",
    "不是时长",
    "be a length of time",
    Text("按“时:分:秒”填写，如 01:30:00", "write hours:minutes:seconds, like 01:30:00"),
)
_NOT_AN_ADDRESS = _should("E0209", "不是网址", "be a web address", _COPY_ADDRESS)
_NOT_A_UUID = _should("E0209", "不是 UUID", "be a UUID", _COPY_UNCHANGED)
_NOT_YES_NO = _should(
    "E0210",
    "不是“是”或“否”",
    "be yes or no",
    Text("填“是”或“否”；在 YAML 中写 true 或 false", "fill in yes or no; in YAML write true or false"),
)
# The models' own sentences are for developers; a comparison that users should understand is a rule.
_NOT_AS_REQUIRED = Words(
    "E0212",
    Text("的值{value}不符合对这一项的要求", "is {value}, which does not meet what is required of it"),
    _BY_GUIDE,
)
_FIXED = Words(
    "E0212",
    Text("已经固定，不能改动", "is fixed and can't be changed"),
    Text("保留原来的内容", "keep what stood there before"),
)
_UNREACHABLE = Words(
    "E0212", Text("无法从所在的记录中读出", "can't be read from the record that holds it"), _REPORT
)
_NOT_FOR_FILES = Words(
    "E0212", Text("要求的内容无法写在文件里", "asks for something that no file can hold"), _REPORT
)

WORDS: dict[str, Words] = {
    "missing": _MISSING,
    "missing_argument": _MISSING,
    "missing_keyword_only_argument": _MISSING,
    "missing_positional_only_argument": _MISSING,
    "extra_forbidden": Words(
        "E0202", Text("不是本表的填报项{hint}", "is not a field of this form{hint}"), _NOT_ASKED.fix
    ),
    "unexpected_keyword_argument": _NOT_ASKED,
    "unexpected_positional_argument": _NOT_ASKED,
    "list_type": _NOT_A_LIST,
    "deque_type": _NOT_A_LIST,
    "tuple_type": _NOT_A_LIST,
    "set_type": _NOT_A_LIST,
    "frozen_set_type": _NOT_A_LIST,
    "iterable_type": _NOT_A_LIST,
    "iteration_error": Words(
        "E0203", Text("的各项无法逐一读出", "has items that can't be read one by one"), _AS_LIST
    ),
    "set_item_not_hashable": _should(
        "E0203",
        "不是单个的值",
        "be a single value",
        Text("每项只写一个数字或一段文字", "write one number or one piece of text for each item"),
    ),
    "dict_type": _NOT_A_GROUP,
    "frozen_dict_type": _NOT_A_GROUP,
    "ordered_dict_type": _NOT_A_GROUP,
    "counter_type": _NOT_A_GROUP,
    "mapping_type": _NOT_A_GROUP,
    "model_type": _NOT_A_GROUP,
    "model_attributes_type": _NOT_A_GROUP,
    "dataclass_type": _NOT_A_GROUP,
    "dataclass_exact_type": _NOT_A_GROUP,
    "named_tuple_type": _NEITHER_LIST_NOR_GROUP,
    "arguments_type": _NEITHER_LIST_NOR_GROUP,
    "multiple_argument_values": Words(
        "E0203", Text("有不止一个值", "has more than one value"), Text("只保留一个", "keep only one of them")
    ),
    "invalid_key": Words(
        "E0203",
        Text("这个名称不是文字", "is a name that is not text"),
        Text("在 YAML 中给名称加上引号", "in YAML put the name in quotes"),
    ),
    "union_tag_invalid": Words(
        "E0203",
        Text(
            "中的「{discriminator}」是 {tag}，可选：{expected_tags}",
            "has {tag} as its '{discriminator}', which should be one of: {expected_tags}",
        ),
        Text(
            "改正「{discriminator}」，写法须与可选的值完全一致",
            "correct '{discriminator}' so that it reads exactly like one of them",
        ),
    ),
    "union_tag_not_found": Words(
        "E0203",
        Text(
            "中没有「{discriminator}」，无法确定它是哪一种",
            "lacks '{discriminator}', which tells what sort it is",
        ),
        Text("补上「{discriminator}」", "add '{discriminator}'"),
    ),
    "json_invalid": _should(
        "E0203",
        "不是完整的 JSON",
        "be well-formed JSON",
        Text("核对引号、括号和逗号", "check quotes, brackets and commas"),
    ),
    "json_type": _should(
        "E0203",
        "不是 JSON 文字",
        "be JSON text",
        Text("写成一段 JSON 文字", "write it as a piece of JSON text"),
    ),
    "int_type": _NOT_WHOLE,
    "int_parsing": _NOT_WHOLE,
    "int_from_float": _should(
        "E0204", "带有小数，应是整数", "be a whole number, without decimals", _CHECK_FIGURE
    ),
    "int_parsing_size": Words(
        "E0204",
        Text("的值{value}位数太多，无法作为整数", "is {value}, which is too long for a whole number"),
        _CHECK_FIGURE,
    ),
    "float_type": _NOT_A_NUMBER,
    "float_parsing": _NOT_A_NUMBER,
    "decimal_type": _NOT_A_NUMBER,
    "decimal_parsing": _NOT_A_NUMBER,
    "fraction_type": _NOT_A_FRACTION,
    "fraction_parsing": _NOT_A_FRACTION,
    "complex_type": _NOT_COMPLEX,
    "complex_str_parsing": _NOT_COMPLEX,
    "greater_than": _should("E0205", "超出范围，应大于 {gt}", "be greater than {gt}", _CHECK_FIGURE),
    "greater_than_equal": _should("E0205", "超出范围，应不小于 {ge}", "be at least {ge}", _CHECK_FIGURE),
    "less_than": _should("E0205", "超出范围，应小于 {lt}", "be less than {lt}", _CHECK_FIGURE),
    "less_than_equal": _should("E0205", "超出范围，应不大于 {le}", "be at most {le}", _CHECK_FIGURE),
    "multiple_of": _should(
        "E0205", "应是 {multiple_of} 的倍数", "be a multiple of {multiple_of}", _CHECK_FIGURE
    ),
    "finite_number": _should(
        "E0205", "不是有限的数", "be a finite number", Text("填写实际的数值", "write an actual figure")
    ),
    "decimal_max_digits": Words(
        "E0205",
        Text(
            "的值{value}位数过多，总共最多 {max_digits} 位",
            "is {value}, which has too many digits; allowed in all: {max_digits}",
        ),
        _CHECK_FIGURE,
    ),
    "decimal_max_places": Words(
        "E0205",
        Text(
            "的值{value}小数位数过多，最多 {decimal_places} 位",
            "is {value}, which has too many decimal places; allowed: {decimal_places}",
        ),
        Text("四舍五入到允许的位数", "round it to the places allowed"),
    ),
    "decimal_whole_digits": Words(
        "E0205",
        Text(
            "的值{value}整数部分位数过多，最多 {whole_digits} 位",
            "is {value}, which has too many digits before the decimal point; allowed: {whole_digits}",
        ),
        _CHECK_FIGURE,
    ),
    "too_short": Words(
        "E0206",
        Text(
            "应至少有 {min_length} 项，现有 {actual_length} 项",
            "should have {min_length} or more items; there are {actual_length}",
        ),
        _COMPLETE,
    ),
    # Without the actual length: pydantic stops counting a set at the limit and then gives None.
    "too_long": Words(
        "E0206",
        Text("的项数超过上限 {max_length}", "has more items than the limit of {max_length}"),
        Text("核对是否有重复或多余的项，将其删除", "check for repeated or needless items and delete them"),
    ),
    "string_too_short": Words(
        "E0206",
        Text(
            "的值{value}太短，至少 {min_length} 个字符",
            "is {value}, which is too short; characters needed: {min_length}",
        ),
        _COMPLETE,
    ),
    "string_too_long": _TOO_LONG,
    "url_too_long": _TOO_LONG,
    "bytes_too_short": Words(
        "E0206", Text("太短，至少 {min_length} 个字节", "is too short; bytes needed: {min_length}"), _COMPLETE
    ),
    "bytes_too_long": Words(
        "E0206", Text("太长，最多 {max_length} 个字节", "is too long; bytes allowed: {max_length}"), _SHORTEN
    ),
    "literal_error": _NOT_A_CHOICE,
    "enum": _NOT_A_CHOICE,
    "date_type": _NOT_A_DATE,
    "date_parsing": _NOT_A_DATE,
    "date_from_datetime_parsing": _NOT_A_DATE,
    "date_from_datetime_inexact": _should(
        "E0208",
        "带有时刻，应只有日期",
        "be a date without a time of day",
        Text("只写日期，如 2026-09-01", "write the date alone, like 2026-09-01"),
    ),
    "date_past": _should("E0208", "应早于今天", "be before today", _CHECK_DAY),
    "date_future": _should("E0208", "应晚于今天", "be after today", _CHECK_DAY),
    "time_type": _NOT_A_TIME,
    "time_parsing": _NOT_A_TIME,
    "datetime_type": _NOT_A_MOMENT,
    "datetime_parsing": _NOT_A_MOMENT,
    "datetime_object_invalid": _NOT_A_MOMENT,
    "datetime_from_date_parsing": _NOT_A_MOMENT,
    "datetime_past": _should("E0208", "应早于现在", "be before now", _CHECK_DAY),
    "datetime_future": _should("E0208", "应晚于现在", "be after now", _CHECK_DAY),
    "timezone_naive": _should(
        "E0208",
        "不应带时区",
        "have no time zone",
        Text("去掉末尾的时区，如 +08:00", "remove the time zone at its end, such as +08:00"),
    ),
    "timezone_aware": _should(
        "E0208",
        "没有时区",
        "have a time zone",
        Text("在末尾加上时区，北京时间是 +08:00", "add the time zone at its end; Beijing time is +08:00"),
    ),
    "timezone_offset": Words(
        "E0208",
        Text(
            "的时区与世界时相差 {tz_actual} 秒，应相差 {tz_expected} 秒",
            "is off universal time by seconds: {tz_actual}; it should be: {tz_expected}",
        ),
        Text(
            "改正时区；北京时间是 +08:00，即 28800 秒",
            "correct the time zone; Beijing time is +08:00, which is 28800 seconds",
        ),
    ),
    "time_delta_type": _NOT_A_DURATION,
    "time_delta_parsing": _NOT_A_DURATION,
    "string_pattern_mismatch": Words(
        "E0209",
        Text("的值{value}不符合规定的写法", "is {value}, which is not in the form laid down"),
        Text(
            "对照填报说明中的示例改正；规定的写法是 {pattern}",
            "follow the example in the guide to the form; the form laid down is {pattern}",
        ),
    ),
    "string_not_ascii": _should(
        "E0209",
        "只能用英文字母、数字和半角符号",
        "have only English letters, digits and half-width signs",
        Text("换用英文输入法重新填写", "type it again with the keyboard set to English"),
    ),
    "url_type": _NOT_AN_ADDRESS,
    "url_parsing": _NOT_AN_ADDRESS,
    "url_syntax_violation": _NOT_AN_ADDRESS,
    "url_scheme": Words(
        "E0209",
        Text(
            "的值{value}开头不对，网址的开头可以是：{expected_schemes}",
            "is {value}; an address here should begin with one of: {expected_schemes}",
        ),
        _COPY_ADDRESS,
    ),
    "uuid_type": _NOT_A_UUID,
    "uuid_parsing": _NOT_A_UUID,
    "uuid_version": _should(
        "E0209",
        "不是第 {expected_version} 版的 UUID",
        "be a UUID of version {expected_version}",
        _COPY_UNCHANGED,
    ),
    "bool_type": _NOT_YES_NO,
    "bool_parsing": _NOT_YES_NO,
    "string_type": _should(
        "E0211",
        "应为一段文字",
        "be a piece of text",
        Text(
            "只写一段文字；多项内容用顿号隔开", "write one piece of text; separate several things by commas"
        ),
    ),
    "string_unicode": Words(
        "E0211",
        Text("里有无法识别的字符", "has characters that can't be read"),
        Text("把文件另存为 UTF-8 后重新提交", "save the file with the encoding UTF-8 and submit it again"),
    ),
    "bytes_type": _should("E0211", "不是文字或二进制内容", "be text or binary content", _BY_GUIDE),
    "bytes_invalid_encoding": Words(
        "E0211", Text("不是正确的 {encoding} 编码", "is not correct {encoding}"), _COPY_UNCHANGED
    ),
    "value_error": _NOT_AS_REQUIRED,
    "assertion_error": _NOT_AS_REQUIRED,
    "is_instance_of": _NOT_AS_REQUIRED,
    "none_required": _should(
        "E0212", "不应填写，这一项应留空", "be left blank", Text("清空这一项", "clear it")
    ),
    "missing_sentinel_error": _should(
        "E0212", "不应填写，这一项不应出现", "not be there at all", Text("删除这一项", "delete it")
    ),
    "default_factory_not_called": Words(
        "E0212",
        Text("没有填写，又要由别的有误的项推出", "is missing and would follow from others that are wrong"),
        Text("先改正其他各处", "mend the others first"),
    ),
    "recursion_loop": Words(
        "E0212",
        Text("的内容包含它自己，没有尽头", "contains itself without end"),
        Text("直接写出内容，不要引用", "write the content itself instead of a reference"),
    ),
    "recursion_depth_exceeded": Words(
        "E0212",
        Text("的嵌套太深", "is nested too deeply"),
        Text("核对括号和缩进", "check brackets and indentation"),
    ),
    "frozen_field": _FIXED,
    "frozen_instance": _FIXED,
    "no_such_attribute": _UNREACHABLE,
    "get_attribute_error": _UNREACHABLE,
    "needs_python_object": _NOT_FOR_FILES,
    "is_subclass_of": _NOT_FOR_FILES,
    "callable_type": _NOT_FOR_FILES,
    "ellipsis_error": _NOT_FOR_FILES,
}
