"""How much of the processors work may take that nobody waits for."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress

_NICE = 10


@contextmanager
def giving_way() -> Iterator[None]:
    """Lets others on this machine go first, such as the service that answers meanwhile.

    Processes that are started within do so as well. Only an administrator may take it back, but a
    command ends with it.
    """
    if not hasattr(os, "getpriority"):
        yield
        return
    before = os.getpriority(os.PRIO_PROCESS, 0)
    os.setpriority(os.PRIO_PROCESS, 0, max(before, _NICE))
    try:
        yield
    finally:
        with suppress(PermissionError):
            os.setpriority(os.PRIO_PROCESS, 0, before)
