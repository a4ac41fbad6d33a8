"""Reads workbooks in one limited process a batch: what the guard may have missed can end only that.

The reader of workbooks is native code; where it aborts, no `except` helps. On POSIX it therefore runs
in a child with 1 GiB of address space and a clock, started at the first workbook. Windows has no such
limits for a process of its own making: there workbooks are read in this process, behind the guard alone.
"""

from __future__ import annotations

import atexit
import gc
import io
import os
import pickle
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from eduhub.core.rule import RULES
from eduhub.source.limits import READ_BYTES, READ_SECONDS
from eduhub.source.problems import READER_FAILED, RefusedError

if TYPE_CHECKING:
    from eduhub.source.workbook import Book

_ROOT: Final = Path(__file__).resolve().parents[2]
_CODE: Final = (
    "import sys; sys.path[:] = sys.argv[2:]; from eduhub.source.worker import serve; serve(int(sys.argv[1]))"
)
_LENGTH: Final = 8  # bytes of the number before each message
_CHUNK: Final = 1 << 20
_GRACE: Final = 2.0  # seconds for a child to leave by itself


def read_workbook(data: bytes) -> Book:
    """Reads a workbook that came from anywhere; RefusedError for what is refused or breaks the reader."""
    if sys.platform == "win32":
        return _read_here(data)
    return _READER.read(data)


def close() -> None:
    """Ends the reading process; the next workbook starts another."""
    _READER.close()


def _read_here(data: bytes) -> Book:
    """Reads in this process."""
    from eduhub.source.workbook import open_workbook

    return open_workbook(data)


class _Reader:
    """One child process and the line to it; threads take turns."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._child: subprocess.Popen[bytes] | None = None
        self._line: socket.socket | None = None
        self._owner = 0  # a fork of this process must not talk on its parent's line

    def read(self, data: bytes) -> Book:
        """Has the child read a workbook; a child that fails is replaced for the next one."""
        with self._lock:
            line = self._started()
            if line is None:
                return _read_here(data)
            try:
                answer = _ask(line, data)
            except (OSError, EOFError) as error:
                self._end(0)
                raise RefusedError(READER_FAILED) from error
            except BaseException:  # an interrupt: an answer may still be on its way
                self._end(0)
                raise
        return _understand(answer)

    def close(self) -> None:
        """Lets the child go."""
        with self._lock:
            self._end(_GRACE)

    def _started(self) -> socket.socket | None:
        """The line to a living child; None where the system allows no other process."""
        if self._line is not None and self._owner != os.getpid():
            self._line.close()
            self._child = self._line = None
        if self._line is None:
            try:
                self._child, self._line = _start()
            except OSError:
                return None
            self._owner = os.getpid()
        return self._line

    def _end(self, grace: float) -> None:
        """Hangs up, waits, and makes sure; no zombie stays behind."""
        child, line = self._child, self._line
        self._child = self._line = None
        if line is not None:
            line.close()
        if child is None or self._owner != os.getpid():
            return
        try:
            child.wait(grace)
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()


_READER: Final = _Reader()
atexit.register(close)


def _start() -> tuple[subprocess.Popen[bytes], socket.socket]:
    """A fresh child and our end of the line; it finds modules where this process does."""
    ours, theirs = socket.socketpair()
    folders = [folder for folder in sys.path if folder]
    folders += [str(_ROOT)] if str(_ROOT) not in folders else []
    try:
        child = subprocess.Popen(
            [sys.executable, "-I", "-S", "-c", _CODE, str(theirs.fileno()), *folders],
            pass_fds=[theirs.fileno()],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,  # an interrupt at the terminal is ours to handle
        )
    except BaseException:
        ours.close()
        raise
    finally:
        theirs.close()
    return child, ours


def _ask(line: socket.socket, data: bytes) -> bytearray:
    """Sends a workbook and waits for the answer; OSError or EOFError where none comes in time."""
    deadline = time.monotonic() + READ_SECONDS
    line.settimeout(READ_SECONDS)
    line.sendall(len(data).to_bytes(_LENGTH))
    line.sendall(data)
    return _receive(line, deadline)


def _receive(line: socket.socket, deadline: float | None = None) -> bytearray:
    """A whole message; EOFError where the other side has hung up."""
    size = int.from_bytes(_exactly(line, _LENGTH, deadline))
    return _exactly(line, size, deadline)


def _exactly(line: socket.socket, size: int, deadline: float | None) -> bytearray:
    """So many bytes, taken as they come."""
    message = bytearray()
    while len(message) < size:
        if deadline is not None:
            line.settimeout(max(0.001, deadline - time.monotonic()))
        piece = line.recv(min(_CHUNK, size - len(message)))
        if not piece:
            raise EOFError
        message += piece
    return message


_PLAIN: Final = frozenset(
    {("datetime", name) for name in ("date", "datetime", "time", "timedelta")}
    | {("eduhub.source.workbook", name) for name in ("Book", "RawSheet")}
    | {("eduhub.core.text", "Text"), ("eduhub.source.office", "Aside")}
)


class _Answer(pickle.Unpickler):
    """Takes plain data only: the child is not trusted further than what it is asked for."""

    def find_class(self, module: str, name: str) -> Any:
        """A class that answers consist of; nothing else is ever looked up."""
        if (module, name) not in _PLAIN:
            raise pickle.UnpicklingError(f"{module}.{name} in an answer")
        return super().find_class(module, name)


def _understand(answer: bytearray) -> Book:
    """The book of an answer; the refusal is raised here as it was there."""
    busy = gc.isenabled()
    gc.disable()  # half of the time would go into looking for cycles among values
    try:
        book, code, facts = _Answer(io.BytesIO(answer)).load()
    except (pickle.UnpicklingError, EOFError, ValueError, TypeError) as error:
        raise RefusedError(READER_FAILED) from error
    finally:
        if busy:
            gc.enable()
    if book is None:
        raise RefusedError(RULES[code], **facts)
    found: Book = book
    return found


def serve(number: int) -> None:
    """What the child does: reads one workbook after another until the other side hangs up."""
    from eduhub.source.workbook import open_workbook

    line = socket.socket(fileno=number)
    _limit()
    gc.disable()
    while True:
        try:
            data = bytes(_receive(line))
        except (OSError, EOFError):
            return
        _limit_time()
        try:
            answer: tuple[Book | None, str, dict[str, object]] = (open_workbook(data), "", {})
        except RefusedError as refusal:
            answer = (None, refusal.rule.code, refusal.facts)
        except (MemoryError, RecursionError):
            answer = (None, READER_FAILED.code, {})
        message = pickle.dumps(answer, pickle.HIGHEST_PROTOCOL)
        line.sendall(len(message).to_bytes(_LENGTH))
        line.sendall(message)


def _limit() -> None:
    """Bounds the child's memory and leaves no core file with somebody's data in it."""
    if sys.platform == "win32":
        return
    import resource

    for what, most in ((resource.RLIMIT_AS, READ_BYTES), (resource.RLIMIT_CORE, 0)):
        try:
            hard = resource.getrlimit(what)[1]
            resource.setrlimit(what, (most if hard == resource.RLIM_INFINITY else min(most, hard), hard))
        except (OSError, ValueError):  # macOS knows the limit on addresses but not how to set it
            continue


def _limit_time() -> None:
    """Gives the child so many more seconds of the processor; the system ends it after that."""
    if sys.platform == "win32":
        return
    import resource

    used = resource.getrusage(resource.RUSAGE_SELF)
    hard = resource.getrlimit(resource.RLIMIT_CPU)[1]
    until = int(used.ru_utime + used.ru_stime) + READ_SECONDS + 1
    resource.setrlimit(
        resource.RLIMIT_CPU, (until if hard == resource.RLIM_INFINITY else min(until, hard), hard)
    )
