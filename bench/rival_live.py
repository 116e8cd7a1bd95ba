"""The usual way: FastAPI and uvicorn, a WebSocket each, a ready text sent to one after the other.

POST /ready sends it to everybody; POST /checked reads first, in one statement, who may have it.
"""

import hashlib
import os
from pathlib import Path

from fastapi import FastAPI, WebSocket, WebSocketDisconnect
from sqlalchemy import create_engine, select
from sqlalchemy.orm import Session

from bench.rival_month import Share, SignIn

app = FastAPI()
engine = create_engine(os.environ["DATABASE_URL"])
text = Path(os.environ["BENCH_TEXT"]).read_text()
calendar_id = int(os.environ["BENCH_CALENDAR"])
watching: dict[WebSocket, str] = {}


@app.websocket("/live")
async def live(socket: WebSocket) -> None:
    token = socket.cookies.get("daybook-session", "")
    await socket.accept()
    watching[socket] = hashlib.sha256(token.encode()).hexdigest()
    try:
        while True:
            await socket.receive_text()
    except WebSocketDisconnect:
        pass
    finally:
        watching.pop(socket, None)


@app.post("/ready")
async def ready() -> None:
    for socket in list(watching):
        await socket.send_text(text)


@app.post("/checked")
async def checked() -> None:
    let_in = _let_in(set(watching.values()))
    for socket, token in list(watching.items()):
        if token in let_in:
            await socket.send_text(text)


def _let_in(tokens: set[str]) -> set[str]:
    query = (
        select(SignIn.token_hash)
        .join(Share, Share.person_id == SignIn.person_id)
        .where(SignIn.token_hash.in_(tokens), Share.calendar_id == calendar_id)
    )
    with Session(engine) as session:
        return set(session.scalars(query))
