"""`make metrics [ROOT=folder]`: how the code is laid out, in numbers: folders, arrows, functions, lines."""

from __future__ import annotations

import ast
import sys
from collections import Counter
from pathlib import Path
from statistics import median


class Tree:
    """The product's modules below one root; the sandbox is apart, since it stands for Telegram."""

    def __init__(self, root: Path) -> None:
        files = [root / "bot.py", *(root / "perfbot").rglob("*.py"), *(root / "schedules").rglob("*.py")]
        self.root = root
        self.files = sorted(file for file in files if "sandbox" not in file.relative_to(root).parts)
        self.parsed = {file: ast.parse(file.read_text("utf-8")) for file in self.files}

    def module(self, file: Path) -> str:
        """perfbot/domain/values/types.py → perfbot.domain.values.types."""
        return ".".join(file.relative_to(self.root).with_suffix("").parts).removesuffix(".__init__")

    def imports(self, file: Path) -> set[str]:
        """The modules of ours that a file imports."""
        here = self.module(file)
        found = set()
        for node in ast.walk(self.parsed[file]):
            if isinstance(node, ast.ImportFrom):
                package = node.module or ""
                if node.level:
                    package = ".".join([*here.split(".")[: -node.level], *filter(None, [package])])
                found |= {self._imported(package, alias.name) for alias in node.names}
        return {name for name in found if name.split(".")[0] in ("perfbot", "schedules")} - {here}

    def _imported(self, package: str, name: str) -> str:
        inside = self.root / package.replace(".", "/") / name
        return f"{package}.{name}" if inside.with_suffix(".py").exists() else package

    def functions(self) -> list[int]:
        """The lines of each function."""
        kinds = (ast.FunctionDef, ast.AsyncFunctionDef)
        nodes = [node for tree in self.parsed.values() for node in ast.walk(tree) if isinstance(node, kinds)]
        return [(node.end_lineno or node.lineno) - node.lineno + 1 for node in nodes]

    def classes(self) -> Counter[str]:
        """How many classes have each name."""
        trees = self.parsed.values()
        return Counter(node.name for tree in trees for node in ast.walk(tree) if isinstance(node, ast.ClassDef))

    def lines(self) -> int:
        """All lines of the product."""
        return sum(len(file.read_text("utf-8").splitlines()) for file in self.files)


def room(module: str) -> str:
    """perfbot.domain.values.types → domain, schedules.board → schedules."""
    parts = module.split(".")
    return parts[1] if parts[0] == "perfbot" and len(parts) > 1 else parts[0]


def wing(module: str) -> str:
    """perfbot.domain.values.types → domain.values."""
    parts = module.split(".")
    return ".".join(parts[1:3]) if parts[0] == "perfbot" and len(parts) > 3 else room(module)


def rows(tree: Tree) -> list[tuple[str, object]]:
    """Each count with its name."""
    folders = Counter(str(file.parent.relative_to(tree.root)) for file in tree.files if file.name != "__init__.py")
    arrows = {(tree.module(file), there) for file in tree.files for there in tree.imports(file)}
    rooms = {(room(a), room(b)) for a, b in arrows if room(a) != room(b)}
    lengths = tree.functions()
    fullest, most = folders.most_common(1)[0]
    inside = Counter(room(a) for a, b in arrows if room(a) == room(b) and (wing(a) != wing(b) or "." not in wing(a)))
    return [
        ("product files", len(tree.files)),
        ("product lines", tree.lines()),
        (f"files in the fullest folder ({fullest})", most),
        ("arrows between rooms (pairs)", len(rooms)),
        ("arrows between wings or loose files inside domain", inside["domain"]),
        ("arrows between wings or loose files inside render", inside["render"]),
        ("functions", len(lengths)),
        ("lines of a function in the median", median(lengths)),
        ("functions over 30 lines", sum(length > 30 for length in lengths)),
        ("class names that mean two things", sum(count > 1 for count in tree.classes().values())),
    ]


def main() -> None:
    """Print the counts of one tree."""
    tree = Tree(Path(sys.argv[1] if len(sys.argv) > 1 else ".").resolve())
    for name, value in rows(tree):
        print(f"{value!s:>8}  {name}")


main()
