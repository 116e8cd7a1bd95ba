"""What docs/api.md asks of curl, for machines that have none: -sS, -o, -X, -H and --json, of one address."""

import sys
from argparse import ArgumentParser
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import Request, urlopen


def main(words: list[str]) -> None:
    """Send one request and write the body of its answer, whatever its status."""
    parser = ArgumentParser(prog="curl", allow_abbrev=False)
    parser.add_argument("url")
    parser.add_argument("-sS", dest="quiet", action="store_true")
    parser.add_argument("-o", dest="into", default="")
    parser.add_argument("-X", dest="method")
    parser.add_argument("-H", dest="headers", action="append", default=[])
    parser.add_argument("--json")
    given = parser.parse_args(words)
    headers = {name: value.strip() for name, value in (line.split(":", 1) for line in given.headers)}
    if given.json is not None:
        headers |= {"Content-Type": "application/json", "Accept": "application/json"}
    data = given.json.encode() if given.json is not None else None
    method = given.method or ("POST" if data is not None else "GET")
    body = _answer(Request(given.url, data, headers, method=method))
    if given.into:
        Path(given.into).write_bytes(body)
    else:
        sys.stdout.buffer.write(body)


def _answer(request: Request) -> bytes:
    try:
        with urlopen(request) as answer:
            return bytes(answer.read())
    except HTTPError as refused:
        return bytes(refused.read())


if __name__ == "__main__":
    main(sys.argv[1:])
