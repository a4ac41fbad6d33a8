"""The zip file around a workbook: its directory is checked before anything is inflated, each part after."""

from __future__ import annotations

import io
import itertools
import struct
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Final

from eduhub.core.text import Text
from eduhub.source.limits import ARCHIVE_BYTES, ARCHIVE_MEMBERS, MIB, PART_BYTES, RATIO, RATIO_FROM
from eduhub.source.markup import damaged, words
from eduhub.source.problems import ARCHIVE_BOMB, ENCRYPTED, OVER_LIMITS, RefusedError

_LOCAL: Final = struct.Struct("<4s5H3L2H")  # the header before each member
_END: Final = b"PK\x05\x06"
_END_SIZE: Final = 22
_BROKEN = (zipfile.BadZipFile, zipfile.LargeZipFile, NotImplementedError, struct.error, ValueError, OSError)


def key_of(name: str) -> str:
    """A part's name as parts are compared: forward slashes, no leading one, any case."""
    return name.replace("\\", "/").lstrip("/").lower()


def megabytes(n_bytes: int) -> str:
    """A size as people read it."""
    return f"{n_bytes / MIB:.1f} MB"


@dataclass(frozen=True, slots=True)
class Package:
    """A checked directory and the bytes under it; a part is inflated when it is asked for.

    members: by `key_of` their names; folders are left out
    starts:  where each member's compressed bytes begin
    """

    data: bytes
    members: dict[str, zipfile.ZipInfo]
    starts: dict[str, int] = field(default_factory=dict)

    def __contains__(self, name: str) -> bool:
        """Is there a part of that name?"""
        return key_of(name) in self.members

    def __iter__(self) -> Iterator[str]:
        """The keys of all parts."""
        return iter(self.members)

    def read(self, name: str) -> bytes:
        """A part's content: never one byte more than the directory says, and its checksum is right."""
        info = self.members.get(key_of(name))
        if info is None:
            raise damaged(f"缺少部件 {name}", f"the part {name} is missing")
        begin = self.starts[key_of(name)]
        content = _inflate(info, self.data[begin : begin + info.compress_size])
        if zlib.crc32(content) != info.CRC:
            raise damaged(f"部件 {info.filename} 校验和不符", f"the checksum of {info.filename} is wrong")
        return content


def open_package(data: bytes) -> Package:
    """The parts of a zip file whose directory holds nothing odd; RefusedError otherwise."""
    members, directory = _directory(data)
    _check_sizes(members)
    package = Package(data, {})
    spans = [(directory, len(data))]
    for info in members:
        begin = _start(data, info)
        spans.append((info.header_offset, begin + info.compress_size))
        if not info.is_dir():
            _add(package, info, begin)
    _check_overlap(spans)
    return package


def _directory(data: bytes) -> tuple[list[zipfile.ZipInfo], int]:
    """All members and where the directory begins; nothing may stand before the first or after the end."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            members, comment, begin = archive.infolist(), archive.comment, archive.start_dir
    except _BROKEN as error:
        raise damaged("压缩包的目录不完整", "the directory of the archive is incomplete") from error
    end = len(data) - _END_SIZE - len(comment)
    if data[end : end + 4] != _END or min((info.header_offset for info in members), default=0) != 0:
        raise damaged("压缩包前后有多余的字节", "there are stray bytes before or after the archive")
    if len(members) > ARCHIVE_MEMBERS:
        what = Text("工作簿内部的部件数", "the number of parts in the workbook")
        raise RefusedError(OVER_LIMITS, what=what, size=len(members), limit=ARCHIVE_MEMBERS)
    return members, begin


def _check_sizes(members: Iterable[zipfile.ZipInfo]) -> None:
    """Refuses what would unpack to too much, from the directory alone."""
    total = 0
    for info in members:
        _check_member(info)
        total += info.file_size
    if total > ARCHIVE_BYTES:
        what = Text("工作簿解开后的大小", "the size of the workbook when unpacked")
        raise RefusedError(OVER_LIMITS, what=what, size=megabytes(total), limit=megabytes(ARCHIVE_BYTES))


def _check_member(info: zipfile.ZipInfo) -> None:
    """Refuses passwords, methods that no workbook uses, and the sizes of a bomb."""
    if info.flag_bits & 0x41:
        raise RefusedError(ENCRYPTED)
    if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise damaged(
            f"部件 {info.filename} 的压缩方式不支持", f"{info.filename} is compressed in an unknown way"
        )
    if info.file_size > max(RATIO_FROM, RATIO * info.compress_size):
        raise _bomb(info, megabytes(info.file_size), megabytes(max(RATIO_FROM, RATIO * info.compress_size)))
    if info.file_size > PART_BYTES:
        what = words(f"部件 {info.filename} 的大小", f"the size of {info.filename}")
        size, limit = megabytes(info.file_size), megabytes(PART_BYTES)
        raise RefusedError(OVER_LIMITS, what=what, size=size, limit=limit)


def _bomb(info: zipfile.ZipInfo, size: str, limit: str) -> RefusedError:
    """The refusal of a part that unpacks to more than it may."""
    return RefusedError(ARCHIVE_BOMB, part=info.filename, size=size, limit=limit)


def _start(data: bytes, info: zipfile.ZipInfo) -> int:
    """Where a member's bytes begin; its own header must bear the name that the directory gives."""
    try:
        magic, _, _, method, *_, n_name, n_extra = _LOCAL.unpack_from(data, info.header_offset)
    except struct.error as error:
        raise _false_header(info) from error
    begin = info.header_offset + _LOCAL.size
    name = data[begin : begin + n_name]
    if magic != b"PK\x03\x04" or method != info.compress_type or name != _written(info):
        raise _false_header(info)
    return begin + int(n_name) + int(n_extra)


def _written(info: zipfile.ZipInfo) -> bytes:
    """A member's name in the bytes of its header."""
    return info.orig_filename.encode("utf-8" if info.flag_bits & 0x800 else "cp437", "replace")


def _false_header(info: zipfile.ZipInfo) -> RefusedError:
    """The refusal of a member whose two descriptions differ."""
    return damaged(
        f"部件 {info.filename} 与压缩包目录不符", f"{info.filename} is not what the archive's directory says"
    )


def _add(package: Package, info: zipfile.ZipInfo, begin: int) -> None:
    """Enters a part; of two parts with one name nobody knows which holds."""
    key = key_of(info.filename)
    if key in package.members:
        raise damaged(f"部件 {info.filename} 出现两次", f"the part {info.filename} stands twice")
    package.members[key] = info
    package.starts[key] = begin


def _check_overlap(spans: list[tuple[int, int]]) -> None:
    """Refuses members that share bytes: a few of those unpack to as much as one likes (CVE-2024-0450)."""
    spans.sort()
    for (_, end), (begin, _) in itertools.pairwise(spans):
        if begin < end:
            raise damaged("压缩包的部件互相重叠", "members of the archive overlap")


def _inflate(info: zipfile.ZipInfo, packed: bytes) -> bytes:
    """Exactly as many bytes as were declared; one more or one less is a lie or a loss."""
    content = packed
    if info.compress_type == zipfile.ZIP_DEFLATED:
        inflater = zlib.decompressobj(-zlib.MAX_WBITS)
        try:
            content = inflater.decompress(packed, info.file_size + 1)
        except zlib.error as error:
            raise damaged(f"部件 {info.filename} 解不开", f"{info.filename} can't be unpacked") from error
    if len(content) > info.file_size:
        declared = f"{info.file_size} B"
        raise _bomb(info, f"{declared}+", declared)
    if len(content) < info.file_size:
        raise damaged(f"部件 {info.filename} 不完整", f"{info.filename} is incomplete")
    return content


def pack(parts: Iterable[tuple[str, bytes]]) -> bytes:
    """A plain archive of those parts, uncompressed: whoever reads it sees what the guard saw."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as archive:
        for name, content in parts:
            archive.writestr(zipfile.ZipInfo(name), content)
    return buffer.getvalue()
