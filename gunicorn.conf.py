"""How gunicorn runs Daybook: one gthread worker by default, WEB_WORKERS of them for more."""

import gc
import os
import resource
import select
import socket
import threading
from pathlib import Path

from gunicorn.workers import gthread

host = os.environ.get("HOST", "127.0.0.1")
bind = f"{f'[{host}]' if ':' in host else host}:{os.environ.get('PORT', '8000')}"
workers = int(os.environ.get("WEB_WORKERS", "1"))
threads = 8
timeout = 30
graceful_timeout = 10
keepalive = 15
limit_request_line = 8190  # tokens of sync have a cursor for each calendar
limit_request_fields = 64
limit_request_field_size = 8190
# The heartbeat file must not wait for a busy disk.
worker_tmp_dir = "/dev/shm" if Path("/dev/shm").is_dir() else None
control_socket_disable = True
# Daybook's own log has one line a request, without the tokens that addresses may hold.
accesslog = None
# Nobody's X-Forwarded-… here, not even a local proxy's: ProxyFix reads them when TRUSTED_PROXIES says so.
forwarded_allow_ips = ""

# Every live page is a descriptor: use all that the machine allows.
_most = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
resource.setrlimit(resource.RLIMIT_NOFILE, (_most, _most))

_LINGERING = threading.BoundedSemaphore(64)


class Connection(gthread.TConn):
    """A connection that never makes the others wait: gunicorn's own does, in two places."""

    def close(self, graceful=False):
        # gunicorn drains a closing connection for up to 2 s on the worker's main thread, so that one client
        # that sends "Connection: close" and does not hang up freezes everybody. Drain it beside that thread.
        # Who has hung up already loses nothing by it, so a connection that its client ends costs no thread.
        if graceful and not self._is_hung_up() and _LINGERING.acquire(blocking=False):
            threading.Thread(target=self._linger, daemon=True).start()
        else:
            super().close()

    def _is_hung_up(self):
        try:
            return self.sock.recv(1, socket.MSG_PEEK | socket.MSG_DONTWAIT) == b""
        except (OSError, ValueError):
            return False  # nothing there yet, or a connection under TLS, into which nobody can peek

    def _linger(self):
        try:
            super().close(graceful=True)
        finally:
            _LINGERING.release()

    def wait_for_data(self, timeout):
        # Browsers open connections ahead of need. Each would keep one of the 8 threads for 5 s; the poller
        # keeps them for nothing.
        if not self.data_ready:
            poll = select.poll()  # no descriptor of its own, as gunicorn's selector has for each connection
            poll.register(self.sock, select.POLLIN)
            self.data_ready = bool(poll.poll(min(timeout, 0.05) * 1000))
        return self.data_ready


gthread.TConn = Connection


class Worker(gthread.ThreadWorker):
    """Lets go of live pages as soon as it is told to end: they would keep it for ever."""

    def handle_exit(self, sig, frame):
        super().handle_exit(sig, frame)
        # From the main loop, not from here: a signal may come while this thread holds a lock.
        self.method_queue.defer(self._let_go)

    def _let_go(self):
        threading.Thread(target=_drain, args=(self,), daemon=True).start()


worker_class = Worker


def post_fork(server, worker):
    """Loads the app without looking through it for garbage on the way: it starts a fifth sooner."""
    gc.disable()


def post_worker_init(worker):
    """Sends webhooks from now on."""
    # Imported here, in the worker: the master stays free of the app, so SIGHUP loads new code.
    from webapp.ops import start_webhooks  # noqa: PLC0415

    keep_what_is_loaded()
    if _is_daybook(worker):
        start_webhooks(worker.wsgi)


def keep_what_is_loaded():
    """What a worker has loaded stays for its life: looking through it again costs a request 10 ms now and then."""
    gc.collect()
    gc.freeze()
    gc.enable()


def _is_daybook(worker):
    """Benches serve other applications with this file, and a worker may end before it has loaded any."""
    return "live" in getattr(getattr(worker, "wsgi", None), "extensions", {})


def worker_exit(server, worker):
    """Also the last act of a worker that ends in another way; a request that hangs cannot keep it alive."""
    _drain(worker)
    last = threading.Timer(graceful_timeout, os._exit, [0])
    last.daemon = True
    last.start()


def _drain(worker):
    # Imported here, in the worker: the master stays free of the app, so SIGHUP loads new code.
    from webapp.live import drain_live  # noqa: PLC0415
    from webapp.ops import end_webhooks  # noqa: PLC0415

    if _is_daybook(worker):
        end_webhooks(worker.wsgi)
        drain_live(worker.wsgi)
