"""The floor in Python: bench/broadcast.c again, line by line. It sends one ready frame to everybody and does nothing else.

usage: python bench/rival_bare.py PORT FILE
"""

import select
import socket
import sys
from pathlib import Path

UPGRADE = (
    b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
    b"Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n\r\n"
)
DONE = b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"


class Broadcast:
    """Everybody who is connected, and the frame."""

    def __init__(self, port: int, frame: bytes) -> None:
        self._frame = frame
        self._open: dict[int, socket.socket] = {}
        self._readers: list[socket.socket] = []
        self._server = socket.create_server(("127.0.0.1", port), backlog=4096)
        self._poller = select.epoll()
        self._poller.register(self._server, select.EPOLLIN)

    def run(self) -> None:
        while True:
            for number, _ in self._poller.poll():
                if number == self._server.fileno():
                    self._come_in()
                else:
                    self._hear(self._open[number])

    def _broadcast(self) -> None:
        frame = self._frame
        for reader in self._readers:
            reader.send(frame)

    def _come_in(self) -> None:
        sock, _ = self._server.accept()
        sock.setblocking(False)
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._open[sock.fileno()] = sock
        self._poller.register(sock, select.EPOLLIN)

    def _hear(self, sock: socket.socket) -> None:
        request = sock.recv(8192)
        if not request:
            del self._open[sock.fileno()]
            self._readers = [one for one in self._readers if one is not sock]
            sock.close()
        elif request.startswith(b"POST"):
            self._broadcast()
            sock.send(DONE)
        elif request.startswith(b"GET"):
            self._readers.append(sock)
            sock.send(UPGRADE)


if __name__ == "__main__":
    Broadcast(int(sys.argv[1]), Path(sys.argv[2]).read_bytes()).run()
