"""An assessment in sentences: what was held, when, by which right, and what the models take into account."""

from __future__ import annotations

from collections.abc import Iterator

from eduhub.core.text import Text
from eduhub.kinds.assessment import Assessment, Basis, PriorBasis
from eduhub.kinds.codes import BASES
from eduhub.scores.models.pupils import Pupils, enrolled_by


def basis_in_words(basis: Basis | PriorBasis) -> Text:
    """The lawful basis with its document."""
    kind = BASES.text(basis.type)
    if not basis.document:
        return kind
    return Text(f"{kind.zh}（{basis.document}）", f"{kind.en} ({basis.document})")


def details(head: Assessment, pupils: Pupils) -> Iterator[Text]:
    """The days of prior and outcome with the prior's basis; covariates; who came too late to count."""
    dates, prior = head.dates, basis_in_words(head.prior_basis or head.basis)
    if dates.prior is not None:
        yield Text(
            f"前测 {dates.prior}（依据：{prior.zh}），后测 {dates.outcome}。",
            f"Prior on {dates.prior} (lawful basis: {prior.en}), outcome on {dates.outcome}.",
        )
    if names := [one.name for one in head.covariates]:
        yield Text(
            f"模型还考虑了：{'、'.join(names)}。", f"The models take in beside the prior: {', '.join(names)}."
        )
    if pupils.tally.n_moved:
        day = enrolled_by(head)
        yield Text(
            f"{day} 之后入校的学生在模型中合为一组，不计入任何学校。",
            f"Pupils who came after {day} are one group of the models and count for no school.",
        )
