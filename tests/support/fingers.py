"""A finger on a page, as Chromium's touch emulation has it."""

from playwright.sync_api import Locator, Page

# Like a phone that is held upright.
PHONE = {"has_touch": True, "is_mobile": True, "viewport": {"width": 390, "height": 700}}
# A swipe goes on for a while after the finger has left.
BACK_AND_STILL = """async (box, there) => { for (let still = 0; still < 20; still = box.scrollTop === there ? still + 1 : 0) {
  box.scrollTop = there; await new Promise(requestAnimationFrame); } }"""
STILL = """async element => { for (let still = 0, last = 0; still < 20; ) {
  const { top } = element.getBoundingClientRect(); still = top === last ? still + 1 : 0; last = top;
  await new Promise(requestAnimationFrame); } }"""
# What a browser does when a finger rests: whether the page lets it.
MENU = "row => row.dispatchEvent(new MouseEvent('contextmenu', { bubbles: true, cancelable: true }))"


class Finger:
    """One finger: where it is set down it stays until it is moved or lifted."""

    def __init__(self, page: Page) -> None:
        self._touch = page.context.new_cdp_session(page)
        self._at = (0.0, 0.0)

    def down(self, x: float, y: float) -> None:
        self._send("touchStart", x, y)

    def to(self, x: float, y: float, steps: int = 8) -> None:
        left, top = self._at
        for step in range(1, steps + 1):
            self._send("touchMove", left + (x - left) * step / steps, top + (y - top) * step / steps)

    def up(self) -> None:
        self._touch.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})

    def _send(self, kind: str, x: float, y: float) -> None:
        self._at = (x, y)
        self._touch.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": [{"x": x, "y": y}]})


def middle(found: Locator) -> tuple[float, float]:
    """The point in the middle of an element."""
    box = found.bounding_box()
    assert box
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def at_rest(found: Locator) -> tuple[float, float]:
    """The same, once the page scrolls no more."""
    found.evaluate(STILL)
    return middle(found)
