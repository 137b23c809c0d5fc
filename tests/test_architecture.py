"""The house rules that a machine can hold: arrows, the clock, the words, the settings and the commands."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parent.parent
SOURCES = sorted([ROOT / "bot.py", *(ROOT / "perfbot").rglob("*.py"), *(ROOT / "schedules").rglob("*.py")])
PURE = {"domain", "forms", "render"}

ARROWS: dict[str, set[str]] = {
    "domain": {"domain"},
    "forms": {"domain", "forms"},
    "render": {"domain", "render", "forms"},
    "store": {"domain", "store"},
    "years": {"domain", "years"},
    "workbooks": {"domain", "years", "workbooks"},
    "ledger": {"domain", "store"},
    "office": {"domain", "store", "identity"},
    "drafts": {"forms", "store"},
    "evidence": {"ledger", "store"},
    "posts": {"domain", "store"},
    "backups": {"store"},
    "export": {"domain", "render", "years", "evidence"},
    "handlers": {
        "domain",
        "forms",
        "render",
        "handlers",
        "ledger",
        "office",
        "drafts",
        "delivery",
        "posts",
        "evidence",
        "identity",
        "years",
        "workbooks",
        "backups",
        "export",
    },
    "schedules": {"domain", "render", "schedules", "ledger", "office", "drafts", "posts"},
}
"""Which rooms each room may import from; rooms not named here (bot.py, app, intake, delivery…) wire the others."""

OUTSIDERS: dict[str, set[str]] = {
    "telegram": {"handlers", "intake", "delivery", "app", "sandbox", "bot", "shell"},
    "tinydb": {"store"},
    "apscheduler": {"schedules"},
    "tabulate": {"render"},
    "docx": {"render", "workbooks"},
    "httpx": {"delivery"},
    "aiohttp": {"delivery"},
    "tornado": {"sandbox", "health"},
    "PIL": {"render", "sandbox"},
    "openpyxl": {"render", "workbooks"},
    "pypinyin": {"forms"},
    "chinese_calendar": {"schedules"},
    "prometheus_client": {"health"},
}
"""Which rooms may know each library."""

CHINESE_ROOMS = {"render", "forms", "sandbox", "years"}
GRAMMARS = re.compile(
    r"perfbot/domain/(money|amount_grammar|blanks|numerals|dates|values|value_\w+|units|judgement\w*|judging\w*|qualitative\w*"
    r"|taxonomy|setup_\w+|deadlines\w*|sections)\.py$"
)
"""Pure readers of what people write, and the sentences that `InvalidAmount`, `InvalidDate` and `Judgement` carry."""


def room_of(path: Path) -> str:
    """The room a file stands in: perfbot/domain/x.py → domain, perfbot/delivery/errors.py → delivery."""
    parts = path.relative_to(ROOT).with_suffix("").parts
    if parts[0] != "perfbot":
        return parts[0]
    return "perfbot" if path == ROOT / "perfbot" / "__init__.py" else parts[1]


def named(paths: Iterable[Path]) -> list[str]:
    """Files as a failure names them."""
    return [str(path.relative_to(ROOT)) for path in paths]


@cache
def parsed(path: Path) -> ast.Module:
    """What a file says."""
    return ast.parse(path.read_text("utf-8"))


@cache
def imported(path: Path) -> set[str]:
    """The modules that a file imports anywhere in it."""
    names: set[str] = set()
    for node in ast.walk(parsed(path)):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names.add(node.module)
            if node.module == "perfbot":
                names |= {f"perfbot.{alias.name}" for alias in node.names}
    return names


def rooms_imported(path: Path) -> set[str]:
    """The rooms of ours that a file imports from."""
    found: set[str] = set()
    for name in imported(path):
        parts = name.split(".")
        if parts[0] == "perfbot" and len(parts) > 1:
            found.add(parts[1])
        elif parts[0] == "schedules":
            found.add("schedules")
    return found


def test_each_room_knows_only_the_rooms_the_drawing_gives_it() -> None:
    drawn = {path: ARROWS[room_of(path)] for path in SOURCES if room_of(path) in ARROWS}
    strangers = {str(path.relative_to(ROOT)): rooms_imported(path) - known for path, known in drawn.items()}
    assert {path: rooms for path, rooms in strangers.items() if rooms} == {}


def test_each_library_is_known_only_where_it_belongs() -> None:
    uses = [(name.split(".")[0], path) for path in SOURCES for name in imported(path)]
    strangers = [(name, path) for name, path in uses if name in OUTSIDERS and room_of(path) not in OUTSIDERS[name]]
    assert [f"{name} in {path.relative_to(ROOT)}" for name, path in strangers] == []


def test_the_domain_needs_only_the_standard_library() -> None:
    import sys

    for path in SOURCES:
        if room_of(path) == "domain":
            strange = {name.split(".")[0] for name in imported(path)} - set(sys.stdlib_module_names) - {"perfbot"}
            assert not strange, f"{path}: {strange}"


def test_every_room_stands_in_the_drawing() -> None:
    page = (ROOT / "ARCHITECTURE.md").read_text("utf-8")
    table = page[page.index("| room |") : page.index("## Two flows")]
    rooms = {path.relative_to(ROOT / "perfbot").parts[0] for path in SOURCES if path.is_relative_to(ROOT / "perfbot")}
    rooms -= {"__init__.py"}
    assert {room for room in rooms if f"{room}`" not in table and f"{room}/`" not in table} == set()


CLOCKS = re.compile(r"\b(datetime\.now|datetime\.utcnow|datetime\.today|date\.today|time\.time|time\.localtime)\(")


def test_only_bot_py_reads_the_clock() -> None:
    readers = [str(p.relative_to(ROOT)) for p in SOURCES if CLOCKS.search(p.read_text("utf-8"))]
    assert readers in ([], ["bot.py"])


def test_only_settings_reads_the_environment() -> None:
    readers = {
        str(p.relative_to(ROOT)) for p in SOURCES if re.search(r"\bos\.(environ|getenv)\b", p.read_text("utf-8"))
    }
    assert readers <= {"perfbot/settings.py", "bot.py"}


def chinese_literals(path: Path) -> list[str]:
    """String literals with Chinese in them that are neither docstrings nor comments."""
    tree = parsed(path)
    statements = [node.value for node in ast.walk(tree) if isinstance(node, ast.Expr)]
    docstrings = {id(node) for node in statements if isinstance(node, ast.Constant)}
    return [
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and id(node) not in docstrings
        and re.search(r"[\u4e00-\u9fff]", node.value)
    ]


def test_the_bots_words_stand_in_render_and_forms() -> None:
    wordless = [path for path in SOURCES if room_of(path) not in CHINESE_ROOMS and not GRAMMARS.search(path.as_posix())]
    words = {str(path.relative_to(ROOT)): chinese_literals(path) for path in wordless}
    assert {path: found for path, found in words.items() if found} == {}


def test_every_module_opens_with_a_sentence_on_what_it_is_for() -> None:
    assert named(path for path in SOURCES if not ast.get_docstring(parsed(path))) == []


def test_no_file_is_two_rooms_in_one() -> None:
    assert named(path for path in SOURCES if len(path.read_text("utf-8").splitlines()) > 300) == []


def test_every_command_is_answered_and_stands_in_the_readme() -> None:
    from perfbot.handlers.routes import COMMAND_ROUTES
    from perfbot.render.commands import COMMANDS, Topic

    assert {command.name for command in COMMANDS} == set(COMMAND_ROUTES)
    rows = (ROOT / "README.md").read_text("utf-8").splitlines()
    table = {row.split("|")[1].split()[-1]: set(re.findall(r"`/(\w+)`", row)) for row in rows if row.startswith("| ")}
    for topic in Topic:
        assert table.get(topic.value) == {command.name for command in COMMANDS if command.topic is topic}


def test_no_test_is_switched_off() -> None:
    pattern = re.compile(r"mark\.(skip|xfail)|pytest\.skip\(|\bskipif\b")
    off = [p for p in (ROOT / "tests").rglob("*.py") if p != Path(__file__) and pattern.search(p.read_text("utf-8"))]
    assert off == []


PRIVATE = ROOT / "perfbot" / "intake" / "ptb_private.py"
"""The one file that may touch what python-telegram-bot keeps to itself."""


def is_private(name: str | None) -> bool:
    """One underscore in front; names with two are Python's own."""
    return name is not None and name.startswith("_") and not name.startswith("__")


def telegrams_classes(tree: ast.Module) -> list[ast.ClassDef]:
    """Classes with a parent from python-telegram-bot, or from the file that stands for its private parts."""
    sources = [node for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) and node.module]
    parents = {
        alias.asname or alias.name
        for node in sources
        if (node.module or "").split(".")[0] == "telegram" or (node.module or "").endswith(PRIVATE.stem)
        for alias in node.names
    }
    classes = [node for node in ast.walk(tree) if isinstance(node, ast.ClassDef)]
    return [one for one in classes if any(isinstance(base, ast.Name) and base.id in parents for base in one.bases)]


def private_names(tree: ast.Module) -> set[str]:
    """Private attributes of others, private modules, and those of a parent in a class made from telegram's."""
    attributes = [node for node in ast.walk(tree) if isinstance(node, ast.Attribute) and is_private(node.attr)]
    own = {id(node) for node in attributes if isinstance(node.value, ast.Name) and node.value.id in ("self", "cls")}
    found = {ast.unparse(node) for node in attributes if id(node) not in own}
    for made in telegrams_classes(tree):
        inside = list(ast.walk(made))
        given = {node.attr for node in inside if isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Store)}
        given |= {node.name for node in inside if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)}
        used = {node.attr for node in inside if id(node) in own and isinstance(node, ast.Attribute)}
        found |= {f"self.{name}" for name in used - given}
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] == "telegram":
            names = [*(node.module or "").split("."), *(alias.name for alias in node.names)]
            found |= {f"{node.module}" for name in names if is_private(name)}
    return found | set(re.findall(r"telegram(?:\.\w+)*\._\w+", ast.unparse(tree)))


def test_what_python_telegram_bot_keeps_to_itself_is_touched_in_one_file_that_names_it() -> None:
    knowing = [path for path in SOURCES if any(name.split(".")[0] == "telegram" for name in imported(path))]
    knowing += [path for path in SOURCES if any(PRIVATE.stem in name for name in imported(path))]
    touched = {path: private_names(parsed(path)) - {"os._exit"} for path in knowing}
    assert named(path for path, names in touched.items() if names) == [str(PRIVATE.relative_to(ROOT))]
    page = ast.get_docstring(parsed(PRIVATE)) or ""
    assert {name for name in touched[PRIVATE] if name.split(".")[-1] not in page} == set()


def test_a_private_part_is_seen_however_it_is_reached() -> None:
    for code in (
        "from telegram.ext._utils import networkloop",
        "from telegram import _bot",
        "import telegram\nx = telegram.ext._updater",
        "def f(bot): return bot._request",
        "from telegram.ext import AIORateLimiter\nclass A(AIORateLimiter):\n    def f(self): return self._run_request",
    ):
        assert private_names(ast.parse(code)), code
    ours = "from telegram.request import BaseRequest\nclass A(BaseRequest):\n    def a(self): self._x = self._y()\n"
    assert private_names(ast.parse(f"{ours}    def _y(self): return 1")) == set()
