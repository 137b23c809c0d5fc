"""The set-up workbook 建账表格 that an office fills in: its sheets and columns, with notes, choices and an example."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from perfbot.domain.books.members import Role
from perfbot.domain.books.sections import PLACES

YES, NO = "是", "否"
EXAMPLE_MARK = "例："
LINE_TITLES = ("项目", "填写内容", "说明")
MONTHS = tuple(range(1, 13))
MOST_ROWS = 1_000
"""Filled rows that are read of one sheet."""


class ColumnKind(Enum):
    """How a column's cells are read: words, 万元, a plain number, a day, 是/否."""

    TEXT = "text"
    AMOUNT = "amount"
    NUMBER = "number"
    DAY = "day"
    FLAG = "flag"


@dataclass(frozen=True, kw_only=True)
class SheetColumn:
    """A column (in 基本情况: a line) with its `choices`; `other` names the sheet whose first column is picked from."""

    key: str
    title: str
    note: str = ""
    width: int = 14
    kind: ColumnKind = ColumnKind.TEXT
    required: bool = False
    choices: tuple[str, ...] = ()
    other: str = ""
    example: str = ""
    strict: bool = False

    @property
    def head(self) -> str:
        """The heading as it stands in the file; what must be filled in carries a star."""
        return f"{self.title}*" if self.required else self.title


@dataclass(frozen=True)
class Sheet:
    """One sheet; `lines` means that its columns stand one below the other, with their notes beside."""

    key: str
    title: str
    columns: tuple[SheetColumn, ...]
    lines: bool = False

    def column(self, key: str) -> SheetColumn:
        """The column of this key; raises KeyError."""
        return next(column for column in self.columns if column.key == key)


ROLE_NAMES = {"管理员": Role.ADMIN, "经办人": Role.EDITOR, "查看": Role.VIEWER}
_AMOUNT, _NUMBER, _DAY, _FLAG = ColumnKind.AMOUNT, ColumnKind.NUMBER, ColumnKind.DAY, ColumnKind.FLAG
_LEVEL_TWO = (
    *("数量指标", "质量指标", "时效指标", "成本指标"),
    *("经济效益", "社会效益", "生态效益", "可持续影响", "服务对象满意度"),
)

FUND = Sheet(
    "fund",
    "基本情况",
    (
        SheetColumn(key="year", title="预算年度", note="四位年份，例：2022", kind=_NUMBER, required=True),
        SheetColumn(key="name", title="一级项目名称", note="例：工业发展管理经费", required=True),
        SheetColumn(key="bureau", title="主管部门", note="例：江门市工业和信息化局", required=True),
        SheetColumn(key="unit", title="实施单位", note="没有下属单位的，与主管部门相同", required=True),
        SheetColumn(key="contact", title="联系人", note="可不填"),
        SheetColumn(key="phone", title="联系电话", note="可不填"),
        SheetColumn(key="initial", title="年初预算合计（万元）", note="可不填；填了就与各项目合计核对", kind=_AMOUNT),
        SheetColumn(key="score", title="自评得分", note="年底才填，也可以用 /declare；0 到 100", kind=_NUMBER),
        SheetColumn(key="grade", title="绩效等级", note="年底才填", choices=("优", "良", "中", "差"), strict=True),
        SheetColumn(
            key="code", title="一级项目代号", note="小写字母和数字，最多 8 个；不填由系统按拼音首字母生成，定了不要改"
        ),
    ),
    lines=True,
)
PROJECTS = Sheet(
    "projects",
    "二级项目",
    (
        SheetColumn(
            key="name",
            title="二级项目名称",
            note="全称，不写“（年中追加）”",
            width=34,
            required=True,
            example="例：中博会经费",
        ),
        SheetColumn(key="short_name", title="简称", note="按钮上用，8 个字以内为好", width=14, example="中博会"),
        SheetColumn(key="section", title="科室", note="负责的科室", width=14, example="中小企业科"),
        SheetColumn(
            key="budget",
            title="预算金额（万元）",
            note="年初项目填年初预算；年中追加的填追加金额，还没批可空着，批了用 /adjust 登记",
            width=16,
            kind=_AMOUNT,
            example="20.00",
        ),
        SheetColumn(
            key="on",
            title="批复日期",
            note="不填按年初 1 月 1 日计",
            width=13,
            kind=_DAY,
            example="1月1日",
        ),
        SheetColumn(key="document_number", title="文号", width=22, example="江财预〔2021〕15号"),
        SheetColumn(
            key="mid_year",
            title="年中追加",
            note="是或否，不填为否",
            width=10,
            kind=_FLAG,
            choices=(YES, NO),
            example=NO,
        ),
        SheetColumn(
            key="reported",
            title="列入报告",
            note="报告表格里不列的填否，不填为是",
            width=10,
            kind=_FLAG,
            choices=(YES, NO),
            example=YES,
        ),
        SheetColumn(key="goal", title="年度总体目标", width=36, example="组织企业参展，推动中小企业开拓市场"),
        SheetColumn(key="achievement", title="目标完成情况", note="年底才填", width=30),
        SheetColumn(
            key="spent",
            title="实际支出（万元）",
            note="只在补录以前年度时填全年合计；本年度的支出在机器人里用 /spend 逐笔登记",
            width=16,
            kind=_AMOUNT,
        ),
        SheetColumn(key="code", title="代号", note="系统生成，导出时自动填写，不要改", width=8),
    ),
)
INDICATORS = Sheet(
    "indicators",
    "绩效指标",
    (
        SheetColumn(
            key="project",
            title="二级项目",
            note="从下拉框选，与“二级项目”表一致",
            width=30,
            required=True,
            other="projects",
            example="例：中博会经费",
        ),
        SheetColumn(
            key="level_one",
            title="一级指标",
            note="可不填，由二级指标推出",
            width=12,
            choices=("产出指标", "效益指标", "满意度指标"),
            example="产出指标",
        ),
        SheetColumn(
            key="level_two",
            title="二级指标",
            note="即指标类型，从下拉框选，也可照文件写",
            width=15,
            required=True,
            choices=_LEVEL_TWO,
            example="数量指标",
        ),
        SheetColumn(key="name", title="三级指标", width=34, required=True, example="参展企业数量"),
        SheetColumn(
            key="target",
            title="目标值",
            note="照文件写：≧10次、100%、12月底前",
            width=16,
            required=True,
            example="≧6家",
        ),
        SheetColumn(
            key="weight",
            title="分值",
            note="不填由系统平均分配；要填就把这个项目的都填上",
            width=8,
            kind=_NUMBER,
            example="10",
        ),
        SheetColumn(key="actual", title="实际完成值", note="年底或补录以前年度才填，照实际写", width=16),
        SheetColumn(key="reason", title="偏差原因", note="未达目标或明显超出时填", width=24),
        SheetColumn(key="remedy", title="改进措施", width=24),
        SheetColumn(key="removed", title="停用", note="不再考核的指标填是", width=8, kind=_FLAG, choices=(YES, NO)),
        SheetColumn(key="code", title="代号", note="系统生成，导出时自动填写，不要改", width=9),
    ),
)
_SPREAD = ("0", "0", "5", "5", "5", "10", "10", "10", "15", "15", "15", "20")
PLANS = Sheet(
    "plans",
    "用款计划",
    (
        SheetColumn(
            key="project",
            title="二级项目",
            note="每个项目一行；没有计划的项目不用填",
            width=30,
            required=True,
            other="projects",
            example="例：中博会经费",
        ),
        *(
            SheetColumn(
                key=f"m{month}",
                title=f"{month}月",
                note=f"到 {month} 月底累计用到多少（万元），填累计数，不是当月数",
                width=8,
                kind=_AMOUNT,
                required=True,
                example=amount,
            )
            for month, amount in zip(MONTHS, _SPREAD, strict=True)
        ),
    ),
)
TEXTS = Sheet(
    "texts",
    "文字部分",
    (
        SheetColumn(
            key="section",
            title="部分",
            note="报告里的位置，不要改",
            width=30,
            required=True,
            choices=tuple(PLACES.values()),
            example="例：四、项目主要做法和经验",
        ),
        SheetColumn(
            key="words",
            title="文字",
            note="一段一行，单元格里换行按 Alt+Enter；写不下可在下面加行。数字可写成空格位，由台账填上：{调整后预算}",
            width=100,
            example="我局高度重视资金管理工作……",
        ),
    ),
)
PEOPLE = Sheet(
    "people",
    "人员",
    (
        SheetColumn(key="name", title="姓名", width=12, required=True, example="例：张三"),
        SheetColumn(
            key="role",
            title="角色",
            note="经办人登记数据，查看只看，管理员即办公室",
            width=12,
            required=True,
            choices=tuple(ROLE_NAMES),
            strict=True,
            example="经办人",
        ),
        SheetColumn(key="section", title="科室", width=14, example="中小企业科"),
        SheetColumn(
            key="projects",
            title="负责的项目",
            note="二级项目的名称或简称，几个之间用顿号；不填表示全部",
            width=34,
            example="中博会、工业设计大赛",
        ),
        SheetColumn(
            key="reviews", title="审核的科室", note="审核哪些科室的完成值，几个之间用顿号；没有就不填", width=18
        ),
        SheetColumn(
            key="telegram",
            title="Telegram ID",
            note="数字，知道就填，直接加入；不填则生成邀请链接",
            width=16,
            kind=_NUMBER,
        ),
    ),
)
SHEETS = (FUND, PROJECTS, INDICATORS, PLANS, TEXTS, PEOPLE)
