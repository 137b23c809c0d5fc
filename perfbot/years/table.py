"""The fields of a year book, one table for each row kind: how each is written in the file and in the workbook."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum
from typing import Any, TypeAlias

from perfbot.domain.books.facts import BudgetKind
from perfbot.domain.values import Direction, direction_named

YES, NO = "是", "否"


class Kind(Enum):
    """What stands in a field; the row holds amounts in 元, files and sheets in 万元."""

    WORDS = "words"
    NAME = "a project's name; a sheet's mark （年中追加） is taken off"
    CODE = "a short code that stays for good"
    ENTRY_ID = "the id of the entry that the line was exported from"
    CHOICE = "a word of `enum`"
    YEAR = "a year"
    NUMBER = "a plain number"
    SCORE = "a number from 0 to 100"
    COUNT = "a whole number"
    AMOUNT = "万元, not below 0"
    SIGNED = "万元, which may be below 0"
    MONTHS = "twelve amounts"
    DAY = "a day of the book's year"
    FLAG = "true or false, in a sheet 是 or 否"
    SOURCE = "the two keys basis and note"


@dataclass(frozen=True)
class RowField:
    """One field: its name in the row and its key in the file; what has a `title` is a column of a sheet.

    `key` is given where it is another than the name.
    A `required` field must stand in the file, a `starred` column must be filled in; `default` is not written.
    `named` reads what a sheet has for a word of `enum`, where people write it in several ways.
    `file` is False for what a sheet alone has. `other` names the sheet whose first column is picked from.
    """

    name: str
    kind: Kind = Kind.WORDS
    key: str = ""
    required: bool = False
    default: Any = ""
    enum: type[Enum] | None = None
    named: Callable[[str], Enum | None] | None = None
    file: bool = True
    title: str = ""
    note: str = ""
    width: int = 14
    starred: bool = False
    choices: tuple[str, ...] = ()
    strict: bool = False
    other: str = ""
    example: str = ""

    @property
    def file_key(self) -> str:
        """The key in the file."""
        return self.key or self.name

    @property
    def is_words(self) -> bool:
        """Whether the column's cells are words, and neither number nor day nor 是/否."""
        return self.kind in (Kind.WORDS, Kind.NAME, Kind.CODE, Kind.CHOICE)

    @property
    def head(self) -> str:
        """The heading as it stands in the sheet; what must be filled in carries a star."""
        return f"{self.title}*" if self.starred else self.title


FieldTable: TypeAlias = Sequence[RowField]
_LEVEL_TWO = (
    *("数量指标", "质量指标", "时效指标", "成本指标"),
    *("经济效益", "社会效益", "生态效益", "可持续影响", "服务对象满意度"),
)
_CODE_NOTE = "系统生成，导出时自动填写，不要改"
SOURCE = RowField("source", Kind.SOURCE)

FUND: FieldTable = (
    RowField("code", Kind.CODE, required=True, title="一级项目代号",
             note="小写字母和数字，最多 8 个；不填由系统按拼音首字母生成，定了不要改"),
    RowField("year", Kind.YEAR, required=True, title="预算年度", note="四位年份，例：2022", starred=True),
    RowField("name", required=True, title="一级项目名称", note="例：工业发展管理经费", starred=True),
    RowField("bureau", required=True, title="主管部门", note="例：江门市工业和信息化局", starred=True),
    RowField("unit", required=True, title="实施单位", note="没有下属单位的，与主管部门相同", starred=True),
    RowField("contact", title="联系人", note="可不填"),
    RowField("phone", title="联系电话", note="可不填"),
    SOURCE,
)  # fmt: skip
"""[fund]."""

CONTROL: FieldTable = (
    RowField("initial", Kind.AMOUNT, default=None, title="年初预算合计（万元）", note="可不填；填了就与各项目合计核对"),
    *(RowField(name, Kind.AMOUNT, default=None) for name in ("supplement", "adjusted", "spent")),
    *(RowField(name, Kind.COUNT, default=None) for name in ("projects", "indicators")),
)
"""[control]: what the rest must add up to."""

RESULTS: FieldTable = (RowField("on", Kind.DAY, default=None), SOURCE)
"""[results]: day and basis of every actual value that has none of its own."""

PROJECT: FieldTable = (
    RowField("project", Kind.CODE, key="code", required=True, title="代号", note=_CODE_NOTE, width=8),
    RowField("name", Kind.NAME, required=True, title="二级项目名称", note="全称，不写“（年中追加）”", width=34,
             starred=True, example="例：中博会经费"),
    RowField("short_name", title="简称", note="按钮上用，8 个字以内为好", example="中博会"),
    RowField("section", title="科室", note="负责的科室", example="中小企业科"),
    RowField("mid_year", Kind.FLAG, default=False, title="年中追加", note="是或否，不填为否", width=10,
             choices=(YES, NO), example=NO),
    RowField("goal", title="年度总体目标", width=36, example="组织企业参展，推动中小企业开拓市场"),
    RowField("achievement", title="目标完成情况", note="年底才填", width=30),
    RowField("reason"),
    RowField("remedy"),
    RowField("reported", Kind.FLAG, default=True, title="列入报告", note="报告表格里不列的填否，不填为是", width=10,
             choices=(YES, NO), example=YES),
    SOURCE,
    RowField("plan", Kind.MONTHS, default=()),
)  # fmt: skip
"""[[projects]]; its indicators stand in it."""

INDICATOR: FieldTable = (
    RowField("code", Kind.CODE, required=True, title="代号", note=_CODE_NOTE, width=9),
    RowField("level_one", title="一级指标", note="可不填，由二级指标推出", width=12,
             choices=("产出指标", "效益指标", "满意度指标"), example="产出指标"),
    RowField("level_two", required=True, title="二级指标", note="即指标类型，从下拉框选，也可照文件写", width=15,
             starred=True, choices=_LEVEL_TWO, example="数量指标"),
    RowField("name", required=True, title="三级指标", width=34, starred=True, example="参展企业数量"),
    RowField("target", required=True, title="目标值", note="照文件写：≧10次、100%、12月底前", width=16, starred=True,
             example="≧6家"),
    RowField("direction", Kind.CHOICE, default=None, enum=Direction, named=direction_named, title="指标性质",
             note="可不填，由目标值的符号、指标名称和类型推出；也可写正向、反向", width=10, choices=tuple(Direction)),
    RowField("actual", title="实际完成值", note="年底或补录以前年度才填，照实际写", width=16),
    RowField("reason", title="偏差原因", note="未达目标或明显超出时填", width=24),
    RowField("remedy", title="改进措施", width=24),
    RowField("weight", Kind.SCORE, default=None, title="分值", width=8, example="10",
             note="不填由系统平均分配；要填就把这个项目的都填上"),
    RowField("on", Kind.DAY, default=None),
    RowField("result", Kind.SOURCE),
    SOURCE,
    RowField("removed", Kind.FLAG, default=False, file=False, title="停用", note="不再考核的指标填是", width=8,
             choices=(YES, NO)),
)  # fmt: skip
"""One line of a project's `indicators`; `on` and `result` (result_basis, result_note) are of its actual value."""

BUDGET: FieldTable = (
    RowField("code", Kind.CODE, required=True),
    RowField("kind", Kind.CHOICE, required=True, enum=BudgetKind),
    RowField("on", Kind.DAY, required=True, title="批复日期", note="不填按年初 1 月 1 日计", width=13,
             example="1月1日"),
    RowField("document_number", title="文号", width=22, example="江财预〔2021〕15号"),
    RowField("id", Kind.ENTRY_ID),
    RowField("supplement", Kind.AMOUNT, default=Decimal(0)),
    SOURCE,
)  # fmt: skip
"""[[budget]]; its lines stand in it."""

SHARE: FieldTable = (RowField("project", required=True), RowField("amount", Kind.SIGNED, required=True))
"""One line of a budget event."""

GROUP: FieldTable = (RowField("code", Kind.CODE, required=True), SOURCE)
"""[[spending]]; may also say `on` and `purpose` for all its lines."""

SPENDING: FieldTable = (
    RowField("project", required=True),
    RowField("amount", Kind.AMOUNT, required=True),
    RowField("on", Kind.DAY, required=True),
    RowField("purpose", required=True),
    RowField("awaiting_supplement", Kind.FLAG, key="awaiting", default=False),
    RowField("id", Kind.ENTRY_ID),
)
"""One line of a [[spending]] group."""

DECLARED: FieldTable = (
    RowField("score", Kind.SCORE, required=True, title="自评得分", note="年底才填，也可以用 /declare；0 到 100"),
    RowField("grade", required=True, title="绩效等级", note="年底才填", choices=("优", "良", "中", "差"), strict=True),
    SOURCE,
)
"""[declared]."""


def picked(table: FieldTable, names: str) -> tuple[RowField, ...]:
    """The fields of these names, in this order."""
    by_name = {field.name: field for field in table}
    return tuple(by_name[name] for name in names.split())
