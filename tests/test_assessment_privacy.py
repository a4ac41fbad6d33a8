"""Nothing that is printed or written shows a pupil's key, score or row."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import polars as pl
import pytest
from models.test_series import CODES, city

from eduhub.cli.app import main

# Every key and score has six digits of its own, by which it would be known anywhere.
_MARK = re.compile(r"planted-[0-9]+|[0-9]+\.[0-9]{6}")


FORMATS = ("text", "concise", "json", "jsonl", "github", "gitlab", "sarif", "junit")


def planted() -> pl.DataFrame:
    random = np.random.default_rng(6)
    at = np.repeat(np.arange(len(CODES)), random.integers(5, 40, len(CODES)))
    n = len(at)
    prior = random.normal(60, 10, n) + np.arange(n) * 1e-6
    outcome = 0.6 * prior + random.normal(20, 8, n)
    return pl.DataFrame(
        {
            "key": [f"planted-{i:06d}" for i in range(n)],
            "school": [CODES[place] for place in at],
            "subject": "数学",
            "prior": prior.round(6),
            "prior2": (prior + random.normal(0, 5, n)).round(6),
            "outcome": outcome.round(6),
            "weight": random.uniform(0.5, 2, n).round(6),
            "sex": random.choice(["男", "女"], n),
        }
    )


def spoilt(rows: pl.DataFrame) -> pl.DataFrame:
    """The same with a fault of each sort in some rows, which `validate` has to tell."""
    texts = rows.select(pl.all().cast(pl.String)).with_row_index("_i")
    faults = {
        "school": pl.when(pl.col("_i") == 1).then(pl.lit("213699")).otherwise("school"),
        "outcome": pl.when(pl.col("_i") == 2).then(pl.col("outcome") + "分").otherwise("outcome"),
        "prior": pl.when(pl.col("_i") == 3).then(pl.lit("NaN")).otherwise("prior"),
        "weight": pl.when(pl.col("_i") == 4).then(pl.lit("-1.234567")).otherwise("weight"),
        "key": pl.when(pl.col("_i") == 5).then(pl.col("key").first()).otherwise("key"),
    }
    return texts.with_columns(**faults).drop("_i")


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    city(tmp_path, {2026: spoilt(planted())})
    head = tmp_path / "private" / "y2026" / "assessment.yaml"
    text = head.read_text(encoding="utf-8").replace(
        "models: [reml]", "models: [reml, ols, within, band, sgp]"
    )
    more = "scale: raw\nfloor: {sd: 2}\nschool_mean_prior: true\n"
    covariates = "covariates: [{name: sex, type: category, reference: 男}]\n"
    head.write_text(text + more + covariates, encoding="utf-8")
    return tmp_path


def marks(rows: pl.DataFrame) -> set[str]:
    """What would show a pupil: keys and scores as they stand in the file."""
    columns = rows.select(pl.col("key", "prior", "prior2", "outcome", "weight").cast(pl.String))
    return {value for column in columns for value in column if _MARK.fullmatch(value)}


@pytest.mark.parametrize(
    "words",
    [
        *(["validate", ".", "--format", shape] for shape in FORMATS),
        ["score", "."],
        ["score", ".", "--format", "csv"],
        ["score", ".", "--format", "json"],
        ["score", ".", "--why", CODES[5]],
        ["score", ".", "-o", "out/scores"],
        ["score", ".", "-o", "out/scores.xlsx"],
        ["report", "city", "-o", "out/reports"],
        ["report", "school", "-o", "out/schools"],
    ],
    ids=" ".join,
)
def test_no_key_and_no_score_of_a_pupil_is_told(
    words: list[str], repository: Path, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(repository)
    with pytest.raises(SystemExit) as ended:
        main(["--lang", "en", *words])
    assert ended.value.code == (1 if words[0] == "validate" else 0)
    out, err = capfd.readouterr()
    written = [path for path in Path("out").rglob("*") if path.is_file()] if Path("out").exists() else []
    told = out + err + "".join(_text(path) for path in written)
    assert told
    secret = marks(planted())
    assert len(secret) > 5 * len(CODES)
    assert secret.isdisjoint(_MARK.findall(told))


def _text(path: Path) -> str:
    """The text of a file, of a workbook that of its sheets."""
    import zipfile

    if path.suffix != ".xlsx":
        return path.read_text(encoding="utf-8")
    with zipfile.ZipFile(path) as archive:
        return "".join(archive.read(name).decode() for name in archive.namelist() if name.endswith(".xml"))
