"""Why a file that came in does not count, in words."""

from __future__ import annotations

from eduhub.forms.collecting.came import Came
from eduhub.forms.collecting.refusing import other_form
from eduhub.kinds.catalogue import FORMS


def test_another_form_is_called_by_its_name_whatever_its_number() -> None:
    came = Came("a.xlsx", (), (FORMS["districts"],))
    message = other_form(came, [FORMS["roster"]]).message
    assert (message.zh, message.en) == (
        "是“县区”，要的是“学校基础数据表”",
        "is the form 'districts'; wanted: school data form",
    )
