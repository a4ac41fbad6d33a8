"""What runs eduhub by itself: a recipe for each site that keeps git repositories, and a hook for commits."""

from __future__ import annotations

import re
from collections.abc import Iterator

from eduhub.core.text import Lang, Text

HOOK = ".githooks/pre-commit"

# Recipes and hook with marks for words: `#@name` is a comment, `@name@` stands in a line.
_GITHUB = """\
#@github
name: eduhub
on:
  push:
    branches: [main, master]
  pull_request:
permissions:
  contents: read
jobs:
  validate:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v5
        with:
          #@history
          fetch-depth: 0
          persist-credentials: false
      - uses: actions/setup-python@v6
        with:
          python-version: "3.11"
      #@wheel
      - name: "@install@"
        run: python -m pip install .wheels/eduhub-*.whl
      - name: "@all@"
        if: github.event_name == 'push'
        run: eduhub validate . --format github
      #@only
      - name: "@changes@"
        if: github.event_name == 'pull_request'
        env:
          TARGET: origin/${{ github.base_ref }}
        run: eduhub validate . --changed-since "$TARGET" --format github
"""

# Keys: GitLab's documentation, "CI/CD YAML syntax reference", "Code Quality" and "Unit test reports".
_GITLAB = """\
#@gitlab
eduhub:
  image: python:3.11
  rules:
    #@only
    - if: $CI_PIPELINE_SOURCE == "merge_request_event"
      variables:
        ONLY: --changed-since $CI_MERGE_REQUEST_DIFF_BASE_SHA
    - if: $CI_COMMIT_BRANCH == $CI_DEFAULT_BRANCH
  variables:
    #@history
    GIT_DEPTH: "0"
    ONLY: ""
  before_script:
    #@wheel
    - python -m pip install .wheels/eduhub-*.whl
  script:
    #@reports
    - eduhub validate . $ONLY --format gitlab -o out/gl-code-quality-report.json || true
    - eduhub validate . $ONLY --format junit -o out/junit.xml || true
    - eduhub validate . $ONLY
  artifacts:
    when: always
    reports:
      codequality: out/gl-code-quality-report.json
      junit: out/junit.xml
"""

# Keys: Gitee's documentation at help.gitee.com/gitee-go, the pages "pipeline/trigger" and "plugin/ci-build".
# That of build@python lists Python up to 3.9 only, but pipelines in use ask it for 3.11.
_GITEE = """\
#@gitee
version: '1.0'
name: eduhub
displayName: "@all@"
triggers:
  trigger: auto
  push:
    branches:
      precise:
        - master
        - main
stages:
  - name: validate
    displayName: "@all@"
    strategy: naturally
    trigger: auto
    steps:
      - step: build@python
        name: eduhub
        displayName: eduhub validate
        #@python
        pythonVersion: '3.11'
        #@wheel
        commands:
          - python3 -m pip install .wheels/eduhub-*.whl
          - python3 -m eduhub validate .
"""

_HOOK = """\
#!/bin/sh
#@hook
root=$(dirname "$0")/..
[ -f "$root/eduhub.yaml" ] || root=.
if ! command -v eduhub >/dev/null 2>&1; then
    echo "@absent@" >&2
    exit 1
fi
exec eduhub validate --staged -C "$root"
"""

_WORDS = {
    "github": Text(
        "GitHub 流水线：推送到主分支时校验全部数据，合并请求只校验改动。\n"
        "本文件要在 git 仓库最上层的 .github/workflows 里才会运行。",
        "For GitHub: checks all data on a push to the main branch, and what changes in a pull request.\n"
        "It runs only from .github/workflows at the top of the git repository.",
    ),
    "gitlab": Text(
        "GitLab 流水线：推送到默认分支时校验全部数据，合并请求只校验改动，结果显示在合并请求里。\n"
        "本文件要在 git 仓库的最上层才会运行。",
        "For GitLab: checks all data on a push to the default branch, and what changes in a merge request,\n"
        "which shows what was found. It runs only from the top of the git repository.",
    ),
    "gitee": Text(
        "Gitee Go 流水线：推送到主分支时校验全部数据。\n"
        "本文件要在 git 仓库最上层的 .workflow 里，并在 Gitee 上开通 Gitee Go 后才会运行。\n"
        "eduhub 没有在 Gitee 上试运行过这份流水线，启用后请核对第一次运行的记录。",
        "For Gitee Go: checks all data on a push to the main branch.\n"
        "It runs only from .workflow at the top of the git repository, once Gitee Go is switched on there.\n"
        "The makers of eduhub could not try this one on Gitee: look at the log of its first run.",
    ),
    "history": Text(
        "要取全部历史，才能与目标分支比较。", "All of the history, to compare with the target branch."
    ),
    "wheel": Text(
        "eduhub 不在 PyPI 上：把它的安装包（.whl）放进 .wheels 文件夹并提交，或改成它所在的地址。\n"
        "它所依赖的包从 PyPI 或 pip 设置的镜像下载。",
        "eduhub is not on PyPI: put its wheel into the folder .wheels and commit it, or name its address.\n"
        "What it needs is fetched from PyPI, or from the mirror that pip is set to.",
    ),
    "only": Text(
        "合并请求：只校验与目标分支不同的文件，以及受其影响的文件。",
        "A request to merge: only what differs from the target branch, and what depends on it.",
    ),
    "reports": Text(
        "前两行写报告；是否通过由最后一行决定。",
        "The first two write reports; the last one decides whether the job passes.",
    ),
    "python": Text(
        "eduhub 需要 Python 3.11 或更新的版本。Gitee 的文档只列到 3.9；如果这里不能用 3.11，\n"
        "请改用装有 Python 3.11 的自有主机。",
        "eduhub needs Python 3.11 or later. Gitee's documentation lists versions up to 3.9; if 3.11 is\n"
        "refused here, use a host of your own that has it.",
    ),
    "install": Text("安装 eduhub", "Install eduhub"),
    "all": Text("校验全部数据", "Check all data"),
    "changes": Text("校验改动", "Check what changes"),
    "hook": Text(
        "提交前校验暂存区里的文件：有逻辑错误或未说明的疑问，或含有个人信息，就停止提交。\n"
        "启用（每台电脑一次，在 git 仓库的最上层运行）：git config core.hooksPath .githooks\n"
        "数据仓库是其中的一个文件夹时，写成：git config core.hooksPath 文件夹/.githooks\n"
        "在 Windows 上提交本文件时：git add --chmod=+x .githooks/pre-commit\n"
        "找不到 eduhub 时也停止提交：个人信息一旦进入 git 历史就收不回来。\n"
        "确需跳过一次：git commit --no-verify",
        "Checks what is staged before it is committed: an error, a query that nobody explained, or personal\n"
        "data stop the commit. To switch it on, once on each computer, at the top of the git repository:\n"
        "  git config core.hooksPath .githooks\n"
        "Where the data repository is a folder in it: git config core.hooksPath folder/.githooks\n"
        "When you commit this file on Windows: git add --chmod=+x .githooks/pre-commit\n"
        "It stops the commit too where eduhub is not installed, since personal data can't be called back\n"
        "once they are in the history of git. To leave it out for once: git commit --no-verify",
    ),
    "absent": Text(
        "找不到 eduhub，没有校验，提交已停止。安装 eduhub 后再提交；确需跳过一次：git commit --no-verify",
        "eduhub was not found, so nothing was checked and the commit is stopped. Install eduhub and commit "
        "again; to leave it out for once: git commit --no-verify",
    ),
}

RECIPES = {
    "github": (".github/workflows/eduhub.yml", _GITHUB),
    "gitlab": (".gitlab-ci.yml", _GITLAB),
    "gitee": (".workflow/eduhub.yml", _GITEE),
}


def recipe(site: str, lang: Lang) -> tuple[str, str]:
    """Where the recipe of a site lies in a repository, and its text."""
    path, skeleton = RECIPES[site]
    return path, _worded(skeleton, lang)


def hook(lang: Lang) -> str:
    """The hook that checks what is staged; it has to be executable."""
    return _worded(_HOOK, lang)


def _worded(skeleton: str, lang: Lang) -> str:
    return "".join(f"{line}\n" for row in skeleton.splitlines() for line in _lines(row, lang))


def _lines(row: str, lang: Lang) -> Iterator[str]:
    """The line with its words; a comment may take several lines."""
    if comment := re.fullmatch(r"( *)#@(\w+)", row):
        for words in _WORDS[comment[2]].to(lang).split("\n"):
            yield f"{comment[1]}# {words}"
    else:
        yield re.sub(r"@(\w+)@", lambda mark: _WORDS[mark[1]].to(lang), row)
