"""Counts and times for Prometheus; right with several worker processes as well."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from prometheus_client import (
    CollectorRegistry,
    Counter,
    Histogram,
    PlatformCollector,
    ProcessCollector,
    generate_latest,
)
from prometheus_client.core import GaugeMetricFamily, InfoMetricFamily, Metric
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector

from assistant.index import Index

# Set by `assistant serve` for several workers, before the library is loaded: each process writes
# its counts to files there, and whichever is asked adds them all up.
SHARED_BY_WORKERS = "PROMETHEUS_MULTIPROC_DIR"
MEDIA_TYPE = "text/plain; version=0.0.4; charset=utf-8"

_BUCKETS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.2, 0.4, 0.8, 1.5, 3.0, 10.0)
_METHODS = frozenset({"GET", "HEAD", "POST", "DELETE", "OPTIONS"})


class Metrics:
    """What is counted. Labels take few values: never a path, a question or a key."""

    def __init__(self) -> None:
        self._registry = registry = CollectorRegistry()
        self._requests = Counter(
            "assistant_http_requests",
            "Requests by route, method and status.",
            ("route", "method", "status"),
            registry=registry,
        )
        self._seconds = Histogram(
            "assistant_http_request_seconds",
            "From the request's head to the end of its reply.",
            ("route",),
            buckets=_BUCKETS,
            registry=registry,
        )
        self._outcomes = Counter(
            "assistant_answers", "Answers by outcome.", ("outcome",), registry=registry
        )
        self._feedback = Counter(
            "assistant_feedback", "Opinions on answers.", ("verdict",), registry=registry
        )

    def count_request(self, route: str, method: str, status: int, seconds: float) -> None:
        known = method if method in _METHODS else "other"
        self._requests.labels(route, known, str(status)).inc()
        self._seconds.labels(route).observe(seconds)

    def count_answer(self, outcome: str) -> None:
        self._outcomes.labels(outcome).inc()

    def count_feedback(self, verdict: str) -> None:
        self._feedback.labels(verdict).inc()

    def render(self, index: Index | None) -> bytes:
        """All of them in Prometheus' text format, with what this index holds."""
        counted = self._registry
        if os.environ.get(SHARED_BY_WORKERS):
            counted = CollectorRegistry()
            MultiProcessCollector(counted)  # type: ignore[no-untyped-call]
        now = CollectorRegistry()
        now.register(_IndexCollector(index))
        ProcessCollector(registry=now)
        PlatformCollector(registry=now)
        return generate_latest(counted) + generate_latest(now)


@dataclass(frozen=True)
class _IndexCollector(Collector):
    """The index as it is when it is asked for; its counts are of whom the index is opened for."""

    index: Index | None

    def collect(self) -> Iterator[Metric]:
        up = GaugeMetricFamily("assistant_index_open", "1 while an index is open.")
        up.add_metric([], float(self.index is not None))
        yield up
        if self.index is None:
            return
        held = self.index.manifest
        build = InfoMetricFamily("assistant_index", "The build that is live.")
        build.add_metric([], {"build": self.index.build, "encoder": held.recipe.encoder})
        yield build
        for name, said, value in (
            ("documents", "Documents in the index.", held.documents),
            ("passages", "Passages in the index.", held.passages),
            (
                "built_timestamp_seconds",
                "When it was built.",
                datetime.fromisoformat(held.created).timestamp(),
            ),
        ):
            gauge = GaugeMetricFamily(f"assistant_index_{name}", said)
            gauge.add_metric([], float(value))
            yield gauge
