"""The charts of reports are sound pictures: well-formed, every number in words, drawn by browsers."""

from __future__ import annotations

import json
import os
import shutil
import struct
import subprocess
import zlib
from collections import Counter
from collections.abc import Iterator
from datetime import date
from html import unescape
from itertools import combinations
from pathlib import Path
from typing import NamedTuple
from xml.etree import ElementTree

import pytest
from filled import CITY

from eduhub.core.text import LANGS, Lang, rounded
from eduhub.kinds.codes import STAGES
from eduhub.parameters import INDICATORS
from eduhub.parameters.catalogue import L_CODES
from eduhub.reports import report
from eduhub.repository import Repository
from eduhub.scores import Scores, score

NAMES = ("chromium", "chromium-browser", "google-chrome")
BROWSER = next((path for name in NAMES if (path := shutil.which(name))), None)
SVG = "{http://www.w3.org/2000/svg}"
needs_browser = pytest.mark.skipif(
    BROWSER is None and os.environ.get("EDUHUB_TEST_ALL") != "1", reason="Chromium is not installed"
)


# Pages that have charts of every kind, long lists, and figures that are missing.
PAGES = (
    *(("district", "chenghu"), ("district", "songpi"), ("cluster", "luting-01"), ("city", "city")),
    *(("school", "3436990013"), ("school", "3136990093")),
)


class Drawn(NamedTuple):
    """The charts of some pages by file name, and the scores that they show."""

    charts: dict[str, str]
    scores: Scores


@pytest.fixture(scope="module", params=LANGS)
def lang(request: pytest.FixtureRequest) -> Lang:
    found: Lang = request.param
    return found


@pytest.fixture(scope="module")
def drawn(lang: Lang) -> Drawn:
    repository = Repository.load([CITY], as_of=date(2026, 6, 30))
    scores = score(repository)
    charts: dict[str, str] = {}
    for name, id_ in PAGES:
        for _, files in report(name, [id_], scores, repository, lang=lang):
            charts |= {file: str(text) for file, text in files.items() if file.endswith(".svg")}
    assert {"city-cv.svg", "district-chenghu-cv.svg", "district-chenghu-share.svg"} <= set(charts)
    assert {"cluster-luting-01-months.svg", "school-3436990013-standing.svg"} <= set(charts)
    return Drawn(charts, scores)


def words_of(chart: str) -> list[str]:
    """The texts that a picture shows."""
    root = ElementTree.fromstring(chart)
    return ["".join(element.itertext()).strip() for element in root.iter(f"{SVG}text")]


def test_every_bar_has_its_number_and_its_name_as_text(drawn: Drawn, lang: Lang) -> None:
    chart = drawn.charts["district-chenghu-cv.svg"]
    shown = Counter(word for words in words_of(chart) for word in (words, words.partition(" ")[0]))
    values = {
        (row["stage"], row["indicator"]): row["value"]
        for row in drawn.scores.only(district="chenghu").iter_rows(named=True)
        if row["level"] == "district"
    }
    bars = [values[stage, f"{code}.cv"] for stage in ("小学", "初中") for code in L_CODES]
    assert len(bars) == 14
    for value, times in Counter(rounded(value, 3) for value in bars).items():
        assert shown[value] >= times
    for code in L_CODES:
        assert shown[f"{code} {INDICATORS[code].short.to(lang)}"] >= 2
    for stage in ("小学", "初中"):
        assert shown[STAGES.text(stage).to(lang).capitalize()] >= 1


def test_a_bar_above_its_limit_says_so_in_words(drawn: Drawn, lang: Lang) -> None:
    repository = Repository.load([CITY], as_of=date(2026, 6, 30))
    [(_, files)] = report("district", ["fenghe"], drawn.scores, repository, lang=lang)
    limits = drawn.scores.parameters.cv_limits()
    above = [
        row["value"]
        for row in drawn.scores.only(district="fenghe").iter_rows(named=True)
        if row["level"] == "district"
        and row["indicator"].endswith(".cv")
        and row["value"] > limits[row["stage"]]
    ]
    assert above
    mark = "超过上限" if lang == "zh" else "above"
    said = words_of(str(files["district-fenghe-cv.svg"]))
    assert sorted(words for words in said if words.endswith(mark)) == sorted(
        f"{rounded(value, 3)} {mark}" for value in above
    )


def test_every_chart_has_a_title_and_says_what_it_shows(drawn: Drawn) -> None:
    for name, chart in drawn.charts.items():
        root = ElementTree.fromstring(chart)
        assert root.findtext(f"{SVG}title"), name
        assert root.findtext(f"{SVG}desc"), name
        assert root.attrib["role"] == "img"


@needs_browser
def test_no_text_runs_out_of_the_picture_or_over_another(drawn: Drawn, tmp_path: Path) -> None:
    boxes = measured(list(drawn.charts.values()), tmp_path)
    for (name, chart), found in zip(drawn.charts.items(), boxes, strict=True):
        root = ElementTree.fromstring(chart)
        width, height = (float(root.attrib[side]) for side in ("width", "height"))
        assert [box.words for box in found] == words_of(chart)
        for box in found:
            assert box.left >= 0, (name, box)
            assert box.right <= width, (name, box)
            assert 0 <= box.top < box.bottom <= height, (name, box)
        for one, other in combinations(found, 2):
            apart = one.right <= other.left or other.right <= one.left
            assert apart or one.bottom <= other.top or other.bottom <= one.top, (name, one, other)


class Box(NamedTuple):
    """A text and the room that it takes in the picture."""

    words: str
    left: float
    top: float
    right: float
    bottom: float


_MEASURE = """
const textsOf = svg => [...svg.querySelectorAll("text")];
const charts = [...document.querySelectorAll("svg")].map(svg => textsOf(svg).map(text => {
  const box = text.getBBox();
  return [text.textContent.trim(), box.x, box.y, box.x + box.width, box.y + box.height];
}));
document.body.textContent = JSON.stringify(charts);
"""


def measured(charts: list[str], folder: Path) -> list[list[Box]]:
    """What a browser says of the texts of each picture."""
    page = folder / "charts.html"
    markup = f"<!doctype html><meta charset=utf-8><body>{''.join(charts)}<script>{_MEASURE}</script>"
    page.write_text(markup, encoding="utf-8")
    dom = browse(folder, "--dump-dom", page.as_uri()).decode("utf-8")
    found = json.loads(unescape(dom[dom.index("<body>") + 6 : dom.index("</body>")]))
    return [[Box(*line) for line in lines] for lines in found]


@needs_browser
def test_a_browser_draws_the_picture(drawn: Drawn, tmp_path: Path) -> None:
    chart = drawn.charts["district-chenghu-share.svg"]
    picture = screenshot(chart, tmp_path)
    width, height = (float(ElementTree.fromstring(chart).attrib[name]) for name in ("width", "height"))
    shades = Counter(pixels(picture, int(width), int(height)))
    assert len(shades) > 20
    assert shades[255, 255, 255] < 0.98 * shades.total()
    blue, hatched = (0x5B, 0x9B, 0xD5), (0xC4, 0x4E, 0x00)
    assert shades[blue] > 1000
    assert shades[hatched] > 200
    # Where a file is not well-formed Chromium prints its complaint on a pink ground, #ffdddd.
    assert shades[255, 221, 221] == 0


@needs_browser
def test_a_picture_that_is_not_well_formed_would_be_noticed(drawn: Drawn, tmp_path: Path) -> None:
    chart = drawn.charts["district-chenghu-cv.svg"]
    broken = screenshot(chart.replace("</g>", "", 1), tmp_path)
    assert Counter(pixels(broken, 680, 400))[255, 221, 221] > 0


def browse(folder: Path, *words: str) -> bytes:
    """What a headless browser prints; its profile is fresh and it talks to nobody."""
    assert BROWSER is not None, "EDUHUB_TEST_ALL=1 wants Chromium"
    quiet = (
        "--headless",
        "--no-sandbox",
        "--disable-gpu",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
    )
    start = [BROWSER, *quiet, f"--user-data-dir={folder / 'profile'}"]
    return subprocess.run([*start, *words], capture_output=True, timeout=120, check=True).stdout


def screenshot(chart: str, folder: Path) -> bytes:
    """The picture as a headless browser shows it, as PNG."""
    source, target = folder / "chart.svg", folder / "chart.png"
    source.write_text(chart, encoding="utf-8")
    browse(folder, "--window-size=800,700", f"--screenshot={target}", source.as_uri())
    return target.read_bytes()


def pixels(png: bytes, width: int, height: int) -> Iterator[tuple[int, int, int]]:
    """The colours of the upper left corner of a PNG with eight bits a channel."""
    assert png.startswith(b"\x89PNG\r\n\x1a\n")
    whole, _, depth, kind = struct.unpack(">IIBB", png[16:26])
    assert depth == 8
    channels = {2: 3, 6: 4}[kind]
    data, at = b"", 8
    while at < len(png):
        size, name = struct.unpack(">I4s", png[at : at + 8])
        data += png[at + 8 : at + 8 + size] if name == b"IDAT" else b""
        at += size + 12
    raw, line = zlib.decompress(data), bytearray(whole * channels)
    for row in range(height):
        start = row * (len(line) + 1)
        line = unfiltered(raw[start], raw[start + 1 : start + 1 + len(line)], line, channels)
        for x in range(0, width * channels, channels):
            yield line[x], line[x + 1], line[x + 2]


def unfiltered(kind: int, coded: bytes, above: bytearray, step: int) -> bytearray:
    """A line of a PNG from its filtered bytes and the line above (PNG specification, 9.2)."""
    line = bytearray(coded)
    for i in range(len(line)):
        a, b = (line[i - step] if i >= step else 0), above[i]
        c = above[i - step] if i >= step else 0
        predicted = 0
        match kind:
            case 1:
                predicted = a
            case 2:
                predicted = b
            case 3:
                predicted = (a + b) // 2
            case 4:
                p = a + b - c
                predicted = min((a, b, c), key=lambda near: abs(p - near))
        line[i] = (line[i] + predicted) & 255
    return line
