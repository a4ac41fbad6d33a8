"""LibreOffice without a screen: saves files in another format, or once more in their own."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

import pytest

SOFFICE = shutil.which("soffice") or shutil.which("libreoffice")
EVERY_SHEET = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false,false,false,-1"

needs_libreoffice = pytest.mark.skipif(
    SOFFICE is None and os.environ.get("EDUHUB_TEST_ALL") != "1", reason="LibreOffice is not installed"
)


class Convert(Protocol):
    """Saves files in a format into a folder."""

    def __call__(self, paths: Sequence[Path], to: str, folder: Path) -> None: ...


def converter(profile: Path) -> Convert:
    """With a profile of its own."""
    assert SOFFICE is not None, "EDUHUB_TEST_ALL=1 wants LibreOffice"
    start = [SOFFICE, f"-env:UserInstallation={profile.as_uri()}", "--headless", "--norestore"]

    def call(paths: Sequence[Path], to: str, folder: Path) -> None:
        words = [*start, "--convert-to", to, "--outdir", str(folder), *map(str, paths)]
        subprocess.run(words, capture_output=True, timeout=300, check=True)

    return call
