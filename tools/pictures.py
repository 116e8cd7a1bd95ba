"""The pictures of the README, taken of the real thing: `make pictures` starts it with the demo team and looks at it."""

import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

from tools.chromium import find_chromium

ROOT = Path(__file__).resolve().parent.parent
INTO = ROOT / "docs" / "pictures"
PICTURES = {
    "month": "/month",
    "compare": "{event}/compare/2/5",
    "event": "{event}",
    "history": "{event}/history",
}
SUBJECT = "Quarterly planning"  # which has a past worth seeing
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-sync",
]


def main() -> None:
    """Write docs/pictures/*.png."""
    INTO.mkdir(parents=True, exist_ok=True)
    with (
        tempfile.TemporaryDirectory() as folder,
        demo(Path(folder)) as address,
        sync_playwright() as playwright,
    ):
        browser = playwright.chromium.launch(executable_path=find_chromium(), args=FLAGS)
        page = browser.new_page(viewport={"width": 1280, "height": 900}, locale="en-GB")
        enter(page, address)
        event = path_of(page, address, SUBJECT)
        for name, path in PICTURES.items():
            answer = page.goto(address + path.format(event=event))
            assert answer and answer.ok, f"{name}: {page.url}"
            page.wait_for_function("document.getElementById('live-state')?.textContent === 'Live'")
            page.screenshot(path=INTO / f"{name}.png")
        browser.close()


@contextmanager
def demo(folder: Path) -> Iterator[str]:
    """Daybook with the demo team on a free port; yields its address."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    own = {
        "DATABASE_URL": f"sqlite:///{folder / 'demo.sqlite3'}",
        "SECRET_KEY": "only-for-pictures",
        "PORT": str(port),
    }
    environment = os.environ | own
    for command in (["db", "upgrade"], ["demo"]):
        subprocess.run(
            [sys.executable, "-m", "flask", "--app", "wsgi", *command], cwd=ROOT, env=environment, check=True
        )
    server = [sys.executable, "-m", "gunicorn", "-c", "gunicorn.conf.py", "wsgi:app"]
    process = subprocess.Popen(server, cwd=ROOT, env=environment, stderr=subprocess.DEVNULL)
    try:
        wait_for(port)
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(15)


def wait_for(port: int) -> None:
    for _ in range(400):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise TimeoutError("Daybook does not start.")


def enter(page: Page, address: str) -> None:
    page.goto(f"{address}/sign-in")
    page.fill("[name=identifier]", "alice")
    page.fill("[name=password]", "daybook demo")
    page.click("#sign-in button")
    page.wait_for_url("**/month**")


def path_of(page: Page, address: str, title: str) -> str:
    """Where an event of the agenda is."""
    page.goto(f"{address}/agenda")
    return str(page.locator("a.ag__row", has_text=title).first.get_attribute("href"))


if __name__ == "__main__":
    main()
