"""Writes the README's tree: every folder and module with the first line of its docstring.

python scripts/tree.py            print it
python scripts/tree.py --write    put it between the README's marks
"""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[1]
README = ROOT / "README.md"
PACKAGES = ("store", "retrieval", "ranker", "assistant", "ui")
OPENED, CLOSED = "<!-- tree -->\n```\n", "```\n<!-- /tree -->"


def first_line(module: Path) -> str:
    """The docstring's first sentence, on one line."""
    text = ast.get_docstring(ast.parse(module.read_text(encoding="utf-8"))) or ""
    return " ".join(text.split("\n\n")[0].split()).split(". ")[0].rstrip(".")


def lines(folder: Path, depth: int = 0) -> Iterator[str]:
    about = first_line(folder / "__init__.py")
    yield entry(depth, f"{folder.name}/", about)
    for module in sorted(folder.glob("*.py")):
        if module.name != "__init__.py":
            yield entry(depth + 1, module.name, first_line(module))
    for below in sorted(path.parent for path in folder.glob("*/__init__.py")):
        yield from lines(below, depth + 1)


def entry(depth: int, name: str, about: str) -> str:
    return f"{'  ' * depth}{name:{28 - 2 * depth}} {about}"


def tree() -> str:
    return "".join(f"{line}\n" for package in PACKAGES for line in lines(ROOT / package))


def main() -> None:
    if "--write" not in sys.argv:
        sys.stdout.write(tree())
        return
    before, _, rest = README.read_text(encoding="utf-8").partition(OPENED)
    after = rest.partition(CLOSED)[2]
    README.write_text(f"{before}{OPENED}{tree()}{CLOSED}{after}", encoding="utf-8")


if __name__ == "__main__":
    main()
