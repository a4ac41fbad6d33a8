"""The words of the guide."""

from __future__ import annotations

from typing import Final

from eduhub.core.text import Text

HEADINGS: Final = {
    "sheets": Text("一、填哪些表", "1. Which sheets"),
    "steps": Text("二、怎么填", "2. How to fill them in"),
    "colours": Text("三、颜色的意思", "3. What the colours mean"),
    "notes": Text("四、要点", "4. To bear in mind"),
}
WORDS: Final = {
    "who": Text("谁填", "who fills it in"),
    "when": Text("什么时候交", "by when"),
    "bureau": Text("教育局主管科室", "the office in charge at the education bureau"),
    "sheet": Text("工作表（点击打开）", "sheet (click to open)"),
    "shape": Text("形式", "shape"),
    "must": Text("是否必填", "required?"),
    "first": Text("填报单位、负责人、填表人和日期", "unit, person in charge, who filled it in, date"),
    "lines": Text("逐项填写，只填 B 列", "line by line, column B only"),
    "rows": Text("逐行填写，从示例下一行开始", "row by row, from below the example"),
    "carried": Text("；已填上年数据，请核对", "; holds last year's data, please check"),
    "required": Text("必填 *", "required *"),
    "optional": Text("有就填", "if there is any"),
    "names": Text("下拉可选的编号和名称，只供查阅", "codes that lists offer, to look up only"),
}
WHO: Final = {
    "school": Text("学校；校长审核", "the school; its head looks it over"),
    "cluster": Text(
        "片区牵头学校或片区管理委员会；主任审核",
        "the lead school or the committee of the cluster; its chair looks it over",
    ),
    "district": Text(
        "县区教育局；分管负责人审核",
        "the education bureau of the district; the person in charge looks it over",
    ),
}
AS_NOTICE: Final = Text("按通知的日期", "by the date in the notice")

STEPS: Final = (
    (
        Text("填封面", "Cover"),
        Text(
            "填报单位、负责人、填表人、日期。联系电话打印后手写。",
            "Unit, person in charge, who filled it in, date. The telephone number is written by hand.",
        ),
    ),
    (
        Text("填各表", "Sheets"),
        Text(
            "红底白字、带 * 的标题必填，灰底的选填。“填法”行说明填什么，“示例”行照着看，"
            "两行都留着，不会当成数据。",
            "White on red with * is required, grey is optional. The row 'how' says what to fill in, "
            "the row 'example' shows it; leave both, they are not read as data.",
        ),
    ),
    (
        Text("看颜色", "Colours"),
        Text(
            "粗体粉底是错误，改好为止；斜体黄底是疑问，再核对一遍，数据无误的可以保留。",
            "Bold on pink is an error: mend it. Italics on yellow is a doubt: it may stay if it is right.",
        ),
    ),
    (
        Text("存盘发回", "Send it back"),
        Text(
            "存成 .xlsx 格式，整个文件发回，不要截图，不要拆成几个文件。",
            "Save as .xlsx and send the whole file back: no picture, no parts.",
        ),
    ),
    (
        Text("收到标注后再改", "Mend the marked copy"),
        Text(
            "有问题会退回一份“（已标注）”的副本，第一张表是“问题清单”。直接在副本上改；"
            "疑问经核对数据无误的，在清单的“说明”列写明原因；改好后交这份副本，它就是下一次的报送，标注不用清除。",
            "If something is wrong, a copy '(marked)' comes back; its first sheet, 'findings', lists it. "
            "Mend that copy; where a query is right as it is, say why in its column 'explanation'. "
            "Send the copy back: it is the next submission, and the marks may stay.",
        ),
    ),
)

COLOURS: Final = (
    (Text("必填标题 *", "required heading *"), Text("这一列每行都要填", "fill it in for every row")),
    (Text("选填标题", "optional heading"), Text("有就填，没有空着", "fill it in if there is any")),
    (Text("填法", "how"), Text("这一列填什么；不会当成数据", "what to fill in; not read as data")),
    (Text("示例", "example"), Text("填好的样子；不会当成数据", "what it looks like; not read as data")),
    (
        Text("错误（粗体、实线框）", "error (bold, solid frame)"),
        Text(
            "必填的空着、不在可选的值之中、位数不对、不是数字或日期、超出范围、太长",
            "required but empty, not among the choices, wrong number of digits, no number or date, "
            "out of range, too long",
        ),
    ),
    (
        Text("疑问（斜体、虚线框）", "doubt (italics, dashed frame)"),
        Text(
            "和另一行重复、不在名录里、编号或日期的写法会变，请核对",
            "repeats another row, not in the list of names, id or date not kept as wanted: please check",
        ),
    ),
    (
        Text("上年数据（斜体蓝字）", "last year's data (blue italics)"),
        Text("从上年带来的，逐行核对，变了就改", "taken over from last year: check each row"),
    ),
)

NOTES: Final = (
    (
        Text("空着、不适用、0", "empty, 不适用, 0"),
        Text(
            "三样不同：空着是还不知道；“不适用”是没有这回事；0 是有这回事，数目是零。",
            "Three different things: empty is not known; 不适用 is that there is no such thing; "
            "0 is that there is, and the number is nil.",
        ),
    ),
    (
        Text("一格填几个", "several in one cell"),
        Text(
            "用顿号分开，如：德、智、体。一个值里本来有顿号或逗号的，整个值加英文双引号。",
            "Separate them by 、 as in 德、智、体. A value with 、 or a comma in it goes in double quotes.",
        ),
    ),
    (
        Text("粘贴", "pasting"),
        Text(
            "从别的表复制时用“选择性粘贴 → 数值”，下拉和颜色提示才不会丢。",
            "Paste as values when you copy from elsewhere, so that lists and colours stay.",
        ),
    ),
    (
        Text("编号和数字", "codes and numbers"),
        Text(
            "学校标识码等编号已设为文本，照抄全部数字；数量只填数字，不加单位和逗号。",
            "Codes are kept as text: copy all digits. Amounts are digits only, without unit or commas.",
        ),
    ),
    (
        Text("不要改的", "leave alone"),
        Text(
            "不改工作表名和标题，不合并单元格，不在数据之间加小计。可以插行、删行、排序、筛选、调列宽。",
            "Sheet names and headings; no merged cells, no subtotals. "
            "You may insert, delete, sort and filter rows and change widths.",
        ),
    ),
    (
        Text("不要填的", "never fill in"),
        Text(
            "任何一格都不要填身份证号、学籍号、电话号码。",
            "A resident ID, a student number or a telephone number, anywhere.",
        ),
    ),
    (
        Text("锁定", "locked cells"),
        Text(
            "标题等已锁定，防止误改，没有密码；要解开：审阅 → 撤销工作表保护。",
            "Headings are locked against slips, without a password: Review, Unprotect Sheet.",
        ),
    ),
)
