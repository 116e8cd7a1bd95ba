"""axe-core, vendored: what a page owes to people who do not see it, or cannot use a mouse."""

from functools import cache
from pathlib import Path
from typing import Any, Literal

from playwright.sync_api import Page

AXE = Path(__file__).resolve().parents[1] / "vendor" / "axe-core" / "axe.min.js"
Scheme = Literal["light", "dark"]
SCHEMES: tuple[Scheme, ...] = ("light", "dark")
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]

# Colours are on their way when the light changes, and axe would read them there.
ARRIVED = "document.getAnimations().forEach(one => one instanceof CSSTransition && one.finish())"
# Nothing is loaded beforehand: only rules about films and about turning the screen, which are not among these, read it.
RUN = """
async tags => {
  const options = {runOnly: tags, resultTypes: ["violations"], preload: false};
  return (await axe.run(document, options)).violations;
}"""


@cache
def _source() -> str:
    return AXE.read_text()


def turn(page: Page, width: int, scheme: Scheme = "light") -> None:
    """Show the page that is open in another width and light: loading it once more costs as much as axe does."""
    page.set_viewport_size({"width": width, "height": 800})
    page.emulate_media(color_scheme=scheme)
    page.evaluate(ARRIVED)


def violations(page: Page) -> list[str]:
    """One sentence for each element that breaks a rule of WCAG 2.2 AA or a best practice."""
    if not page.evaluate("'axe' in window"):
        # Evaluated, not added as a script: the page's CSP rightly refuses foreign scripts.
        page.evaluate(_source())
    found: list[dict[str, Any]] = page.evaluate(RUN, TAGS)
    return [
        f"{rule['id']}: {rule['help']} at {' '.join(map(str, node['target']))}"
        for rule in found
        for node in rule["nodes"]
    ]
