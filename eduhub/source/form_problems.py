"""What readers find in the forms themselves: whose they are, how old, what in them is no data.

Of the rules 01xx, as those of `problems`.
"""

from __future__ import annotations

from eduhub.core.rule import declare
from eduhub.core.text import Text

OTHER_UNIT = declare(
    "E0141",
    "form-of-another",
    zh="这张表是发给{part} {issued} 的，填的却是 {given}",
    en="this form was made for the {part} {issued}, but it is filled in for {given}",
    fix=Text(
        "核对单位；填错的改正，拿错表的换用自己的表",
        "check the unit; correct it, or take the form that was made for it",
    ),
    why=Text(
        "用了别的单位的表，预填的内容可能也是别人的。",
        "In the form of another unit, what was filled in beforehand may be of that unit too.",
    ),
)
SCHEMA_VERSION = declare(
    "E0125",
    "schema-version",
    zh="表样版本「{version}」不认识；本程序支持版本 {known}",
    en="the schema version '{version}' is unknown; this program knows {known}",
    fix=Text("用当前的空白表，或升级 eduhub", "use the current blank form, or upgrade eduhub"),
    why=Text(
        "版本不同，同名的项可能含义不同。", "The same field may mean something else in another version."
    ),
)
OLDER_FORM = declare(
    "N0142",
    "older-form",
    zh="这是旧版表样（版本 {version}，现为 {known}），已按旧版读取",
    en="the form is of an older version ({version}; now {known}) and was read as such",
    fix=Text(
        "这次可以用；下次请用 eduhub template {kind} 取新表",
        "good for now; next time take a new form from 'eduhub template {kind}'",
    ),
    why=Text("旧表可能缺少后来增加的项。", "An older form may lack what was added later."),
)
OUTDATED_FORM = declare(
    "E0143",
    "outdated-form",
    zh="这是旧版表样（版本 {version}），现在的版本 {known} 不再读取它",
    en="the form is of version {version}, which version {known} no longer reads",
    fix=Text(
        "用 eduhub template {kind} 取新表，把内容以“粘贴数值”方式填入后重新提交",
        "take a new form from 'eduhub template {kind}', paste the values into it and submit that",
    ),
    why=Text(
        "版本相差太远，同名的项含义可能已变。", "What bears the same name may mean something else by now."
    ),
)
EXAMPLE_CHANGED = declare(
    "E0144",
    "example-changed",
    zh="第 {row} 行是表格自带的填法或示例，读取时跳过；里面填了「{value}」，没有读入",
    en="row {row} is a hint or example of the form and is skipped; '{value}' in it was not read",
    fix=Text(
        "把自己的数据写在示例下面的空行里，填法和示例不要改",
        "write your data into the empty rows below the example and leave hints and example as they are",
    ),
    why=Text(
        "填进填法行、示例行的数据会被悄悄丢掉。",
        "Data in the rows of hints and examples would be lost without a word.",
    ),
)
PARTIAL_COPY = declare(
    "E0145",
    "partial-copy",
    zh="这份副本只有待改正的行，不能当作整张表提交",
    en="this copy has only the rows that failed; it can't be submitted for the whole",
    fix=Text(
        "按“序号”列的原行号把改正后的内容抄回原表，提交原表",
        "copy what you corrected back into the whole form, by the row numbers in 'No.', and submit that",
    ),
    why=Text("只交几行，其余的行会被当作没有。", "The other rows would pass for rows that are not there."),
)
COLLECTED_TABLES = declare(
    "E0146",
    "collected-tables",
    zh="这是 eduhub collect 合并出来的汇总表，不是哪个单位报送的表",
    en="these are the tables that 'eduhub collect' put together, which no unit handed in",
    fix=Text(
        "汇总表用来查看和统计；要校验，请用各单位报送的原表",
        "look and count in it; to validate, name the forms that were handed in",
    ),
    why=Text(
        "把许多单位的行当作一个单位的，数字全错。",
        "The rows of many units, taken for those of one, make every figure wrong.",
    ),
)
OTHER_FORMAT = declare(
    "N0147",
    "other-format",
    zh="这是{actual}，已读取",
    en="this is {actual}; it was read",
    fix=Text(
        "这次可以用；下次请另存为 .xlsx：其他格式的标注副本会换成新表，原来的格式和批注带不过去",
        "good for now; next time save it as .xlsx: in any other format the marked copy is a fresh form, "
        "without the looks and comments of yours",
    ),
    why=Text(
        "其他格式会丢掉表格的一部分提示和格式，也不能在原表上标注。",
        "Other formats lose some of a form's hints and looks and can't be marked in place.",
    ),
)
CELL_PICTURE = declare(
    "E0148",
    "cell-picture",
    zh="这一格是一张嵌入的图片，不是数据",
    en="this cell holds an embedded picture, not data",
    fix=Text(
        "删去图片，填写数据；图片需要保留的，改为“浮动图片”放到表格外面",
        "delete the picture and type the data; a picture that is to stay belongs beside the table",
    ),
    why=Text(
        "WPS 的嵌入图片在单元格里只是一段公式，会被当成文字读入。",
        "In the cell WPS keeps such a picture as a formula, which would be read as text.",
    ),
)
