"""A folder as it came out of the chat: what counts, what is missing, what to ask for."""

from eduhub.forms.collecting.collect import Wanted, collect
from eduhub.forms.collecting.collected import Collected, Left, OfForm, Row, State

__all__ = ["Collected", "Left", "OfForm", "Row", "State", "Wanted", "collect"]
