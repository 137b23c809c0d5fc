"""A report as long as the 2021 one (13 projects, 44 indicators), made up for the rendering tests."""

from __future__ import annotations

from perfbot.render.document import (
    Align,
    Block,
    Column,
    Details,
    Document,
    Heading,
    Items,
    Row,
    Table,
    Title,
    document,
    inline,
    paragraph,
    table,
)

PROJECTS = (
    ("项目评审验收", "97.00", "93.77"),
    ("无线电监管专项经费", "119.00", "117.57"),
    ("无线电监测大楼运维", "29.00", "25.24"),
    ("民营经济工作经费", "85.00", "84.88"),
    ("实施工业立市战略工作经费", "144.00", "140.12"),
    ("工业节能及淘汰落后产能工作经费", "13.00", "12.87"),
    ("工业设计大赛经费", "150.00", "150.00"),
    ("中博会经费", "20.00", "19.60"),
    ("“5+N”产业集群发展大会工作经费（年中追加）", "41.95", "41.95"),
    ("产业链研究工作经费（年中追加）", "130.00", "130.00"),
    ("江门市战略性产业集群研究编制经费（年中追加）", "30.00", "30.00"),
    ("推动江门大型产业集聚区建设工作经费（年中追加）", "234.25", "233.94"),
    ("先进制造业集群竞赛专项经费（年中追加）", "34.50", "34.50"),
)
INDICATORS_A_PROJECT = (3, 4, 3, 5, 4, 3, 4, 3, 2, 3, 3, 4, 3)
KINDS = (
    ("数量指标", "政策宣讲活动次数", "≧3场次", "3场次"),
    ("质量指标", "审核标准规范性", "100%", "100%"),
    ("时效指标", "按期完成率", "≧90%", "100%"),
    ("服务对象满意度", "无线电使用单位满意度", "≧90%", "100%"),
    ("经济效益", "2021年江门大型产业集聚区完成规上工业总产值", "2000亿元", "3199亿元"),
)
LAWS = tuple(
    f"关于印发《江门市工业和信息化局职能配置内设机构和人员编制规定》的通知（江府〔2020〕{number} 号）"
    for number in range(1, 20)
)
LONG = (
    "我局高度重视资金管理工作，在部门预算调整、资金下达、部门预算执行及项目后期绩效评价过程中，凡属于“三重一大”的事项均通过集体研究决策。"
    "特别是在预算执行方面，加强项目执行过程监控，实现全过程管理，确保项目资金使用合理、合规。同时，为适应新时代对财务支出管理的要求，"
    "我局认真梳理本单位各类经济活动的业务流程，系统分析经济活动风险，在此基础上根据国家有关规定健全单位各项内部管理制度。"
)


def money_table() -> Table:
    rows = [Row(("工业发展管理经费" if index == 0 else "", *project)) for index, project in enumerate(PROJECTS)]
    rows.append(Row(("", "合计", "1127.70", "1114.44"), total=True))
    columns = (
        "一级项目",
        Column("二级项目", weight=3),
        Column("预算金额", Align.RIGHT),
        Column("实际支出金额", Align.RIGHT),
    )
    return table(columns, rows, caption="2021年工业发展管理经费预算安排及使用情况表", unit="万元", merge_down=(0,))


def indicator_table() -> Table:
    rows = []
    for (name, *_), count in zip(PROJECTS, INDICATORS_A_PROJECT, strict=True):
        rows += [(name if index == 0 else "", *KINDS[index]) for index in range(count)]
    columns = (
        Column("二级项目", weight=3),
        Column("指标类型", weight=2),
        Column("三级指标", weight=3),
        Column("目标值", Align.CENTER, 2),
        Column("实际完成值", Align.CENTER, 2),
    )
    return table(columns, rows, merge_down=(0,))


def report(*more: Block) -> Document:
    """The whole report in the source's order."""
    return document(
        Title("2021年工业发展管理经费项目支出绩效自评报告"),
        Heading("一、项目概况"),
        Heading("（一）设立背景", 2),
        LONG,
        Heading("（二）立项依据", 2),
        Items(tuple(map(inline, LAWS)), numbered=True),
        Heading("（三）预算安排及使用情况", 2),
        "2021年工业发展管理经费下设二级项目有13个，具体是：",
        money_table(),
        paragraph("注：支出率按 1114.44 ÷ 1127.70 计算。", note=True),
        Heading("二、项目组织实施情况"),
        Heading("1、资金管理。", 3),
        LONG + LONG,
        Heading("三、项目绩效情况"),
        indicator_table(),
        Heading("四、项目主要做法和经验"),
        LONG,
        Heading("五、存在问题及建议"),
        Details("改进措施", (paragraph(LONG), Items((inline("加强项目进度管控"), inline("加强绩效培训"))))),
        Heading("六、项目自评结论及得分"),
        "绩效自评分数为97分，绩效等级为优。",
        *more,
        title="2021年工业发展管理经费项目支出绩效自评报告",
    )
