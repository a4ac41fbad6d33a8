"""What a path gives: bytes, or a refusal that says what to do; and what bytes are by content."""

from __future__ import annotations

import io
import os
import sys
import zipfile
from pathlib import Path

import msoffcrypto
import pytest
from parts import book, compound, pack

from eduhub.cli.files import write
from eduhub.core.text import Text
from eduhub.source import office, problems
from eduhub.source.files import Face, face, read_bytes
from eduhub.source.limits import FILE_BYTES, MIB
from eduhub.source.problems import RefusedError
from eduhub.source.unreadable import READABLE, refuse

OLE2 = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)
posix = pytest.mark.skipif(sys.platform == "win32", reason="the system has no such files")


def refused(path: Path) -> tuple[str, dict[str, object]]:
    """The rule and the facts that reading the path ends with."""
    with pytest.raises(RefusedError) as error:
        read_bytes(path)
    return error.value.rule.name, error.value.facts


def zipped(**members: str) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, content in members.items():
            archive.writestr(name.replace("__", "/").replace("_", "."), content)
    return buffer.getvalue()


def test_a_regular_file_gives_its_bytes(tmp_path: Path) -> None:
    (tmp_path / "甲 校.csv").write_bytes(b"a\r\n\x1ab")
    assert read_bytes(tmp_path / "甲 校.csv") == b"a\r\n\x1ab"


def test_a_missing_file_is_refused_with_the_nearest_name(tmp_path: Path) -> None:
    (tmp_path / "roster.xlsx").touch()
    hint = Text("，是不是“roster.xlsx”？", "; is it 'roster.xlsx'?")
    assert refused(tmp_path / "rooster.xlsx") == ("no-such-path", {"hint": hint})
    assert refused(tmp_path / "zzz") == ("no-such-path", {"hint": Text("", "")})
    assert refused(tmp_path / "none" / "zzz") == ("no-such-path", {"hint": Text("", "")})


def test_names_that_no_file_can_have_are_missing_files(tmp_path: Path) -> None:
    assert refused(tmp_path / "a\0b")[0] == "no-such-path"
    assert refused(tmp_path / ("a" * 5000))[0] == "no-such-path"


def test_a_folder_is_not_a_file(tmp_path: Path) -> None:
    assert refused(tmp_path) == ("not-a-file", {"what": Text("文件夹", "a folder")})


@posix
def test_a_link_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "target").write_text("x", encoding="utf-8")
    (tmp_path / "link").symlink_to(tmp_path / "target")
    assert refused(tmp_path / "link") == ("not-a-file", {"what": Text("链接", "a link")})


@posix
def test_a_pipe_without_a_writer_does_not_hang(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    assert refused(tmp_path / "pipe") == ("not-a-file", {"what": Text("管道", "a pipe")})


@posix
def test_a_device_is_not_a_file() -> None:
    assert refused(Path("/dev/zero")) == ("not-a-file", {"what": Text("设备", "a device")})


@posix
def test_a_file_without_permission_says_why(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def withhold(*_: object) -> int:
        raise PermissionError(13, "no")

    (tmp_path / "a").touch()
    monkeypatch.setattr(os, "open", withhold)
    words = Text("没有访问权限，或文件正被别的程序使用", "access is denied, or another program holds it")
    assert refused(tmp_path / "a") == ("no-access", {"reason": words})


def test_a_file_above_the_limit_is_refused_with_its_size(tmp_path: Path) -> None:
    with (tmp_path / "big").open("wb") as file:
        file.truncate(FILE_BYTES + MIB)
    facts = {"what": Text("文件大小", "the file's size"), "size": "21.0 MB", "limit": "20 MB"}
    assert refused(tmp_path / "big") == ("over-limits", facts)


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b"", Face.EMPTY),
        (b"\xef\xbb\xbf \r\n\t", Face.EMPTY),
        (b"kind: roster\n", Face.TEXT),
        ("学校,人数\n".encode("gb18030"), Face.TEXT),
        ("学校".encode("utf-16"), Face.UTF16),
        (book(), Face.XLSX),
        (book()[:300], Face.XLSX),
        (zipped(xl__workbook_bin=""), Face.XLSB),
        (zipped(word__document_xml="xl/workbook.xml"), Face.DOCX),
        (zipped(ppt__presentation_xml=""), Face.PPTX),
        (zipped(mimetype="application/vnd.oasis.opendocument.spreadsheet"), Face.ODS),
        (zipped(mimetype="application/vnd.oasis.opendocument.text"), Face.OTHER_ODF),
        (zipped(**{"META-INF/manifest_xml": "<a/>"}), Face.ODS),
        (zipped(a_txt="a"), Face.ZIP),
        (b"PK\x05\x06" + bytes(18), Face.ZIP),
        (compound("Root Entry", "Workbook"), Face.XLS),
        (compound("Root Entry", "Book"), Face.XLS),
        (compound("Root Entry", "EncryptionInfo", "EncryptedPackage"), Face.LOCKED),
        (compound("Root Entry", "WordDocument", "ObjectPool", "Workbook"), Face.OLD_OFFICE),
        (compound("Root Entry", "Workbook", "WordDocument"), Face.XLS),
        (compound("Root Entry", "ET_Content"), Face.OLD_OTHER),
        (OLE2 + "Workbook".encode("utf-16-le"), Face.OLD_OTHER),
        (b"%PDF-1.7\n", Face.PDF),
        (b"\x89PNG\r\n\x1a\n\0", Face.PICTURE),
        (b"\xff\xd8\xff\xe0\0", Face.PICTURE),
        (b"Rar!\x1a\x07\0", Face.RAR),
        (b"7z\xbc\xaf\x27\x1c\0", Face.SEVEN_ZIP),
        (b"{\\rtf1 a}", Face.RTF),
        (b"\r\n<HTML><body><table>", Face.HTML),
        (b"\xef\xbb\xbf<!DOCTYPE html>", Face.HTML),
        (b'<?xml version="1.0"?><html xmlns="x">', Face.HTML),
        (
            b'<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet">',
            Face.XML_SHEET,
        ),
        (
            b'<?xml version="1.0"?><office:document '
            b'office:mimetype="application/vnd.oasis.opendocument.spreadsheet">',
            Face.FODS,
        ),
        (b'<?xml version="1.0"?><a/>', Face.XML),
        (b"\x01\x02\0\x03", Face.BINARY),
    ],
)
def test_the_content_tells_what_a_file_is(data: bytes, expected: Face) -> None:
    assert face(data) is expected


def test_a_workbook_with_a_password_is_recognised() -> None:
    locked = io.BytesIO()
    msoffcrypto.OfficeFile(io.BytesIO(book())).encrypt("secret", locked)
    assert face(locked.getvalue()) is Face.LOCKED


def test_only_workbooks_and_text_pass() -> None:
    for kind in Face:
        if kind in (Face.XLSX, Face.XLS, Face.ODS, Face.TEXT):
            refuse(kind)
            continue
        with pytest.raises(RefusedError) as error:
            refuse(kind)
        special = {Face.EMPTY: problems.EMPTY_FILE, Face.LOCKED: problems.ENCRYPTED}
        assert error.value.rule is special.get(kind, problems.WRONG_FILE_TYPE)


def test_the_refusal_says_what_the_file_is() -> None:
    with pytest.raises(RefusedError) as error:
        refuse(Face.OLD_OTHER)
    words, facts = error.value.rule.message, error.value.facts
    zh = "这是无法辨认的旧格式文件（可能是早期的 WPS 表格 .et），不是可以读取的文件"
    en = "this is a file of an old format that is not known (perhaps an early WPS sheet, .et)"
    en += ", which can't be read"
    assert (words.fill("zh", facts), words.fill("en", facts)) == (zh, en)


def test_every_refusal_says_how_to_save_or_send_it_instead() -> None:
    for kind in set(Face) - READABLE - {Face.EMPTY, Face.LOCKED}:
        with pytest.raises(RefusedError) as error:
            refuse(kind)
        rule, facts = error.value.rule, error.value.facts
        assert any(word in rule.fix.fill("zh", facts) for word in ("另存为", "提交")), kind
        assert any(word in rule.fix.fill("en", facts) for word in ("save it as", "submit")), kind


@pytest.mark.skipif(not hasattr(os, "openpty"), reason="this system has no such devices")
def test_what_is_written_to_a_device_leaves_it_a_device() -> None:
    near, far = os.openpty()
    path = Path(os.ttyname(far))
    write(path, "x\n")
    assert os.read(near, 10) == b"x\r\n"
    assert path.is_char_device()
    os.close(near)
    os.close(far)


def test_a_part_for_comments_that_has_none_is_no_fault() -> None:
    data = pack({"xl/threadedComments/threadedComment1.xml": "<ThreadedComments/>"})
    assert list(office.asides(data)) == []
