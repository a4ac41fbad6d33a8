"""What files that can't be read are called, and how they are to be saved or sent instead."""

from __future__ import annotations

from typing import Final

from eduhub.core.text import Text
from eduhub.source.files import Face
from eduhub.source.problems import EMPTY_FILE, ENCRYPTED, SAVE_AS, WRONG_FILE_TYPE, RefusedError

WORKBOOKS: Final = frozenset({Face.XLSX, Face.XLS, Face.ODS})
READABLE: Final = WORKBOOKS | {Face.TEXT}

_FORM: Final = Text(
    "用 eduhub template 取一张空表，把内容填进去，提交那张 .xlsx",
    "take a blank form from 'eduhub template', put the content into it and submit that .xlsx",
)
_ORIGINAL: Final = Text(
    "不要打印、扫描或拍照，提交当初填写的 .xlsx；已经没有的，用 eduhub template 取空表重新填",
    "submit the .xlsx it was made from, not a print or a picture; where that is lost, fill in a blank "
    "form from 'eduhub template'",
)
_UNPACK: Final = Text("先解压，再提交里面的文件", "unpack it and submit the files that are in it")
_AGAIN: Final = Text(
    "用当初生成它的程序打开，另存为 .xlsx 后提交；打不开的请重新发送",
    "open it in the program it comes from, save it as .xlsx and submit that; if it does not open, "
    "have it sent again",
)
_TEXT: Final = Text(
    "在 WPS 或 Excel 中打开，另存为 .xlsx 或“CSV UTF-8”后重新提交",
    "open it in WPS or Excel, save it as .xlsx or as 'CSV UTF-8' and submit that",
)
_OFFICE: Final = Text(
    "在 WPS 或 LibreOffice 中打开，另存为 .xlsx 后重新提交",
    "open it in WPS or LibreOffice, save it as .xlsx and submit that",
)

# What each is called, and what to do with it.
WORDS: Final = {
    Face.XLSX: Text(" Excel 工作簿（.xlsx）", "an Excel workbook (.xlsx)"),
    Face.TEXT: Text("文本文件", "a text file"),
    Face.EMPTY: Text("空文件", "an empty file"),
    Face.LOCKED: Text("加密的 Office 文件", "an encrypted Office file"),
    Face.XLS: Text("旧版 Excel 或 WPS 工作簿（.xls 或 .et）", "an old Excel or WPS workbook (.xls or .et)"),
    Face.OLD_OFFICE: Text(
        "旧版文字或演示文件（如 .doc、.wps、.ppt）",
        "an old document or presentation (such as .doc, .wps, .ppt)",
    ),
    Face.OLD_OTHER: Text(
        "无法辨认的旧格式文件（可能是早期的 WPS 表格 .et）",
        "a file of an old format that is not known (perhaps an early WPS sheet, .et)",
    ),
    Face.XLSB: Text(" Excel 二进制工作簿（.xlsb）", "a binary Excel workbook (.xlsb)"),
    Face.ODS: Text("开放文档表格（.ods）", "an OpenDocument spreadsheet (.ods)"),
    Face.FODS: Text("单个 XML 文件的开放文档表格（.fods）", "a flat OpenDocument spreadsheet (.fods)"),
    Face.OTHER_ODF: Text(
        "开放文档的文字或演示文件（如 .odt、.odp）",
        "an OpenDocument text or presentation (such as .odt, .odp)",
    ),
    Face.DOCX: Text(" Word 文档（.docx）", "a Word document (.docx)"),
    Face.PPTX: Text("演示文稿（.pptx）", "a presentation (.pptx)"),
    Face.ZIP: Text("压缩包（.zip）", "a ZIP archive"),
    Face.RAR: Text("压缩包（.rar）", "a RAR archive"),
    Face.SEVEN_ZIP: Text("压缩包（.7z）", "a 7z archive"),
    Face.GZIP: Text("压缩包（.gz）", "a gzip archive"),
    Face.PDF: Text(" PDF 文件", "a PDF file"),
    Face.HTML: Text("网页（HTML）", "a web page (HTML)"),
    Face.XML_SHEET: Text(" XML 表格（2003）", "an XML spreadsheet (2003)"),
    Face.XML: Text(" XML 文件", "an XML file"),
    Face.RTF: Text("写字板文档（.rtf）", "a rich text document (.rtf)"),
    Face.PICTURE: Text("图片", "a picture"),
    Face.UTF16: Text(" UTF-16（“Unicode 文本”）编码的文本文件", "a text file in UTF-16 ('Unicode text')"),
    Face.BINARY: Text("无法识别的二进制文件", "a binary file of an unknown format"),
}
_REMEDIES: Final = {
    Face.OLD_OFFICE: _FORM,
    Face.OLD_OTHER: _AGAIN,
    Face.XLSB: SAVE_AS,
    Face.FODS: _OFFICE,
    Face.OTHER_ODF: _FORM,
    Face.DOCX: _FORM,
    Face.PPTX: _FORM,
    Face.ZIP: _UNPACK,
    Face.RAR: _UNPACK,
    Face.SEVEN_ZIP: _UNPACK,
    Face.GZIP: _UNPACK,
    Face.PDF: _ORIGINAL,
    Face.HTML: SAVE_AS,
    Face.XML_SHEET: SAVE_AS,
    Face.XML: _AGAIN,
    Face.RTF: _FORM,
    Face.PICTURE: _ORIGINAL,
    Face.UTF16: _TEXT,
    Face.BINARY: _AGAIN,
}


def refuse(kind: Face) -> None:
    """Refuses what can't be read and says what it is; passes workbooks and text."""
    if kind is Face.EMPTY:
        raise RefusedError(EMPTY_FILE)
    if kind is Face.LOCKED:
        raise RefusedError(ENCRYPTED)
    if kind not in READABLE:
        raise RefusedError(WRONG_FILE_TYPE, actual=WORDS[kind], remedy=_REMEDIES[kind])
