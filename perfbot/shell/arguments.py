"""What `python bot.py …` understands."""

from __future__ import annotations

import argparse
from datetime import date
from pathlib import Path

from perfbot.render.report.form_kinds import NAMES, SELF
from perfbot.render.terminal.shell import unknown_ending


def parser() -> argparse.ArgumentParser:
    """Every subcommand with its options; without one the bot runs."""
    top = argparse.ArgumentParser(
        prog="bot.py", description="perfbot: project money and performance indicators of a bureau, by Telegram."
    )
    top.add_argument("--data", type=Path, metavar="DIR", help="data folder, instead of PERFBOT_DATA_DIR")
    commands = top.add_subparsers(dest="command", metavar="COMMAND")
    commands.add_parser("run", help="run the bot (the default); without BOT_TOKEN the local sandbox")
    commands.add_parser("check", help="verify settings, data and connection, and say what is wrong")
    _files(commands)
    _answers(commands)
    return top


def _files(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    load = commands.add_parser("load", help="load a year book (.toml) or workbook (.xlsx) into the data folder")
    load.add_argument("file", type=Path)
    commands.add_parser("verify", help="find any edited, missing or reordered line in any file")
    commands.add_parser("mend", help="go on after damage: the longest sound copy in place, the bad file kept aside")
    backup = commands.add_parser("backup", help="make a backup and verify it")
    backup.add_argument("--out", type=Path, help="folder or file; default: backups/ in the data folder")
    for name, about in (("hide", "take a book loaded by mistake out of every list and post"), ("show", "undo hide")):
        hiding = commands.add_parser(name, help=about)
        hiding.add_argument("fund")
        hiding.add_argument("year", type=_year)
        if name == "hide":
            hiding.add_argument("--reason", required=True, type=_said)
    restore = commands.add_parser("restore", help="verify a backup and put it in place; the old data is kept aside")
    restore.add_argument("file", type=Path)


def _answers(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    report = _book_command(
        commands, "report", "the self-evaluation report", ("text", "docx", "html", "markdown", "pdf")
    )
    report.add_argument("--template", type=Path, help="a .docx of the bureau's own whose styles are used")
    _book_command(commands, "progress", "budget, spending and lights of every project", ("text",))
    _book_command(commands, "digest", "the weekly digest as of a date", ("text", "html", "markdown"))
    _book_command(commands, "score", "the computed score, line by line", ("text", "json"))
    _book_command(commands, "lint", "checks of how the indicators are set", ("text", "json"))
    _book_command(commands, "ready", "what is missing before the report can be handed in", ("text", "json"))
    form = _book_command(commands, "form", "the year's official forms", ("text", "json", "docx", "xlsx"))
    form.add_argument("--kind", choices=tuple(NAMES), default=SELF, help="; ".join(map(" ".join, NAMES.items())))
    form.add_argument("--project", default="", help="a project's code or part of its name")
    whole = "everything: all entries, budgets, indicators and trails; as zip with report, forms, year book and evidence"
    _book_command(commands, "export", whole, ("xlsx", "zip"), dated=False)


def _book_command(
    commands: argparse._SubParsersAction[argparse.ArgumentParser],
    name: str,
    about: str,
    formats: tuple[str, ...],
    *,
    dated: bool = True,
) -> argparse.ArgumentParser:
    command = commands.add_parser(name, help=about)
    command.add_argument("year", type=_year, nargs="?", default=None)
    command.add_argument("--fund", default="", help="the fund's code, where there are several")
    if dated:
        command.add_argument("--as-of", type=_day, default=None, metavar="YYYY-MM-DD")
    command.add_argument("--format", choices=formats, help=f"default: as --out ends, else {formats[0]}")
    command.add_argument("--out", type=Path, metavar="FILE", help="- or none: standard output")
    command.set_defaults(formats=formats)
    return command


def understood(arguments: list[str]) -> argparse.Namespace:
    """The arguments, with the format that the name of the file to write says where none was asked for."""
    top = parser()
    options = top.parse_args(arguments)
    options.typed = arguments
    formats = getattr(options, "formats", ())
    if formats and options.out == Path("-"):
        options.out = None
    if formats and options.format is None:
        ending = options.out.suffix.lower().removeprefix(".") if options.out else ""
        named = _ENDINGS.get(ending, ending or formats[0])
        if named not in formats:
            top.error(unknown_ending(options.out.name, options.command, formats))
        options.format = named
    return options


_ENDINGS = {"txt": "text", "md": "markdown", "htm": "html"}


def _said(typed: str) -> str:
    if not typed.strip():
        raise argparse.ArgumentTypeError("a reason in words")
    return typed.strip()


def _year(typed: str) -> int:
    if not (typed.isascii() and typed.isdigit() and len(typed) == 4):
        raise argparse.ArgumentTypeError(f"a year such as 2021, not {typed!r}")
    return int(typed)


def _day(typed: str) -> date:
    try:
        return date.fromisoformat(typed)
    except ValueError:
        raise argparse.ArgumentTypeError(f"a day such as 2021-06-30, not {typed!r}") from None
