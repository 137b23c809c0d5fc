"""What the shell says to the IT person on duty."""

from __future__ import annotations

from collections.abc import Sequence

from perfbot.domain.books.keys import BookKey


def no_such_book(year: int | None, fund: str, known: Sequence[BookKey]) -> str:
    """No such book, and what there is instead."""
    there = "、".join(f"{key.year}（--fund {key.fund}）" for key in known) or "无"
    return f"没有 {year or '任何'} 年度{f'、一级项目 {fund} ' if fund else ''}的台账。现有：{there}"


def several_books(year: int, known: Sequence[BookKey]) -> str:
    """More than one fund in the year."""
    return f"{year} 年度有多个一级项目，请用 --fund 指定：" + "、".join(key.fund for key in known)


def loaded(name: str, key: BookKey, entries: int, projects: int, indicators: int) -> str:
    """A file was loaded as a new book."""
    return (
        f"已装入 {name}：{key.year} 年度 {key.fund}，{projects} 个二级项目，{indicators} 项指标，共 {entries} 条记录。"
    )


def loaded_more(name: str, key: BookKey, added: int, differing: Sequence[int]) -> str:
    """A file was loaded into a book that existed."""
    text = f"{name} 对应的台账（{key.year} 年度 {key.fund}）已存在，"
    text += f"新增 {added} 条记录。" if added else "没有新内容，未作改动。"
    if differing:
        numbers = "、".join(str(number) for number in differing[:20])
        text += f"\n以下记录与文件现在的写法不同，已记录的不会被文件改写（请用机器人更正）：第 {numbers} 号。"
    return text


def workbook_loaded(name: str, key: BookKey, entries: int, invited: Sequence[str]) -> str:
    """A set-up workbook was loaded."""
    text = f"已装入 {name}：{key.year} 年度 {key.fund}，"
    text += f"共 {entries} 条记录。" if entries else "表格和台账一致，没有新内容。"
    if invited:
        text += f"\n以下人员没有填 Telegram ID，请在机器人里用 /invite 邀请：{'、'.join(invited)}。"
    return text


def key_is_hidden(key: BookKey, name: str, reason: str) -> str:
    """The file is for a book that is hidden."""
    there = f"{key.year}年{name}（{key}）已隐藏（{reason}），文件没有装入。"
    return f"{there}请先用 bot.py show {key.fund} {key.year} 恢复显示，再装入这个文件，只补改有差别的。"


def hidden(key: BookKey) -> str:
    """A book is in no list any more."""
    return f"已隐藏 {key.year} 年度 {key.fund}：列表、报告、周报、预警里不再出现，数据、校验和备份照常。恢复用 show。"


def shown_again(key: BookKey) -> str:
    """A book is in the lists again."""
    return f"已恢复显示 {key.year} 年度 {key.fund}。"


def not_utf8(name: str) -> str:
    """A text file in another encoding, as old editors write it."""
    return f"{name} 不是 UTF-8 编码，没有装入任何内容。请用记事本打开，“另存为”时编码选 UTF-8，再装入一次。"


def other_format(name: str) -> str:
    """A file of Word, WPS or PDF, which no editor of texts can turn into what is loaded."""
    return (
        f"{name} 不是可以装入的格式，没有装入任何内容。"
        "这里只装入两种文件：从 /setup 下载的 .xlsx 表格，和 .toml 年度账册。\n"
        "WPS、旧版 Excel 的表格（.et、.xls）：打开后点“文件—另存为”，类型选“Excel 工作簿（*.xlsx）”，再装入一次。\n"
        "以前的自评报告：另存为 .docx，在机器人里用 /setup 发送，可以读成表格。"
    )


def created(folder: str) -> str:
    """A new data folder."""
    return f"已新建数据目录 {folder}。"


def started_empty(folder: str) -> str:
    """To the administrators: there was no data, so that everything begins anew."""
    return (
        f"ℹ️ 已新建空的数据目录 {folder}，还没有任何台账和成员。\n"
        "第一次使用：发送 /start。\n"
        "⚠️ 如果以前已有数据，说明原来的目录不在原处（例如磁盘没有挂载）："
        "请立即停止机器人，核对 PERFBOT_DATA_DIR 后再启动。"
    )


def started_mended(files: Sequence[tuple[str, str]]) -> str:
    """To the administrators: files were damaged or gone, and copies that hold everything stand in their place."""
    put_right = [f"· {file}：{f'坏文件保留为 {kept}' if kept else '原文件不见了，或是空的'}" for file, kept in files]
    return (
        "⚠️ 启动时发现数据文件损坏，已自动换上完好的副本，机器人照常使用：\n"
        + "\n".join(put_right)
        + "\n已逐行核对：确认过的登记一条不少，无需补记。请检查服务器硬盘，并执行 python bot.py verify。"
    )


def refused(what: str) -> str:
    """A command of the file was refused by the rules of the book."""
    return f"没有装入任何内容：{what}"


def verified(files: int, lines: int, backups: int) -> str:
    """Nothing wrong."""
    beside = f"；{backups} 份备份也完好" if backups else ""
    return f"校验通过：{files} 个文件，{lines} 行，全部完整{beside}。"


def findings(found: Sequence[str]) -> str:
    """What is wrong, line by line."""
    return f"发现 {len(found)} 处问题：\n" + "\n".join(f"  {item}" for item in found)


def strays(names: Sequence[str]) -> str:
    """Files in the data folder that are not ours."""
    return f"另有 {len(names)} 个不属于 perfbot 的文件，没有使用也没有改动，可移到别处：{'、'.join(names[:20])}"


def not_the_owner(folder: str, owner: str, user: str, command: str) -> str:
    """Somebody other than the folder's owner runs a command; nothing was done."""
    return (
        f"数据目录 {folder} 属于用户 {owner}，现在的用户是 {user}：这样写出的文件机器人会读不了。没有执行任何操作。\n"
        f"请改用该用户执行：\n  {command}"
    )


def backed_up(path: str) -> str:
    """A backup was made and verified."""
    return f"备份已完成并校验：{path}"


def restored(path: str, kept: str) -> str:
    """A backup is in place."""
    return f"已从 {path} 恢复。" + (f"原有数据保留在 {kept}。" if kept else "")


def good(what: str) -> str:
    """One line of a check that is in order."""
    return f"✔ {what}"


def doubtful(what: str) -> str:
    """One line of a check about what works now and will not for long."""
    return f"⚠ {what}"


def bad(what: str) -> str:
    """One line of a check that is not."""
    return f"✘ {what}"


CHECK_SETTINGS = "设置读取正常"
CHECK_SANDBOX = "未设置 BOT_TOKEN：将运行本地沙盒"
CHECK_NO_DATA = "数据目录尚未建立（首次运行会自动新建，或用 python bot.py load 文件 装入年度数据）"
CHECK_RULES = "评分与监控规则、Word 模板正常"
CHECK_PING = "心跳监测：每次定时任务成功后通知一次"
CHECK_NO_GROUP = "未设置 PERFBOT_GROUP_CHAT_ID：不会向群里发送周报和预警"


def check_data(folder: str, books: Sequence[BookKey]) -> str:
    """The data folder opens."""
    return f"数据目录 {folder} 正常，台账：" + ("、".join(map(str, books)) or "无")


def check_connection(username: str, url: str) -> str:
    """Telegram answers."""
    return f"已连接 {url}，机器人 @{username}"


def check_group(title: str) -> str:
    """The group is there."""
    return f"工作群：{title}"


def check_mirror(name: str) -> str:
    """A robot of another service gets copies of digests and warnings."""
    return f"周报、预警和月报同步转发到{name}"


def no_connection(kind: str, url: str, *, own_server: bool, proxied: bool) -> str:
    """Telegram does not answer, or does not know the bot; `kind` is the name of the error."""
    if kind in ("InvalidToken", "EndPointNotFound"):
        doubt = f"如果令牌没错，请核对 BOT_API_URL（{url}）是不是 Bot API 服务器的根地址。" if own_server else ""
        return invalid_token() + doubt
    way = "请检查 BOT_PROXY 的代理是否可用" if proxied else "请检查本机网络；需要代理时填写 BOT_PROXY"
    return f"连不上 {url}（{kind}）。{way}。"


def no_group(group: int, why: str) -> str:
    """The bot does not see the work group."""
    return f"PERFBOT_GROUP_CHAT_ID：机器人看不到群 {group}（{why}）。请核对编号，并先把机器人拉进这个群。"


def not_in_group(title: str) -> str:
    """The bot was put out of the work group, or may not write there."""
    return f"工作群“{title}”：机器人不在群里，或者被禁止发言，周报和预警发不出去。请把它拉进群并允许发言。"


def file_trouble(path: str, why: str) -> str:
    """A file named on the command line cannot be read or written."""
    return f"{path}：{_FILES.get(why, why)}。"


_FILES = {
    "No such file or directory": "没有这个文件或文件夹",
    "Permission denied": "没有权限",
    "Is a directory": "这是文件夹，这里要的是文件",
    "Not a directory": "路径中有一段不是文件夹",
    "No space left on device": "磁盘满了",
    "Read-only file system": "磁盘是只读的",
}


def sandbox_ready(url: str, folder: str) -> str:
    """The sandbox runs."""
    return f"沙盒已启动：{url}\n用浏览器打开即可试用（不需要 Telegram 账号）。数据在 {folder}，按 Ctrl+C 结束。"


def running(username: str) -> str:
    """The bot runs."""
    return f"perfbot 已启动：@{username}。按 Ctrl+C 停止。"


def invalid_token() -> str:
    """Telegram does not know the token; the token itself is never repeated."""
    return "BOT_TOKEN 无效：Telegram 不认识这个令牌。请在 @BotFather 处核对后写入 .env。"


_LISTENING = {
    "Address already in use": "端口已被别的程序占用",
    "Cannot assign requested address": "本机没有这个地址",
    "Permission denied": "没有权限使用这个端口（1024 以下的端口需要特权）",
}


def cannot_listen(where: str, why: str, settings: Sequence[str]) -> str:
    """The machine does not give us the address or the port."""
    return f"无法在 {where} 上监听：{_LISTENING.get(why, why)}。请修改 {' 或 '.join(settings)}，或停止占用它的程序。"


def no_such_project(words: str) -> str:
    """--project names none or several."""
    return f"“{words}”没有对应到唯一的二级项目，请写全一些。"


def bad_template(why: str) -> str:
    """The template, of the setting or of the command line, is no usable Word file."""
    return f"Word 模板（PERFBOT_TEMPLATE 或 --template）：{why}"


def no_place_in_template() -> str:
    """The template has words and no place for the report's."""
    return (
        "⚠ PERFBOT_TEMPLATE：模板正文里没有 {{正文}}，生成报告时模板自己的文字会全部换掉（页眉页脚和样式保留）。"
        "要保留红头、抄送等，请在放报告的地方单独写一行 {{正文}}（不能放在文本框里）。"
    )


def no_pdf() -> str:
    """This machine makes no PDF."""
    return "本机没有安装 LibreOffice，不能生成 PDF。请改用 --format docx，在 Word 或 WPS 里另存为 PDF。"


def pdf_failed(why: str) -> str:
    """LibreOffice gave no PDF."""
    return f"没有生成 PDF：{why}。请改用 --format docx。"


def unknown_ending(name: str, command: str, formats: Sequence[str]) -> str:
    """The file to write ends as no format does."""
    endings = "、".join(f"{form}（.{SUFFIXES.get(form, form)}）" for form in formats)
    return f"{name}：{command} 没有这种格式，可以写的有：{endings}。请改文件名，或用 --format 指定格式。"


SUFFIXES = {"text": "txt", "markdown": "md"}


def nothing_to_mend() -> str:
    """Every file is sound."""
    return "所有文件都完好，无需修复。"


def noted_anew() -> str:
    """The side file with the journals' ends was lost and is there again."""
    return "heads：记录的文件末尾丢失或读不出来，已按现有文件重新建立。各文件末尾是否缺行无法核对，请核对最近的登记。"


def mended(file: str, had: int | None, has: int, kept: str) -> str:
    """A damaged file was put right as far as a copy allowed."""
    lost = "" if had is None or has >= had else f"，有 {had - has} 行没能恢复，请核对后补记"
    aside = f"；坏文件保留为 {kept}" if kept else ""
    return f"{file}：已恢复到 {has} 行{lost}{aside}。"
