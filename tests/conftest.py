"""What several tests need: calling the command line in this process, from a place that says nothing."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from libreoffice import Convert, converter

from eduhub.cli import group, language
from eduhub.cli.app import main

# What is about the code alone, and the same in a wheel: run once, on the checkout.
_OF_THE_CODE = (
    *("test_clauses.py", "test_depends.py", "test_fix.py", "test_formats*.py", "test_guard.py"),
    *("test_indicators.py", "test_language.py", "test_places.py", "test_rule_examples.py"),
    *("test_history.py", "test_many.py", "test_peers.py", "test_privacy.py", "test_screen.py"),
    *("test_score_properties.py", "test_shape_words.py", "test_touched.py", "test_workbook_raw.py"),
    *("test_assessment_results.py", "test_caterpillar.py", "test_reports_value_added.py"),
    *("test_annotate.py", "test_answers.py", "test_cases.py", "test_collect*.py", "test_explain.py"),
    *("test_forms.py", "test_reports_templates.py", "test_score_value_added.py", "test_slips.py"),
    *("test_context.py", "test_convert.py", "test_folding.py"),
    *("test_form_faults.py", "test_imprint.py", "test_libreoffice*.py", "test_listing.py"),
    *("test_marked*.py", "test_old_formats.py", "test_receipt.py", "test_same_bytes.py"),
    *("test_template.py", "models/test_*.py"),
)
collect_ignore_glob = list(_OF_THE_CODE) if os.environ.get("EDUHUB_TEST_WHEEL") else []


@pytest.fixture(scope="session")
def convert(tmp_path_factory: pytest.TempPathFactory) -> Convert:
    """Saves files in another format by LibreOffice."""
    return converter(tmp_path_factory.mktemp("profile"))


@pytest.fixture
def quiet_place(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """No language in the environment, no repository above the working directory."""
    for name in ("EDUHUB_LANG", "LC_ALL", "LC_MESSAGES", "LANG", "NO_COLOR"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "argv", ["eduhub"])  # not the words by which the tests were called
    monkeypatch.setattr(language, "_current", "zh")


@pytest.fixture
def run(quiet_place: None, capsys: pytest.CaptureFixture[str]) -> Callable[..., tuple[int, str, str]]:
    """Calls eduhub with words; gives its exit code, stdout and stderr."""

    def call(*words: str) -> tuple[int, str, str]:
        with pytest.raises(SystemExit) as end:
            main(words)
        captured = capsys.readouterr()
        assert isinstance(end.value.code, int)
        return end.value.code, captured.out, captured.err

    return call


@pytest.fixture
def serve(monkeypatch: pytest.MonkeyPatch) -> Callable[[Callable[..., object]], None]:
    """Puts a function in the place of every command's."""
    return lambda function: monkeypatch.setattr(group, "_function", lambda row: function)
