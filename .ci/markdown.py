"""The blocks of commands in README.md and functions/docs, and what the text around them promises of their output."""

import dataclasses
import re
import textwrap
from pathlib import Path

FENCE = re.compile(r"(^ *```.*?\n.*?^ *```\n)", re.MULTILINE | re.DOTALL)
OPENING = re.compile(r" *```(?P<language>\w*) *(?P<mark>.*)\n")


@dataclasses.dataclass
class Block:
    """
    A fenced block.

    `section` is the heading it stands under, `mark` what follows the language in the fence. `promises` are the status codes and
    JSON fragments in backticks: of a paragraph that ends with a colon for the block after it, of any other for the one before.
    """

    file: Path
    line: int
    section: str
    language: str
    mark: str
    code: str
    promises: list[str]

    def __str__(self) -> str:
        return f"the block at {self.file.name}:{self.line}"

    def commands(self) -> list[str]:
        """Line by line, continued lines as one, without comments."""
        lines = re.sub(r"\\\n\s*", " ", self.code).splitlines()
        return [line.strip() for line in lines if line.strip() and not line.lstrip().startswith("#")]


def documents(root: Path) -> list[Path]:
    return [root / "README.md", *sorted(root.glob("functions/docs/*.md"))]


def blocks(file: Path) -> list[Block]:
    found: list[Block] = []
    section, line = "", 1
    before: Block | None = None
    introducing: list[str] = []
    for part in FENCE.split(file.read_text(encoding="utf-8")):
        if opening := OPENING.match(part):
            code = textwrap.dedent(part[opening.end() :]).rstrip().removesuffix("```")
            before = Block(file, line, section, opening["language"], opening["mark"].strip(), code, introducing)
            introducing = []
            found.append(before)
        else:
            for paragraph in re.split(r"\n\n+", part):
                if heading := re.match(r"\s*#+ (.*)", paragraph):
                    section, before, introducing = heading[1], None, []
                elif paragraph.rstrip().endswith(":"):
                    introducing += promises(paragraph)
                elif before:
                    before.promises += promises(paragraph)
        line += part.count("\n")
    return found


def prose(file: Path) -> str:
    return FENCE.sub("", file.read_text(encoding="utf-8"))


def spans(text: str) -> list[str]:
    """What stands in backticks, as one line."""
    return [" ".join(span.split()) for span in re.findall(r"`([^`]+)`", text)]


def promises(paragraph: str) -> list[str]:
    return [span for span in spans(paragraph) if re.fullmatch(r'[1-5]\d\d|"\w+":.+', span)]
