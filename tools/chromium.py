"""Find Chromium for the browser tests; `--install` also installs Debian's package when that is possible."""

import os
import shutil
import subprocess
import sys

# The shell has no windows to draw: a page costs a third of the CPU.
NAMES = (
    "chromium-headless-shell",
    "chromium",
    "chromium-browser",
    "google-chrome-stable",
    "google-chrome",
    "chrome",
)
MISSING = (
    "Chromium is missing. Install it (Debian: apt-get install chromium-headless-shell), set CHROMIUM to its path, "
    "or set ALLOW_MISSING=1 to leave the browser tests out."
)


def find_chromium() -> str | None:
    """The path of a Chromium: the one CHROMIUM names, else the first on the PATH."""
    named = os.environ.get("CHROMIUM")
    if named:
        return shutil.which(named)
    return next(filter(None, map(shutil.which, NAMES)), None)


def install_chromium() -> None:
    """Install Debian's Chromium as root; when that fails, apt says why and main() says what to do."""
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    wanted = ["install", "-y", "--no-install-recommends", "chromium-headless-shell", "fonts-liberation"]
    for command in (["update"], wanted):
        subprocess.run(["apt-get", "-qq", *command], check=False, stdout=sys.stderr, env=environment)


def can_install() -> bool:
    """Only root on a Debian machine can; anybody else is told what to do."""
    return os.geteuid() == 0 and shutil.which("apt-get") is not None and not os.environ.get("CHROMIUM")


def main() -> int:
    """Print the path; fail with a sentence when there is none, unless ALLOW_MISSING=1."""
    if "--install" in sys.argv and find_chromium() is None and can_install():
        install_chromium()
    path = find_chromium()
    print(path or "")
    if path is None:
        print(MISSING, file=sys.stderr)
    return 0 if path or os.environ.get("ALLOW_MISSING") == "1" else 1


if __name__ == "__main__":
    raise SystemExit(main())
