"""Browsers in plain words: "Firefox on Linux" instead of what they send about themselves."""

# Order matters: Edge and Opera also say that they are Chrome, Chrome that it is Safari, Android that it is Linux.
BROWSERS = (
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("SamsungBrowser/", "Samsung Internet"),
    ("Firefox/", "Firefox"),
    ("FxiOS/", "Firefox"),
    ("CriOS/", "Chrome"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
    ("curl/", "curl"),
)
SYSTEMS = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("CrOS", "ChromeOS"),
    ("Windows", "Windows"),
    ("Mac OS X", "macOS"),
    ("Linux", "Linux"),
)
# What else it says of itself is not worth a second line.
_LONGEST = 60


def say_agent(agent: str) -> str:
    """The browser and the system of a User-Agent header, as a person would name them."""
    browser, system = _first(BROWSERS, agent), _first(SYSTEMS, agent)
    if not browser and not system:
        return "Unknown browser"
    return f"{browser or 'A browser'} on {system}" if system else browser


def say_program(agent: str) -> str:
    """A program by the first product of its User-Agent header: "daybook-backup 2.1"; browsers as say_agent has them."""
    if agent.startswith("Mozilla/"):
        return say_agent(agent)
    name, _, version = agent.strip().split(" ", 1)[0].partition("/")
    return f"{name} {version}".strip()[:_LONGEST] or "without a name"


def _first(names: tuple[tuple[str, str], ...], agent: str) -> str:
    return next((name for mark, name in names if mark in agent), "")
