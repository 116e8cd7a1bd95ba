"""The Flask way out of the box: flask-sock with a thread for each WebSocket, a ready text sent to one after the other."""

import os
from contextlib import suppress
from pathlib import Path

from flask import Flask
from flask_sock import Sock
from simple_websocket import ConnectionClosed, Server

app = Flask(__name__)
sock = Sock(app)
text = Path(os.environ["BENCH_TEXT"]).read_text()
watching: set[Server] = set()


@sock.route("/live")
def live(ws):  # type: ignore[no-untyped-def]
    watching.add(ws)
    try:
        while True:
            ws.receive()
    finally:
        watching.discard(ws)


@app.post("/ready")
def ready() -> str:
    for ws in list(watching):
        with suppress(ConnectionClosed):
            ws.send(text)
    return ""
