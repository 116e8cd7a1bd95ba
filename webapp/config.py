"""Every setting: its name in the environment, its default, and why it is there."""

import contextlib
import os
import secrets
import socket
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from limits import parse

ROOT = Path(__file__).resolve().parent.parent
LONGEST_SOCKET_PATH = 107


class BadSetting(RuntimeError):
    """A setting that cannot work; the message says which one and what to do."""


def flag(value: str) -> bool:
    """A switch as people write it in an environment: 1, true, yes, on."""
    return value.strip().lower() in ("1", "true", "yes", "on")


def words(value: str) -> tuple[str, ...]:
    """A comma-separated list without its blanks."""
    return tuple(part.strip() for part in value.split(",") if part.strip())


def one_limit(value: str) -> str:
    """How often in how much time, such as 300/minute; raises ValueError."""
    parse(value)
    return value


def days(value: str) -> int:
    """A number of days; raises ValueError."""
    number = int(value)
    if not 0 <= number <= 36_500:
        raise ValueError("it is no number of days from 0 to 36500")
    return number


@dataclass(frozen=True)
class Setting:
    """One setting: where it comes from and why it exists."""

    name: str
    default: str
    why: str
    read: Callable[[str], Any] = str


SETTINGS = (
    Setting("DATABASE_URL", "", "Where the data lives; empty means SQLite in instance/."),
    Setting(
        "REDIS_URL",
        "",
        "Shared counters of the limits for several processes, and the bus; empty keeps them in memory.",
    ),
    Setting("SECRET_KEY", "", "Signs what leaves the server; required in production."),
    Setting("BASE_URL", "", "The address people type; https here turns on secure cookies and HSTS."),
    Setting("TRUSTED_PROXIES", "0", "How many proxies in front may say where a request came from.", int),
    Setting(
        "TRUSTED_HOSTS",
        "",
        "Host names that are answered, comma-separated; empty derives them from BASE_URL.",
        words,
    ),
    Setting("RATELIMIT_ENABLED", "1", "0 switches limits off: tests, trusted networks.", flag),
    Setting(
        "WRITE_LIMIT",
        "300/minute",
        "How often one sign-in may save an event before it has to wait.",
        one_limit,
    ),
    Setting(
        "API_LIMIT",
        "1200/minute",
        "How often one token may call the API before it has to wait.",
        one_limit,
    ),
    Setting(
        "API_ORIGINS",
        "",
        "Origins whose pages may call the API, comma-separated, such as https://tool.example; empty: none.",
        words,
    ),
    Setting("SIGN_UP", "1", "0 closes sign-up: admins make the accounts with the command line.", flag),
    Setting("DEMO", "1", "0 leaves the demo team out of an empty database.", flag),
    Setting("IMPORT_MAX_MB", "5", "How large a calendar file may be that somebody imports.", int),
    Setting(
        "TRASH_DAYS",
        "90",
        "How many days deleted events and calendars can be restored before `flask empty-trash` deletes them for good; "
        "0 keeps them for ever.",
        days,
    ),
    Setting(
        "WEBHOOKS_IN_WEB",
        "1",
        "0 leaves the sending of webhooks to `flask deliver-webhooks --watch`, in a process of its own.",
        flag,
    ),
    Setting(
        "WEBHOOKS_TO_PRIVATE",
        "0",
        "1 lets webhooks lead into private networks and over plain http: laptops and tests.",
        flag,
    ),
    Setting("SQLITE_SYNCHRONOUS", "NORMAL", "FULL also survives a power cut between commit and checkpoint."),
    Setting(
        "BUS",
        "",
        "How processes tell each other of changes: local, postgres or redis; empty takes what is there.",
    ),
    Setting("LOG_FORMAT", "text", "text for people, json for collectors."),
    Setting("LIVE_MODE", "hub", "hub hands sockets to one thread; thread keeps one thread a watcher."),
    Setting(
        "LIVE_HUB",
        "",
        "The Unix socket of `flask live-hub`, which holds the live pages; empty holds them in the web processes.",
    ),
    Setting(
        "LIVE_PER_PERSON",
        "20",
        "Open live pages one person may have; without sockets, 24 questions a minute for each.",
        int,
    ),
    Setting("LIVE_PER_ADDRESS", "100", "Open live pages one address may have.", int),
    Setting("LIVE_TOTAL", "10000", "Open live pages one process holds before it answers 'full'.", int),
    Setting(
        "LIVE_SAFETY_POLL",
        "15",
        "Seconds after which every watcher is checked although nothing was heard.",
        float,
    ),
    Setting("ARGON2_MEMORY_KIB", "19456", "Memory of one password hash.", int),
    Setting("ARGON2_TIME_COST", "2", "Passes of one password hash.", int),
)


def instance_path() -> str:
    """The folder for what belongs to this installation: the SQLite file, the kept secret."""
    return str(ROOT / "instance")


def read_settings(environ: Mapping[str, str], overrides: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """Flask's configuration out of the environment; raises BadSetting when one cannot work."""
    config: dict[str, Any] = {setting.name: _read(setting, environ) for setting in SETTINGS}
    config.update(overrides or {})
    _secret(config, environ)
    _hosts(config)
    config.update(_flask(config))
    return {**config, "BUS": _bus(config), "LIVE_HUB": _live_hub(config["LIVE_HUB"])}


def _read(setting: Setting, environ: Mapping[str, str]) -> Any:
    try:
        return setting.read(environ.get(setting.name, setting.default))
    except ValueError as error:
        raise BadSetting(f"{setting.name} is not usable: {error}. {setting.why}") from error


def _secret(config: dict[str, Any], environ: Mapping[str, str]) -> None:
    if config["SECRET_KEY"]:
        return
    if config["BASE_URL"].startswith("https://") or config["DATABASE_URL"].startswith("postgres"):
        raise BadSetting("SECRET_KEY is missing. Set it to a long random text, the same on every server.")
    config["SECRET_KEY"] = _kept_secret(Path(instance_path()))


def _kept_secret(folder: Path) -> str:
    """A secret made once for a laptop and kept beside its database, so that sessions survive a restart."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "secret_key"
    if not path.exists():
        _write_once(path, secrets.token_urlsafe(48))
    return path.read_text().strip()


def _write_once(path: Path, text: str) -> None:
    """Written beside and linked into place: of several processes that start at once, one wins, whole."""
    descriptor, beside = tempfile.mkstemp(dir=path.parent)
    with os.fdopen(descriptor, "w") as file:
        file.write(text)
    with contextlib.suppress(FileExistsError):
        os.link(beside, path)
    Path(beside).unlink()


def _hosts(config: dict[str, Any]) -> None:
    base = config["BASE_URL"].rstrip("/")
    config["BASE_URL"] = base
    config["SECURE"] = base.startswith("https://")
    if not config["TRUSTED_HOSTS"]:
        host = base.split("://", 1)[1].split("/", 1)[0].rsplit(":", 1)[0] if base else ""
        config["TRUSTED_HOSTS"] = (host,) if host else ("localhost", "127.0.0.1", "[::1]")


def _bus(config: Mapping[str, Any]) -> str:
    """The bus that is asked for, else the best one that is there."""
    usable = ["local"]
    if config["DATABASE_URL"].startswith("postgresql"):
        usable.append("postgres")
    if config["REDIS_URL"].startswith(("redis://", "rediss://", "unix://")):
        usable.append("redis")
    if config["BUS"] not in ("", *usable):
        raise BadSetting(
            f"BUS is not usable: {config['BUS']}. Here it can be {', '.join(usable)}: "
            "postgres needs a DATABASE_URL on PostgreSQL, redis needs REDIS_URL."
        )
    return config["BUS"] or usable[-1]


def _live_hub(setting: str) -> str:
    """The path of the hub process's socket, the same from wherever a process was started."""
    if not setting:
        return ""
    path = str(ROOT / setting)
    if len(os.fsencode(path)) > LONGEST_SOCKET_PATH:
        raise BadSetting(
            f"LIVE_HUB is too long: {path}. A socket's path has {LONGEST_SOCKET_PATH} bytes at most."
        )
    if not hasattr(socket, "SO_PEERCRED"):
        raise BadSetting("LIVE_HUB needs Linux. Leave it empty here: the web processes hold the live pages.")
    return path


def _flask(config: Mapping[str, Any]) -> dict[str, Any]:
    url = config["DATABASE_URL"] or _own_database()
    for plain in ("postgres://", "postgresql://"):
        if url.startswith(plain):
            url = "postgresql+psycopg://" + url.removeprefix(plain)
    return {
        "DATABASE_URL": url,
        "SQLALCHEMY_DATABASE_URI": url,
        "SQLALCHEMY_ENGINE_OPTIONS": _engine_options(url),
        "TRUSTED_HOSTS": list(config["TRUSTED_HOSTS"]),
        "MAX_CONTENT_LENGTH": 1024 * 1024,
        "MAX_FORM_MEMORY_SIZE": 1024 * 1024,
        "MAX_FORM_PARTS": 500,
        "WTF_CSRF_TIME_LIMIT": None,
        "WTF_CSRF_SSL_STRICT": False,  # our own Origin check is stricter and works without a Referer
        "RATELIMIT_STORAGE_URI": config["REDIS_URL"] or "memory://",
        "RATELIMIT_STRATEGY": "moving-window",
        "RATELIMIT_KEY_PREFIX": "daybook-moving-window",
        "RATELIMIT_IN_MEMORY_FALLBACK_ENABLED": bool(config["REDIS_URL"]),
        "SEND_FILE_MAX_AGE_DEFAULT": 3600,
    }


def _own_database() -> str:
    Path(instance_path()).mkdir(parents=True, exist_ok=True)
    return f"sqlite:///{instance_path()}/daybook.sqlite3"


def _engine_options(url: str) -> dict[str, Any]:
    if url.startswith("sqlite"):
        return {
            "connect_args": {"timeout": 10, "check_same_thread": False},
            "pool_size": 16,
            "max_overflow": 16,
        }
    # Pages read one snapshot, so that what they show and the cursor they carry belong together; whoever writes
    # asks for READ COMMITTED and waits for others instead of failing.
    return {
        "isolation_level": "REPEATABLE READ",
        "pool_pre_ping": True,
        "pool_size": 16,
        "max_overflow": 16,
        "pool_timeout": 5,
    }
