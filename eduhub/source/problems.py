"""What readers find by themselves: the rules 01xx. Those from 0150 on mean that nothing could be read."""

from __future__ import annotations

from eduhub.core.rule import Rule, declare
from eduhub.core.text import Text

SAVE_AS = Text(
    "在 WPS 或 Excel 中打开，点“文件 → 另存为”，类型选“Microsoft Excel 文件（*.xlsx）”"
    "或“Excel 工作簿（*.xlsx）”，存好后提交",
    "open it in WPS or Excel, choose File > Save As with the type 'Microsoft Excel file (*.xlsx)' or "
    "'Excel workbook (*.xlsx)', and submit that",
)
_FRESH = Text(
    "用 eduhub template 取一张空表，把内容以“粘贴数值”方式填入后重新提交",
    "take a blank form from 'eduhub template', paste the values into it and submit that",
)

ROW_COUNT = Text("表格的行数", "the number of rows")

READING_CRASHED = declare(
    "E0001",
    "reading-crashed",
    zh="eduhub 自身出错：这个文件没有读完（{error}）",
    en="a fault of eduhub itself: this file was not read to its end ({error})",
    fix=Text(
        "这不是填报的问题；其余文件已照常读取，请把这一行报告给维护者",
        "this is no fault of the submission; the other files were read; report this line to the maintainers",
    ),
    why=Text("一个文件出错，不应使其他文件落空。", "One file must not keep the others from being read."),
    exit_code=70,
)
EMPTY_FILE = declare(
    "E0101",
    "empty-file",
    zh="文件里没有内容",
    en="the file has no content",
    fix=Text("核对是否选错文件，或文件未保存", "check that the right file was sent and that it was saved"),
    why=Text("空文件会被误当作“没有问题”。", "An empty file would pass for one without faults."),
)
NOT_UTF8 = declare(
    "E0102",
    "not-utf8",
    zh="第 {byte} 个字节起不是 UTF-8 文字{guess}",
    en="from byte {byte} on this is not UTF-8 text{guess}",
    fix=Text("在编辑器中把编码改为 UTF-8 后另存", "save the file with the encoding UTF-8"),
    why=Text("猜测编码会悄悄改掉姓名和校名。", "A guessed encoding quietly changes names."),
)
READ_AS_GB18030 = declare(
    "N0103",
    "read-as-gb18030",
    zh="文件不是 UTF-8，已按 GB18030（GBK）读取",
    en="the file is not UTF-8 and was read as GB18030 (GBK)",
    fix=Text(
        "核对汉字是否正确；另存为“CSV UTF-8”则不再提示",
        "check the characters; saving as 'CSV UTF-8' ends this note",
    ),
    why=Text("WPS 和 Excel 的“CSV”默认是 GBK。", "WPS and Excel write GBK when asked for plain CSV."),
)
YAML_SYNTAX = declare(
    "E0104",
    "yaml-syntax",
    zh="YAML 写法有误：{problem}",
    en="the YAML is malformed: {problem}",
    fix=Text("{remedy}", "{remedy}"),
    about=Text("YAML 的缩进、冒号、引号或括号有误", "indentation, colons, quotes or brackets are wrong"),
    why=Text("这一处不改，后面的内容都无法读取。", "Nothing after this spot can be read until it is mended."),
)
DOUBLED_KEY = declare(
    "E0105",
    "doubled-key",
    zh="「{key}」写了两次，上一次在第 {line} 行第 {column} 列",
    en="'{key}' stands twice; the first is at line {line}, column {column}",
    fix=Text("只保留一处", "keep only one of the two"),
    why=Text(
        "同名的两项，程序只会取其一，另一项就丢了。",
        "Of two entries with one name a program keeps one; the other is lost.",
    ),
)
YAML_FEATURE = declare(
    "E0106",
    "yaml-feature",
    zh="这里用了 YAML 的“{feature}”，填报文件不支持",
    en="this uses a YAML {feature}, which submissions may not",
    fix=Text("直接写出内容本身", "write the content itself"),
    why=Text(
        "这类写法能让几百字节的文件撑满内存。", "Such features let a few hundred bytes fill the memory."
    ),
)
DIGITS_LOST = declare(
    "E0107",
    "digits-lost",
    zh="「{field}」{loss}",
    en="'{field}' {loss}",
    fix=Text(
        "把 {column} 列设为“文本”后重新填写；新表格的该列已是文本{more}",
        "set column {column} to Text and type the codes again; in a new form it is text already{more}",
    ),
    about=Text(
        "代码填成了数字，丢了末尾几位或开头的 0",
        "a code was kept as a number and lost its last digits or leading zeros",
    ),
    why=Text(
        "Excel 只保留 15 位数字，并去掉开头的 0，丢掉的数字无法恢复。",
        "Excel keeps 15 digits and drops leading zeros; what is lost can't be restored.",
    ),
)
NUMBER_AS_CODE = declare(
    "N0108",
    "number-as-code",
    zh="「{field}」填成了数字 {value}，已按文本读取",
    en="'{field}' is the number {value}; it was read as text",
    fix=Text(
        "把 {column} 列设为“文本”后重新输入更稳妥", "set column {column} to Text and type the code again"
    ),
    why=Text(
        "代码填成数字时，位数和开头的 0 可能丢失。",
        "A code kept as a number may lose digits and leading zeros.",
    ),
)
MERGED_CELLS = declare(
    "E0109",
    "merged-cells",
    zh="合并单元格 {area} 落在{where}里",
    en="the merged cells {area} lie within the {where}",
    fix=Text("取消合并，每格各填各的内容", "unmerge them and fill every cell"),
    why=Text(
        "合并后只有左上角一格有内容，其余行会读成空白。",
        "Only the first of merged cells has a value; the others read as blank.",
    ),
)
ERROR_CELL = declare(
    "E0110",
    "error-cell",
    zh="单元格是公式错误 {value}",
    en="the cell shows the error {value}",
    fix=Text("改正公式，或直接填数", "mend the formula or type the value"),
    why=Text("错误值会被读成空白。", "An error value would read as blank."),
)
FORMULA_WITHOUT_VALUE = declare(
    "E0111",
    "formula-without-value",
    zh="公式没有保存计算结果",
    en="the formula was saved without its result",
    fix=Text(
        "在 WPS 或 Excel 中打开、重算、保存，或直接填数",
        "open the file in WPS or Excel, recalculate and save, or type the value",
    ),
    why=Text("没有结果的公式会被读成空白或 0。", "A formula without a result would read as blank or 0."),
)
FORMULA_VALUE = declare(
    "N0112",
    "formula-value",
    zh="有 {count} 个公式，读取的是上次保存的结果",
    en="formulas: {count}; the results saved last were read",
    fix=Text("核对公式没有引用别的文件", "check that no formula refers to another file"),
    why=Text(
        "引用别的文件的公式，结果可能是旧的。",
        "A formula that refers to another file may show an old result.",
    ),
)
HIDDEN_PARTS = declare(
    "N0113",
    "hidden-parts",
    zh="有隐藏的{what}，已照常读取",
    en="hidden {what} were read like all others",
    fix=Text("取消隐藏并核对；不需要的请删除", "unhide and check them; delete what is not needed"),
    why=Text("隐藏的旧数据会混进报表。", "Hidden old rows find their way into the figures."),
)
MISSING_COLUMN = declare(
    "E0114",
    "missing-column",
    zh="表头里没有必填的列「{field}」",
    en="the heading row lacks the required column '{field}'",
    fix=Text("补上这一列；表头用字须与空白表一致", "add the column; headings must read as in the blank form"),
    why=Text("缺一列，等于每一行都缺这一项。", "Without the column, every row lacks the item."),
)
MISSPELT_COLUMN = declare(
    "E0115",
    "misspelt-column",
    zh="不认识的表头「{heading}」，是不是「{suggestion}」？",
    en="unknown heading '{heading}'; is it '{suggestion}'?",
    fix=Text("把表头改为「{suggestion}」", "change the heading to '{suggestion}'"),
    why=Text("表头差一个字，整列都读不到。", "One wrong character in a heading hides the whole column."),
)
UNREAD_COLUMN = declare(
    "N0116",
    "unread-column",
    zh="表头「{heading}」不在本表中，该列未读取",
    en="the heading '{heading}' is not part of this table; its column was not read",
    fix=Text(
        "不需要则删除该列；须填报的内容请移到对应的列",
        "delete the column, or move what must be reported to its own column",
    ),
    why=Text("多报的内容不入库，也不应收集。", "What is not asked for is neither stored nor collected."),
)
RENAMED_SHEET = declare(
    "N0117",
    "renamed-sheet",
    zh="工作表「{name}」按「{expected}」读取",
    en="the sheet '{name}' was read as '{expected}'",
    fix=Text("把工作表名改回「{expected}」", "rename the sheet back to '{expected}'"),
    why=Text(
        "靠表头辨认工作表，两张相似的表可能认错。",
        "Recognised by headings alone, two similar sheets may be confused.",
    ),
)
MISSING_SHEET = declare(
    "E0118",
    "missing-sheet",
    zh="没有找到工作表「{expected}」",
    en="the sheet '{expected}' was not found",
    fix=Text(
        "补上该工作表；若已改名，请改回并保留原表头",
        "add the sheet; if it was renamed, rename it back and keep its headings",
    ),
    why=Text("缺一张工作表，这一部分等于没有填报。", "Without the sheet this part was not submitted."),
)
UNREAD_SHEET = declare(
    "N0119",
    "unread-sheet",
    zh="工作表「{name}」与任何表格都对不上，未读取",
    en="the sheet '{name}' matches no table and was not read",
    fix=Text(
        "不需要则不必理会；须填报的内容请移到对应的表",
        "ignore this, or move what must be reported to its own sheet",
    ),
    why=Text("未读取的工作表不进入任何数据。", "A sheet that is not read enters no figure."),
)
DOUBLED_COLUMN = declare(
    "E0120",
    "doubled-column",
    zh="表头「{heading}」出现两次，上一次在 {first}",
    en="the heading '{heading}' stands twice; the first is at {first}",
    fix=Text("只保留一列", "keep only one of the columns"),
    why=Text(
        "两列同名，无法知道以哪一列为准。", "With two columns of one name nobody knows which one holds."
    ),
)
TOTAL_ROW = declare(
    "E0121",
    "total-row",
    zh="这一行是“{word}”，不是一条记录",
    en="this row is a '{word}' line, not a record",
    fix=Text("删除合计行", "delete the row of totals"),
    why=Text("合计行会被当成一条记录，使数字翻倍。", "A row of totals would be counted as one more record."),
)
TWO_KINDS = declare(
    "E0122",
    "two-kinds",
    zh="表头既像「{first}」又像「{second}」，无法确定是哪种表",
    en="the headings fit both '{first}' and '{second}'",
    fix=Text(
        "补全表头，使其与其中一种空白表一致",
        "complete the headings so that they read as in one of the blank forms",
    ),
    why=Text("认错表格，数据就会进错地方。", "A table taken for another puts its data in the wrong place."),
)
UNKNOWN_KIND = declare(
    "E0123",
    "unknown-kind",
    zh="不认识的文档种类「{kind}」{hint}",
    en="unknown kind of document '{kind}'{hint}",
    fix=Text(
        "第一行写 kind: 和种类名；可用的种类：{known}", "begin the file with kind: and a known kind: {known}"
    ),
    why=Text("不知道种类，就不知道该按什么核对。", "Without the kind nothing can be checked."),
)
NO_TABLE = declare(
    "E0124",
    "no-table",
    zh="前 {rows} 行里没有找到任何已知表格的表头{hint}",
    en="no heading row of a known table among the first {rows} rows{hint}",
    fix=Text(
        "表头用字须与空白表一致；各列以逗号分隔",
        "headings must read as in the blank form; separate columns with commas",
    ),
    why=Text("没有表头，就不知道每一列是什么。", "Without headings nobody knows what a column means."),
)
NO_KIND = declare(
    "E0135",
    "no-kind",
    zh="没有写明文档种类",
    en="the kind of the document is not given",
    fix=Text(
        "第一行写 kind: 和种类名；可用的种类：{known}", "begin the file with kind: and a known kind: {known}"
    ),
    why=Text("不知道种类，就不知道该按什么核对。", "Without the kind nothing can be checked."),
)
FOOTNOTE = declare(
    "N0136",
    "footnote",
    zh="表下的说明未读取",
    en="the remark below the table was not read",
    fix=Text("不必改；须填报的内容请填入表格", "leave it; put what has to be reported into the table"),
    why=Text("表下的文字不是一条记录。", "Words below the table are no record."),
)
NO_RECORDS = declare(
    "E0137",
    "no-records",
    zh="表头下面没有一行数据",
    en="there is no row below the headings",
    fix=Text("核对是否交了空表", "check whether a blank form was sent"),
    why=Text("空表会被误当作“没有问题”。", "A blank form would pass for one without faults."),
)
NOT_ENTERED = declare(
    "N0164",
    "nothing-entered",
    zh="还没有登记内容",
    en="nothing is entered yet",
    fix=Text(
        "有了内容再填写，每行一条；用不到的表可以一直空着",
        "enter what there is, one record a row; a register that is not needed may stay empty",
    ),
    why=Text("名册里没有的，不能用来核对其他数据。", "Data can't be checked against an empty register."),
)
DOUBLED_SHEET = declare(
    "E0138",
    "doubled-sheet",
    zh="工作表「{name}」和「{first}」都是“{expected}”，前者未读取",
    en="the sheets '{name}' and '{first}' are both '{expected}'; the former was not read",
    fix=Text("只保留一张，旧表请删除", "keep one of them and delete the old one"),
    why=Text("两张表各说各的，不知道以哪一张为准。", "With two of them nobody knows which one holds."),
)
UNKNOWN_UNIT = declare(
    "E0139",
    "unknown-unit",
    zh="表头「{heading}」的单位「{unit}」不能用，这一列的单位是{expected}",
    en="the heading '{heading}' has the unit '{unit}'; this column is in {expected}",
    fix=Text(
        "先把这一列的数换算成{expected}，再改表头",
        "convert the figures to {expected} first, then change the heading",
    ),
    why=Text(
        "只改表头不换算，数值会差几百上千倍。",
        "A heading changed without its figures is wrong by a thousand.",
    ),
)
OUT_OF_PLACE = declare(
    "E0140",
    "out-of-place",
    zh="按所在的文件夹，这里应是“{expected}”",
    en="by its folder this should be '{expected}'",
    fix=Text("核对 kind，或移到对应的文件夹", "check the kind, or move the file where it belongs"),
    why=Text("放错位置的文件会被当作缺报。", "A file in the wrong place passes for one that is missing."),
)
CONFLICT_MARKERS = declare(
    "E0126",
    "conflict-markers",
    zh="这里留有 git 合并冲突的标记",
    en="a git conflict marker was left here",
    fix=Text(
        "选定一方的内容，删去 <<<<<<<、======= 和 >>>>>>> 各行",
        "choose one side and delete the lines <<<<<<<, ======= and >>>>>>>",
    ),
    why=Text("冲突未解决，两个版本混在一起。", "Two versions are mixed until the conflict is resolved."),
)
CONTROL_CHARACTER = declare(
    "E0127",
    "control-character",
    zh="这里有看不见的控制字符 {character}",
    en="an invisible control character {character} stands here",
    fix=Text(
        "删去该字符；从网页复制的内容请先粘贴为纯文本",
        "delete it; paste what comes from a web page as plain text",
    ),
    why=Text(
        "看不见的字符会使相同的文字对不上。", "Equal words do not match when one has an invisible character."
    ),
)
OVERLONG_ROW = declare(
    "E0128",
    "overlong-row",
    zh="这一格「{value}」在表头之外",
    en="the cell '{value}' lies beyond the headings",
    fix=Text(
        "给该列补上表头，或删除这一格；文字里的逗号要用英文双引号括起",
        "give the column a heading or clear the cell; quote text that has a comma",
    ),
    why=Text("没有表头的内容不会被读取。", "What has no heading is not read."),
)
UNIT_CONVERTED = declare(
    "N0130",
    "unit-converted",
    zh="「{heading}」已换算为{unit}",
    en="'{heading}' was converted to {unit}",
    fix=Text("核对数值，例如 {before} 读作 {after}", "check the figures: {before} was read as {after}"),
    why=Text("单位弄错一次就差一万倍。", "A wrong unit is wrong by a factor of ten thousand."),
)
NOT_A_MAPPING = declare(
    "E0131",
    "not-a-mapping",
    zh="文件最外层应是“名称: 值”的形式",
    en="the top of the file should be 'name: value' pairs",
    fix=Text("第一行写 kind: 和种类名，列表放在 rows: 之下", "begin with kind: and put a list under rows:"),
    why=Text("没有名称的内容不知道是什么。", "Content without names has no meaning here."),
)
CSV_QUOTES = declare(
    "E0132",
    "csv-quotes",
    zh="双引号没有成对",
    en="a double quote is not closed",
    fix=Text("补上双引号；文字里的双引号写成两个", "close the quote; write a quote inside text twice"),
    why=Text("引号不成对，后面的行会并成一格。", "Until the quote is closed, all that follows is one cell."),
)
PASSED_OVER = declare(
    "N0133",
    "passed-over",
    zh="文件夹里有 {count} 个文件未读取（{names}）",
    en="files of the folder that were not read: {count} ({names})",
    fix=Text("填报内容请存为 .xlsx、.csv 或 .yaml", "keep what is submitted as .xlsx, .csv or .yaml"),
    why=Text(
        "临时文件和附件不是填报表，但漏读一份表要看得见。",
        "Left-overs are no forms, but a form that was not read must show.",
    ),
)
NOTHING_TO_READ = declare(
    "E0134",
    "nothing-to-read",
    zh="文件夹里没有可以校验的文件{others}",
    en="the folder has no file that can be checked{others}",
    fix=Text(
        "核对是否选错文件夹；可读取 .xlsx、.xls、.et、.ods、.csv 和 .yaml",
        "check the folder; .xlsx, .xls, .et, .ods, .csv and .yaml are read",
    ),
    why=Text("空文件夹会被误当作“没有问题”。", "An empty folder would pass for one without faults."),
)

RESULTS_ALONE = declare(
    "E0165",
    "results-alone",
    zh="同一文件夹里没有 assessment.yaml，不知道这是哪一次测评的数据",
    en="there is no assessment.yaml in its folder to say which assessment this is of",
    fix=Text(
        "每次测评在 private/ 下建一个文件夹，结果旁边放 assessment.yaml，写明依据、日期、学科和模型",
        "keep each assessment in a folder of private/, and beside its results an assessment.yaml with basis, "
        "dates, subjects and models",
    ),
    why=Text(
        "没有 assessment.yaml，就不知道测评有没有依据，也不知道各列是什么成绩。",
        "Without it nobody knows by which right the assessment was held, or what its columns mean.",
    ),
)
NO_SUCH_PATH = declare(
    "E0150",
    "no-such-path",
    zh="找不到这个文件或文件夹{hint}",
    en="there is no such file or folder{hint}",
    fix=Text("核对路径；名称里有空格时用引号括起", "check the path; quote it if it has spaces"),
    why=Text("路径写错时，其余文件照常校验。", "Other files are checked all the same."),
    exit_code=3,
)
NOT_A_FILE = declare(
    "E0151",
    "not-a-file",
    zh="这是{what}，不是普通文件",
    en="this is {what}, not a regular file",
    fix=Text("指定文件本身", "name the file itself"),
    why=Text("链接和设备可能指向别处，也可能读不完。", "Links and devices may lead elsewhere or never end."),
    exit_code=3,
)
NO_ACCESS = declare(
    "E0152",
    "no-access",
    zh="无法打开文件：{reason}",
    en="the file can't be opened: {reason}",
    fix=Text(
        "先在 WPS 或 Excel 中关闭它，并核对访问权限", "close it in WPS or Excel and check the permissions"
    ),
    why=Text("正在编辑的文件可能只写了一半。", "A file that is being edited may be half written."),
    exit_code=3,
)
ENCRYPTED = declare(
    "E0153",
    "encrypted",
    zh="文件设了打开密码，无法读取",
    en="the file is protected by a password and can't be read",
    fix=Text(
        "在 WPS 或 Excel 中打开，取消“加密文档”后另存再提交",
        "open it in WPS or Excel, remove the password, save and submit again",
    ),
    why=Text("加密的文件无法核对。", "What is encrypted can't be checked."),
    exit_code=3,
)
WRONG_FILE_TYPE = declare(
    "E0154",
    "wrong-file-type",
    zh="这是{actual}，不是可以读取的文件",
    en="this is {actual}, which can't be read",
    fix=Text("{remedy}", "{remedy}"),
    about=Text(
        "文件不是可以读取的格式：能读 .xlsx、.xls、.et、.ods、.csv 和 .yaml",
        "the file is of a format that is not read: .xlsx, .xls, .et, .ods, .csv and .yaml are",
    ),
    why=Text("只改后缀名不会改变文件的格式。", "Renaming a file does not change its format."),
    exit_code=3,
)
OVER_LIMITS = declare(
    "E0155",
    "over-limits",
    zh="{what}为 {size}，超过上限 {limit}",
    en="{what} is {size}, above the limit of {limit}",
    fix=Text("删去无关的内容和空行，或分成几个文件", "delete what does not belong there, or split the file"),
    why=Text("过大的文件会拖住所有人的校验。", "An oversized file holds up everybody's checks."),
    exit_code=3,
)
ARCHIVE_BOMB = declare(
    "E0156",
    "archive-bomb",
    zh="压缩内容异常：{part} 解开后为 {size}，超过上限 {limit}",
    en="abnormal compression: {part} unpacks to {size}, above the limit of {limit}",
    fix=_FRESH,
    why=Text(
        "很小的文件可以解出几个 GB，撑满内存。", "A tiny file can unpack to gigabytes and fill the memory."
    ),
    exit_code=3,
)
DAMAGED_ARCHIVE = declare(
    "E0157",
    "damaged-archive",
    zh="工作簿已损坏或结构异常：{problem}",
    en="the workbook is damaged or malformed: {problem}",
    fix=Text(
        "在 WPS 或 Excel 中打开、另存后重新提交；打不开则请重新发送",
        "open it in WPS or Excel and save it again; if it does not open, have it sent again",
    ),
    why=Text("传输中断的文件常常只有一半。", "A transfer that broke off leaves half a file."),
    exit_code=3,
)
FAR_CELL = declare(
    "E0158",
    "far-cell",
    zh="单元格 {address} 远在表格之外（上限为 {rows} 行、{columns} 列）",
    en="the cell {address} lies far outside (the limit is {rows} rows and {columns} columns)",
    fix=Text(
        "选中表格以外的行和列，删除后保存",
        "select the rows and columns beyond the table, delete them and save",
    ),
    why=Text("一个远处的空格就会让读取占满内存。", "One far cell makes a reader claim all memory."),
    exit_code=3,
)
FALSE_COUNT = declare(
    "E0159",
    "false-count",
    zh="文件自称有 {claimed} 条共享文字，与内容不符",
    en="the file claims {claimed} shared strings, which its content can't hold",
    fix=_FRESH,
    why=Text("虚报的数目会让读取占满内存。", "A false count makes a reader claim all memory."),
    exit_code=3,
)
UNSAFE_XML = declare(
    "E0160",
    "unsafe-xml",
    zh="工作簿内部有不允许的写法：{problem}",
    en="the workbook contains what is not allowed: {problem}",
    fix=_FRESH,
    why=Text("这类写法可以读取别的文件或撑满内存。", "It could read other files or fill the memory."),
    exit_code=3,
)
MACROS = declare(
    "E0161",
    "macros",
    zh="工作簿带有宏",
    en="the workbook carries macros",
    fix=SAVE_AS,
    why=Text("宏是程序，不应随填报表传递。", "A macro is a program and has no place in a submission."),
    exit_code=3,
)
TOO_DEEP = declare(
    "E0162",
    "too-deep",
    zh="嵌套超过 {limit} 层",
    en="nested deeper than {limit} levels",
    fix=Text("核对括号和缩进", "check brackets and indentation"),
    why=Text("过深的嵌套会使程序崩溃。", "Nesting without end makes programs crash."),
    exit_code=3,
)
READER_FAILED = declare(
    "E0163",
    "reader-failed",
    zh="工作簿读不出来",
    en="the workbook could not be read",
    fix=SAVE_AS,
    why=Text("结构不合规的文件读出来可能是错的。", "What is not well formed may read wrongly."),
    exit_code=3,
)


class RefusedError(Exception):
    """A file that can't be read, on its way from the spot that saw it to the reader that tells it."""

    def __init__(self, rule: Rule, **facts: object) -> None:
        """The rule it breaks, the facts for its words; `sheet`, `cell`, `line`, `column` give the place."""
        super().__init__(rule.name)
        self.rule = rule
        self.facts = facts
