"""The styles of an OpenDocument spreadsheet, as far as reading goes by them."""

from __future__ import annotations

from dataclasses import dataclass, field

from eduhub.source.markup import Attributes, Walk


@dataclass(slots=True)
class Styles:
    """What the styles say that matters: which hide their sheet, which show hours beyond a day.

    spans  data styles of such hours; `data` has the data style of each style of cells
    """

    hiding: set[str] = field(default_factory=set)
    spans: set[str] = field(default_factory=set)
    data: dict[str, str] = field(default_factory=dict)
    _open: str = ""

    def read(self, content: bytes, part: str) -> None:
        """Adds the styles of a part."""
        Walk(part, self.start).run(content)

    def start(self, name: str, attributes: Attributes) -> None:
        """Notes a style."""
        own = attributes.get("style:name", "")
        if name == "style:style":
            self._open = own
            if data := attributes.get("style:data-style-name"):
                self.data[own] = data
        elif name == "style:table-properties" and attributes.get("table:display") == "false":
            self.hiding.add(self._open)
        elif name == "number:time-style" and attributes.get("number:truncate-on-overflow") == "false":
            self.spans.add(own)

    def is_span(self, style: str) -> bool:
        """Does a style of cells show hours beyond a day?"""
        return self.data.get(style, "") in self.spans
