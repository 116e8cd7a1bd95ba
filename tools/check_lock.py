"""lock.txt fits pyproject.toml: every requirement is pinned inside its range, by hash, with no address."""

import re
import tomllib
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parent.parent
PIN = re.compile(r"^([A-Za-z0-9._-]+)==([^\s;\\]+)", re.MULTILINE)


def problems() -> list[str]:
    """One sentence for every way in which the lock does not fit."""
    lock = (ROOT / "lock.txt").read_text()
    pinned = {canonicalize_name(name): version for name, version in PIN.findall(lock)}
    found = [sentence for text in requirements() if (sentence := misfit(Requirement(text), pinned))]
    if "://" in lock:
        found.append("lock.txt holds an address; `make lock` writes none.")
    found += [f"{block.split()[0]} has no hash." for block in blocks(lock) if "--hash=sha256:" not in block]
    return found


def requirements() -> list[str]:
    """Everything pyproject.toml asks for, its extras included."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    extras = project.get("optional-dependencies", {})
    return [*project["dependencies"], *(text for extra in extras.values() for text in extra)]


def misfit(wanted: Requirement, pinned: dict[str, str]) -> str | None:
    version = pinned.get(canonicalize_name(wanted.name))
    if version is None:
        return f"{wanted.name} is not in lock.txt: run `make lock`."
    if not wanted.specifier.contains(version, prereleases=True):
        return f"lock.txt pins {wanted.name} {version}, pyproject.toml wants {wanted.specifier}: run `make lock`."
    return None


def blocks(lock: str) -> list[str]:
    """The lock, one pinned package at a time."""
    return re.split(r"\n(?=[A-Za-z0-9])", lock.strip())


def main() -> int:
    found = problems()
    print("\n".join(found) or "lock.txt: fits pyproject.toml.")
    return 1 if found else 0


if __name__ == "__main__":
    raise SystemExit(main())
