"""The program rules that a machine can hold: arrows, the clock, the words, the settings and the commands."""

from __future__ import annotations

import ast
import re
from collections import Counter
from collections.abc import Iterable
from functools import cache
from pathlib import Path

from perfbot.forms.engine.buttons import Press
from perfbot.render.presses import CommandPress, PagePress

ROOT = Path(__file__).parent.parent
SOURCES = sorted([ROOT / "bot.py", *(ROOT / "perfbot").rglob("*.py"), *(ROOT / "schedules").rglob("*.py")])
PURE = {"domain", "forms", "render"}

_DOMAIN_BELOW = {"domain", "domain.amounts", "domain.books", "domain.indicators", "domain.values"}
_RENDER_BELOW = {"domain", "render", "render.places", "text_width"}

ARROWS: dict[str, set[str]] = {
    "domain": {"domain", "domain.amounts"},
    "domain.amounts": set(),
    "domain.values": {"domain.amounts"},
    "domain.books": {"domain.amounts", "domain.values"},
    "domain.indicators": {"domain.books", "domain.values"},
    "domain.monitoring": _DOMAIN_BELOW,
    "domain.evaluation": _DOMAIN_BELOW | {"domain.monitoring"},
    "domain.previews": {"domain.books", "domain.indicators", "domain.values"},
    "domain.posts": {"domain.books", "domain.monitoring"},
    "domain.setup": _DOMAIN_BELOW | {"domain.evaluation"},
    "forms": {"domain", "forms", "forms.engine", "text_width"},
    "forms.engine": {"domain", "text_width"},
    "render": {"domain", "render", "text_width"},
    "render.places": {"render", "text_width"},
    "render.charts": {"domain", "render"},
    "render.docx": _RENDER_BELOW,
    "render.chat": _RENDER_BELOW | {"forms.engine"},
    "render.figures": _RENDER_BELOW | {"render.charts", "render.chat"},
    "render.office": _RENDER_BELOW | {"render.chat"},
    "render.posts": _RENDER_BELOW | {"render.charts", "render.figures"},
    "render.report": _RENDER_BELOW | {"render.chat", "render.docx", "render.figures"},
    "render.export": _RENDER_BELOW | {"render.chat", "render.office", "render.report"},
    "render.terminal": _RENDER_BELOW | {"render.chat", "render.posts"},
    "store": {"domain", "store"},
    "store.files": {"store"},
    "store.tiny": {"store", "store.files"},
    "years": {"domain", "years", "toml_lines"},
    "years.sheets": {"domain", "years", "toml_lines"},
    "years.reports": {"domain", "years", "years.sheets"},
    "workbooks": {"domain", "years", "workbooks"},
    "records": {"domain", "forms.engine", "store", "store.files", "identity"},
    "papers": {"domain", "render"},
    "setting_up": {"domain", "forms", "years", "workbooks", "records"},
    "export": {"domain", "render", "years", "records", "papers"},
    "delivery": {"domain", "render", "delivery", "fair_locks", "settings_values"},
    "intake": {"delivery", "intake", "accepting", "fair_locks", "message_words"},
    "handlers": {
        "domain",
        "forms",
        "render",
        "handlers",
        "records",
        "delivery",
        "identity",
        "message_words",
        "years",
        "workbooks",
        "export",
        "papers",
        "setting_up",
    },
    "schedules": {"domain", "render", "schedules", "records", "toml_lines"},
}
"""Which rooms and wings each may import from; a room's name alone stands for its wings too where it is another room.

Within a room the arrows between wings run one way. Rooms not named here (bot.py, wiring, shell) wire the others.
"""

OUTSIDERS: dict[str, set[str]] = {
    "telegram": {"handlers", "intake", "delivery", "wiring", "sandbox", "bot", "shell"},
    "tinydb": {"store.tiny"},
    "apscheduler": {"schedules"},
    "tabulate": {"render.places"},
    "docx": {"render.docx", "render.report", "workbooks"},
    "httpx": {"delivery"},
    "aiohttp": {"delivery"},
    "tornado": {"sandbox", "health"},
    "PIL": {"render.charts", "sandbox"},
    "openpyxl": {"render", "render.export", "render.report", "workbooks"},
    "pypinyin": {"forms", "forms.engine"},
    "chinese_calendar": {"schedules"},
    "prometheus_client": {"health"},
}
"""Which rooms may know each library."""

CHINESE_ROOMS = {"render", "forms", "sandbox", "years"}
GRAMMARS = re.compile(
    r"perfbot/domain/(amounts/\w+|values/\w+|setup/\w+|indicators/taxonomy|books/sections|evaluation/(blanks|own_figures))\.py$"
)
"""Pure readers of what people write, and the sentences that `InvalidAmount`, `InvalidDate` and `Judgement` carry."""


def room_of(path: Path) -> str:
    """The room a file stands in: perfbot/domain/x.py → domain, perfbot/delivery/errors.py → delivery."""
    return place_of(path).split(".")[0]


def place_of(path: Path) -> str:
    """The room, or the wing of one: perfbot/render/docx/base.py → render.docx, perfbot/export.py → export."""
    parts = path.relative_to(ROOT).with_suffix("").parts
    if parts[0] != "perfbot" or (parts[-1] == "__init__" and len(parts) == 2):
        return parts[0]
    return parts[1] if len(parts) < 4 or parts[1] == "sandbox" else ".".join(parts[1:3])


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
            names |= {_module(node.module, alias.name) for alias in node.names}
    return names


def _module(package: str, name: str) -> str:
    """What `from package import name` imports: the module of that name where there is one, else the package."""
    inside = ROOT / package.replace(".", "/") / name
    return f"{package}.{name}" if inside.with_suffix(".py").exists() or inside.is_dir() else package


def places_imported(path: Path) -> set[str]:
    """The rooms and wings of ours that a file imports from."""
    return {place_of(_file(name)) for name in imported(path) if name.split(".")[0] in ("perfbot", "schedules")}


def _file(module: str) -> Path:
    place = ROOT / module.replace(".", "/")
    return place / "__init__.py" if place.is_dir() else place.with_suffix(".py")


def is_allowed(here: str, there: str) -> bool:
    """Whether a file of one place may import one of another."""
    room = there.split(".")[0]
    same_room = here.split(".")[0] == room
    return there == here or there in ARROWS[here] or (not same_room and room in ARROWS[here])


def test_each_room_knows_only_the_rooms_the_drawing_gives_it() -> None:
    drawn = [path for path in SOURCES if place_of(path) in ARROWS]
    strangers = [
        f"{path.relative_to(ROOT)} imports {there}"
        for path in drawn
        for there in places_imported(path)
        if not is_allowed(place_of(path), there)
    ]
    assert strangers == []


def test_every_wing_has_a_row_of_arrows() -> None:
    assert {place for path in SOURCES if "." in (place := place_of(path))} <= set(ARROWS)


def test_between_wings_arrows_run_one_way() -> None:
    arrows = {
        (place_of(path), there) for path in SOURCES for there in places_imported(path) if place_of(path) in ARROWS
    }
    assert [(a, b) for a, b in arrows if a < b and (b, a) in arrows] == []


def test_there_is_no_third_level_and_no_folder_of_more_than_thirty_files() -> None:
    ours = [path.relative_to(ROOT) for path in SOURCES if room_of(path) != "sandbox"]
    assert [str(path) for path in ours if len(path.parts) > 4] == []
    folders = Counter(path.parent for path in ours if path.name != "__init__.py")
    assert {str(folder): count for folder, count in folders.items() if count > 30} == {}


def test_the_sandbox_imports_nothing_of_ours_and_only_the_shell_knows_it() -> None:
    theirs = [path for path in SOURCES if room_of(path) == "sandbox"]
    assert {str(path) for path in theirs if places_imported(path) - {"sandbox", "perfbot"}} == set()
    assert {place_of(path) for path in SOURCES if "sandbox" in places_imported(path)} <= {"sandbox", "shell"}


def known_in(library: str, path: Path) -> bool:
    """Whether the place, or the whole room, may know the library."""
    return bool({place_of(path), room_of(path)} & OUTSIDERS[library])


def test_each_library_is_known_only_where_it_belongs() -> None:
    uses = [(name.split(".")[0], path) for path in SOURCES for name in imported(path)]
    strangers = [(name, path) for name, path in uses if name in OUTSIDERS and not known_in(name, path)]
    assert [f"{name} in {path.relative_to(ROOT)}" for name, path in strangers] == []


def test_the_domain_needs_only_the_standard_library() -> None:
    import sys

    for path in SOURCES:
        if room_of(path) == "domain":
            strange = {name.split(".")[0] for name in imported(path)} - set(sys.stdlib_module_names) - {"perfbot"}
            assert not strange, f"{path}: {strange}"


def test_every_room_and_wing_stands_in_the_drawing() -> None:
    page = (ROOT / "ARCHITECTURE.md").read_text("utf-8")
    table = page[page.index("| room |") : page.index("## Two flows")]
    rooms = {path.relative_to(ROOT / "perfbot").parts[0] for path in SOURCES if path.is_relative_to(ROOT / "perfbot")}
    rooms -= {"__init__.py"}
    rooms |= {place.split(".")[1] for path in SOURCES if "." in (place := place_of(path))}
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


BUTTONS = {"perfbot/render/buttons.py", "perfbot/render/presses.py", "perfbot/forms/engine/buttons.py"}
PRESS_READERS = {"perfbot/handlers/asking.py", "perfbot/delivery/rendering.py"}


def press_literals(path: Path) -> list[str]:
    """String literals, and beginnings of f-strings, that look like a button's data."""
    heads = "|".join(["f", *PagePress.KINDS])
    texts = [node.value for node in ast.walk(parsed(path)) if isinstance(node, ast.Constant)]
    return [text for text in texts if isinstance(text, str) and re.match(rf"({heads}):(\S|$)", text)]


def test_what_a_button_carries_is_written_and_read_in_one_place() -> None:
    others = [path for path in SOURCES if str(path.relative_to(ROOT)) not in BUTTONS and room_of(path) != "sandbox"]
    assert {str(path): found for path in others if (found := press_literals(path))} == {}
    readers = [path for path in others if re.search(r"callback_data|query\.data", path.read_text("utf-8"))]
    assert set(named(readers)) == PRESS_READERS


def test_every_kind_of_press_has_its_handler() -> None:
    from perfbot.handlers.routes import PRESS_ROUTES

    assert set(PagePress.KINDS.values()) == {*PRESS_ROUTES, CommandPress} - {Press}


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


def test_no_two_classes_share_a_name() -> None:
    classes = [
        (node.name, path) for path in SOURCES for node in ast.walk(parsed(path)) if isinstance(node, ast.ClassDef)
    ]
    counts = Counter(name for name, _ in classes)
    shared = {name: [str(path.relative_to(ROOT)) for known, path in classes if known == name] for name in counts}
    assert {name: places for name, places in shared.items() if len(places) > 1} == {}


def test_what_an_entry_says_is_declared_once_for_it_and_for_its_command() -> None:
    books = ROOT / "perfbot/domain/books"
    own = {
        f"{node.name}.{field.target.id}"
        for path in (books / "entries.py", books / "commands.py")
        for node in parsed(path).body
        if isinstance(node, ast.ClassDef) and node.name not in ("Entry", "Command", "Stated")
        for field in node.body
        if isinstance(field, ast.AnnAssign) and isinstance(field.target, ast.Name)
    }
    assert own == {
        "Spending.corrects",
        "IndicatorResult.corrects",
        "CorrectResult.target",
        "CorrectResult.why",
        "DirectedResult.result",
        "DirectedResult.direction",
    }


def names_used(path: Path) -> set[str]:
    """The names that a file reads or imports."""
    nodes = list(ast.walk(parsed(path)))
    read = {node.id for node in nodes if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load)}
    attributes = {node.attr for node in nodes if isinstance(node, ast.Attribute)}
    return read | attributes | {node.name for node in nodes if isinstance(node, ast.alias)}


def test_no_function_is_there_for_tests_alone() -> None:
    used = {name for path in SOURCES for name in names_used(path)}
    functions = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
    made = {node.name for path in SOURCES for node in parsed(path).body if isinstance(node, functions)}
    assert made - used == set()


def test_a_day_is_written_in_one_place() -> None:
    written = re.compile(r"month\}月\{|%m月|:%Y-%m-%d( %H:%M)?\}|\"一二三四五六日\"")
    places = {path for path in SOURCES if room_of(path) in ("render", "forms", "domain", "handlers", "shell")}
    found = {str(path.relative_to(ROOT)) for path in places if written.search(path.read_text("utf-8"))}
    assert found == {"perfbot/domain/amounts/day_words.py"}
