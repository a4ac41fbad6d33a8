"""What must not be committed at all; `validate --staged` finds it by itself."""

from __future__ import annotations

from eduhub.core.rule import declare
from eduhub.core.text import Text
from eduhub.repository.private import ROOMS

STAGED_PRIVATE = declare(
    "E0906",
    "staged-private",
    zh="“{folder}”里的文件放进了 git 暂存区，提交后会留在历史里",
    en="a file in '{folder}' is staged, and the commit would keep it in the history of git",
    fix=Text(
        "对它运行 git rm --cached，文件仍留在本机；并核对 .gitignore 里有 {folder}",
        "run 'git rm --cached' on it, which leaves the file where it is; check that .gitignore has {folder}",
    ),
    about=Text(
        "private/ 或 inbox/ 里的文件放进了 git 暂存区", "a file in private/ or inbox/ is staged for a commit"
    ),
    why=Text(
        "这里是成绩、姓名和收到的原件。提交进 git 的内容会传到每一份副本，收不回来。",
        "Results, names and originals lie there. What git has committed goes into every copy and can't be "
        "called back.",
    ),
)

STAGED_MODELS = declare(
    "E0909",
    "staged-models",
    zh="增值模型的 models.json 放进了 git 暂存区",
    en="models.json with the models of value-added is staged for a commit",
    fix=Text(
        "对它运行 git rm --cached，单独交给统计人员，不公布",
        "run 'git rm --cached' on it, hand it to statisticians only, and do not publish it",
    ),
    why=Text(
        "它供统计人员复核，不为公布而写；数字的位数多，与公布的结果对照，可能推出未公布的数。",
        "It is written for statisticians and not to be published: with all its digits, beside what is "
        "published, it may give away what is not.",
    ),
)


def is_private(path: str) -> bool:
    """Does a path in a data repository lead into a folder that never goes into git?"""
    return f"{path}/".casefold().startswith(ROOMS)
