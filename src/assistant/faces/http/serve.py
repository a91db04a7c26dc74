"""Runs the service until it is asked to stop."""

from __future__ import annotations

import os
import tempfile
from contextlib import suppress
from functools import partial
from pathlib import Path

import uvicorn
from uvicorn.config import STARTUP_FAILURE
from uvicorn.supervisors import Multiprocess

from assistant.errors import UsageError
from assistant.faces.http.logs import configure_logs
from assistant.retrieval.lexicon import load_lexicon
from assistant.settings import Settings

_KEEP_ALIVE_SECONDS = 65  # longer than a proxy's own, so that it is the one to close


def serve(settings: Settings) -> None:
    """Serves on the address of the settings until SIGTERM or SIGINT.

    Then no connection is taken any more, and what is in flight is finished.

    Raises:
        UsageError: the address cannot be listened on.
        SettingsError: a table of the office's own cannot be used.
    """
    load_lexicon(settings.data)  # else each worker would find out by itself
    configure_logs()
    with tempfile.TemporaryDirectory(prefix="assistant-workers-") as shared:
        _serve(settings, Path(shared))


def _serve(settings: Settings, shared: Path) -> None:
    """`shared` is a folder for what the workers tell each other."""
    http = settings.http
    config = uvicorn.Config(
        partial(_make_app, settings, shared),
        factory=True,
        host=http.host,
        port=http.port,
        workers=http.workers,
        http="assistant.faces.http.protocol:PunctualProtocol",
        ws="none",
        lifespan="on",
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=True,
        forwarded_allow_ips=list(http.trusted_proxies),
        timeout_keep_alive=_KEEP_ALIVE_SECONDS,
        timeout_graceful_shutdown=http.shutdown_seconds,
    )
    try:
        socket = config.bind_socket()
    except (OSError, SystemExit) as error:
        raise UsageError(
            f"{http.host}:{http.port} cannot be listened on.",
            "Give a free port with --port, and an address of this machine with --host.",
        ) from error
    if http.workers == 1:
        server = uvicorn.Server(config)
        with suppress(SystemExit):
            server.run(sockets=[socket])
        if not server.started:  # the log says why
            raise SystemExit(1)
        return
    # Read when the metrics library is loaded, which the workers do and this process does not.
    os.environ["PROMETHEUS_MULTIPROC_DIR"] = str(shared)
    workers = Multiprocess(config, sockets=[socket])
    workers.run()
    if any(process.exitcode == STARTUP_FAILURE for process in workers.processes):
        raise SystemExit(1)


def _make_app(settings: Settings, shared: Path) -> object:
    """In a worker: only there is anything heavy loaded."""
    from assistant.faces.http.app import create_app
    from assistant.faces.http.sharing import Shared, UnderWay
    from assistant.faces.http.stopping import Stopping

    configure_logs()
    app = create_app(settings)
    if settings.http.workers == 1:
        return Stopping(app)
    return Stopping(Shared(app, UnderWay(shared, settings.http.workers)))
