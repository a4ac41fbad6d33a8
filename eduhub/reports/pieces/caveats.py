"""What figures of value-added do not show, and by which rules they are held back."""

from __future__ import annotations

from eduhub.core.text import Text
from eduhub.scores.view import View

_RELATIVE = Text(
    "增值是相对的：预期由全市学生的前测与后测关系算出，全市平均按定义为零；各校都进步时，增值也有正有负。",
    "Value-added is relative: what is expected follows from the prior and later results of all pupils of the "
    "city, so that its mean is zero by definition; where all schools improve, some values still lie below.",
)
_CAUSE = Text(
    "增值不是原因：家庭、课外、换校、前测误差等模型没有的因素都留在数中，不能说是学校或教师造成的。",
    "Value-added is no cause: home, tuition, changes of school, errors of the prior and all else that is not "
    "in the model stay in the figure; it can't be put down to a school or its teachers.",
)
_PAST = Text(
    "增值说的是已经考完的这一届，不预测今后各届；同一所学校各年的数常有起落。",
    "Value-added tells of the cohort that has been examined and foretells no later one; the figures of a "
    "school often go up and down from year to year.",
)
_INTERVAL = Text(
    "95% 区间说明有多少可能出于偶然；区间含 0 的，不能说高于或低于预期。",
    "The 95% interval says how much may be chance; where it contains 0, nothing can be said to lie above or "
    "below expectation.",
)
_NO_RANKING = Text(
    "区间相互重叠的学校分不出先后，不得据此给学校、班级、教师或学生排名；本页各行按标识码排列。",
    "Schools whose intervals overlap can't be put in order; no ranking of schools, classes, teachers or "
    "pupils may be made from this. Rows stand in the order of codes.",
)
_USE = Text(
    "结果用于改进教育教学和督导，不用于公布成绩：《未成年人学校保护规定》（2021 年教育部令第 50 "
    "号）不许学校公开学生的成绩和名次；评价所用的考试和监测须有法定依据，依据写在各节开头。",
    "The results serve improvement and supervision, not publication: the Provisions on the Protection of "
    "Minors by Schools (Order 50 of the Ministry of Education, 2021) forbid schools to publish pupils' "
    "results and rankings; examinations and tests that are used must have a lawful basis, which stands at "
    "the head of each section.",
)
_WITHHELD = Text(
    "学生数不足的学校不公布；为防止用合计数倒推，另有学校一并不公布。这些学校的学生不在模型中。",
    "Schools with too few pupils are withheld, and some others with them, so that nothing can be computed "
    "back from sums. Their pupils are in no model.",
)
_COVERAGE = Text(
    "覆盖率是有前测的学生占有后测学生的比例，向下取到 5% 的整数倍；没有前测的学生不在模型中，覆盖率低的学校，"
    "结果未必代表全体学生。",
    "Coverage is the share of pupils with an outcome who have a prior, rounded down to steps of 5%; those "
    "without are not in the model, and where coverage is low the result need not stand for all pupils.",
)
_SHRUNKEN = Text(
    "多水平模型把学生少的学校向 0 收缩：增值 = 信度 × 平均残差；比较标准误是估计值与真值之差的标准误，区间 = "
    "增值 ± 1.96 × 比较标准误。",
    "Models of several levels draw schools with few pupils towards 0: value-added = reliability × mean "
    "residual; the comparative standard error is that of the estimate less the true value; interval = "
    "value-added ± 1.96 × standard error.",
)


def notes(view: View) -> tuple[Text, ...]:
    """What stands in the notes of every page that tells of value-added; nothing where there is none."""
    if not view.value_added():
        return ()
    return (
        *(_RELATIVE, _CAUSE, _PAST, _INTERVAL, _NO_RANKING),
        *(_USE, _WITHHELD, _COVERAGE, _SHRUNKEN),
    )
