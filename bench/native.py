"""The C programs beside this file, compiled for one run: the client that is many open pages, and the floor of broadcasting."""

import shutil
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

HERE = Path(__file__).resolve().parent


class Heard(NamedTuple):
    """How one change reached all pages: moments of the monotonic clock, and the size of a frame."""

    pages: int
    first: float
    median: float
    last: float
    size: int


def compiler() -> str | None:
    """A C compiler, None when this machine has none."""
    return shutil.which("cc") or shutil.which("gcc") or shutil.which("clang")


def compiled(name: str, folder: Path) -> Path:
    """The program of bench/`name`.c, made in `folder`."""
    program = folder / name
    if not program.exists():
        subprocess.run(
            [str(compiler()), "-O2", "-o", str(program), str(HERE / f"{name}.c")], check=True, cwd=folder
        )
    return program


class OpenPages:
    """Many live pages, held by one small process."""

    def __init__(self, process: "subprocess.Popen[str]", port: int) -> None:
        self.port = port
        self._process = process

    def arm(self) -> None:
        """From now on count the pages that hear something."""
        self._say("go", "going")

    def heard(self) -> Heard:
        """Wait until all pages have heard something since arm()."""
        words = self._read().split()
        if words[0] != "all":
            raise RuntimeError(f"{words[2]} of the pages on port {self.port} heard nothing for 30 s")
        first, median, last = map(float, words[2:5])
        return Heard(int(words[1]), first, median, last, int(words[5]))

    def _say(self, command: str, expected: str) -> None:
        assert self._process.stdin
        self._process.stdin.write(command + "\n")
        self._process.stdin.flush()
        if self._read() != expected:
            raise RuntimeError(f"no {expected}")

    def _read(self) -> str:
        assert self._process.stdout
        return self._process.stdout.readline().strip()


@contextmanager
def open_pages(
    folder: Path, port: int, pages: Sequence[tuple[str, str]], shortest: int = 0
) -> Iterator[OpenPages]:
    """Open a live page for each path and cookie, which takes what is shorter than `shortest` for a beat."""
    listing = folder / f"pages-{port}.txt"
    listing.write_text("".join(f"{path}\t{cookie}\n" for path, cookie in pages))
    command = [str(compiled("watchers", folder)), str(port), str(listing), str(shortest)]
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    try:
        opened = OpenPages(process, port)
        if (answer := opened._read()) != f"open {len(pages)}":
            raise RuntimeError(f"{len(pages)} pages were to be opened: {answer}")
        yield opened
    finally:
        process.kill()
        process.wait()
