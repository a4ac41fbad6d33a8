"""The commands of eduhub: the table that help and suggestions come from without importing any of them."""

from __future__ import annotations

from dataclasses import dataclass

from eduhub.core.text import Text, same


@dataclass(frozen=True, slots=True)
class Command:
    """A command: the module `eduhub.cli.<name>` has a function of its name.

    help     one line that starts with a verb and names the object
    example  can be pasted
    """

    name: str
    help: Text
    example: Text

    @property
    def module(self) -> str:
        """Where its function lives."""
        return f"eduhub.cli.{self.name}"


COMMANDS: tuple[Command, ...] = (
    Command(
        "demo",
        Text(
            "生成一座示例城市，完成校验、测算和报告",
            "Write an example city, validate it, score it and report on it",
        ),
        same("eduhub demo"),
    ),
    Command(
        "init",
        Text("建立一个数据仓库", "Make a data repository"),
        Text("eduhub init 示例市", "eduhub init our-city"),
    ),
    Command(
        "template",
        Text("生成一类表格的空表", "Write a blank form of a kind"),
        Text("eduhub template 学校基础数据表 -o 空表.xlsx", "eduhub template plan -o plan.xlsx"),
    ),
    Command(
        "validate",
        Text("校验文件、文件夹或数据仓库", "Validate files, folders or a repository"),
        same("eduhub validate plan.yaml"),
    ),
    Command(
        "convert",
        Text("在工作簿、YAML 和 CSV 之间转换文档", "Turn a document into a workbook, YAML or CSV"),
        same("eduhub convert plan.yaml -o plan.xlsx"),
    ),
    Command(
        "explain",
        Text("说明一条规则的含义、缘由和改法", "Explain what a rule means, why it matters, how to mend it"),
        same("eduhub explain E0107"),
    ),
    Command(
        "collect",
        Text(
            "整理收来的文件：谁交了、谁没交、哪份作数，并合并",
            "Sort what came in: who sent what, who did not; merge it",
        ),
        Text("eduhub collect 收表 -C 数据仓库 -o 汇总.xlsx", "eduhub collect inbox -C our-city -o all.xlsx"),
    ),
    Command(
        "receipt",
        Text("给收到的文件出一段回执，或核对回执码", "Write a receipt for a file, or check the code of one"),
        Text("eduhub receipt 云杉小学.xlsx", "eduhub receipt school.xlsx"),
    ),
    Command(
        "score",
        Text("测算数据仓库或所收表格的指标", "Score a repository or a folder of collected files"),
        same("eduhub score eduhub-demo"),
    ),
    Command(
        "report",
        Text("生成学校、片区、县区和全市的报告", "Report on schools, clusters, districts and the city"),
        same("eduhub report --all -o out"),
    ),
    Command(
        "schema",
        Text("给出一类文档的 JSON Schema", "Give the JSON Schema of a kind of document"),
        same("eduhub schema plan"),
    ),
    Command(
        "doctor",
        Text("检查本机的安装和数据仓库", "Check this installation and the repository"),
        same("eduhub doctor"),
    ),
    Command(
        "completion",
        Text("给出命令行补全脚本", "Give the script for completion in a shell"),
        same("eduhub completion bash"),
    ),
    Command(
        "version",
        Text("显示 eduhub 和 Python 的版本", "Show the versions of eduhub and Python"),
        same("eduhub version"),
    ),
)
