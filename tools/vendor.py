"""The browser files that are not ours: fetched from npm as vendor.json pins them, checked offline with --check."""

import base64
import hashlib
import json
import subprocess
import sys
import tarfile
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
PINS = ROOT / "tools" / "vendor.json"


class Tampered(RuntimeError):
    """A file that is not the one that was pinned."""


def pins() -> dict[str, dict[str, Any]]:
    """Package name → version, integrity, folder, and the sha256 of each file that is taken."""
    return dict(json.loads(PINS.read_text()))


def check() -> list[str]:
    """One sentence for every vendored file that is missing, changed or not pinned."""
    return [sentence for pin in pins().values() for sentence in check_folder(pin)]


def check_folder(pin: dict[str, Any]) -> Iterator[str]:
    folder = ROOT / pin["into"]
    wanted = {Path(path).name: sha256 for path, sha256 in pin["files"].items()}
    present = {path.name: path for path in folder.iterdir()} if folder.is_dir() else {}
    for name, sha256 in wanted.items():
        if name not in present:
            yield f"{pin['into']}/{name} is missing."
        elif hashlib.sha256(present[name].read_bytes()).hexdigest() != sha256:
            yield f"{pin['into']}/{name} is not the file that tools/vendor.json pins."
    for name in sorted(present.keys() - wanted.keys()):
        yield f"{pin['into']}/{name} is not pinned in tools/vendor.json."


def fetch() -> None:
    """Fetch every package and write the pinned files; raises Tampered before anything wrong is written."""
    for package, pin in pins().items():
        with tempfile.TemporaryDirectory() as folder:
            take(tarball(package, pin, Path(folder)), pin)


def tarball(package: str, pin: dict[str, Any], folder: Path) -> Path:
    spec = f"{package}@{pin['version']}"
    subprocess.run(["npm", "pack", "--silent", spec], cwd=folder, check=True, stdout=subprocess.DEVNULL)
    path = next(folder.glob("*.tgz"))
    found = "sha512-" + base64.b64encode(hashlib.sha512(path.read_bytes()).digest()).decode()
    if found != pin["integrity"]:
        raise Tampered(f"{spec} is {found}, but {pin['integrity']} is pinned.")
    return path


def take(path: Path, pin: dict[str, Any]) -> None:
    folder = ROOT / pin["into"]
    folder.mkdir(parents=True, exist_ok=True)
    with tarfile.open(path) as archive:
        for name, sha256 in pin["files"].items():
            member = archive.extractfile(f"package/{name}")
            content = member.read() if member else b""
            if hashlib.sha256(content).hexdigest() != sha256:
                raise Tampered(f"{name} in {path.name} is not the file that is pinned.")
            (folder / Path(name).name).write_bytes(content)


def main() -> int:
    if "--check" not in sys.argv:
        fetch()
    problems = check()
    print("\n".join(problems) or "Vendored files: all as pinned.")
    return 1 if problems else 0


if __name__ == "__main__":
    raise SystemExit(main())
