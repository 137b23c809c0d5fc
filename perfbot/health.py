"""Serves health and metrics over HTTP: /healthz and /metrics."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

import tornado.httpserver
import tornado.netutil
import tornado.web
from prometheus_client import CollectorRegistry, Counter, Histogram
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.exposition import CONTENT_TYPE_LATEST, generate_latest

from perfbot.accepting import accept_patiently

_BUCKETS = (0.005, 0.02, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)


@dataclass(frozen=True)
class Reading:
    """The gauges of one moment: entries by book, posts owed, time of the last digest, whether the bot is alive."""

    alive: bool
    book_entries: Mapping[str, int]
    owed_posts: int = 0
    last_digest: float | None = None


class Metrics:
    """Counts updates by label and outcome, never by person or words; gauges are read on request."""

    def __init__(self, read: Callable[[], Reading]) -> None:
        self.registry = CollectorRegistry()
        self._read = read
        self._updates = Counter(
            "perfbot_updates",
            "Updates handled, by command or kind and outcome.",
            ("what", "outcome"),
            registry=self.registry,
        )
        self._seconds = Histogram(
            "perfbot_update_seconds", "Time to handle an update.", buckets=_BUCKETS, registry=self.registry
        )
        self.registry.register(self)

    def update_done(self, label: str, outcome: str, seconds: float) -> None:
        """Count one finished update."""
        self._updates.labels(label, outcome).inc()
        self._seconds.observe(seconds)

    def alive(self) -> bool:
        """Whether the bot still fetches updates."""
        return self._read().alive

    def collect(self) -> Iterable[Metric]:
        """The gauges, as prometheus_client asks for them."""
        reading = self._read()
        yield GaugeMetricFamily("perfbot_alive", "1 while updates are fetched.", value=float(reading.alive))
        entries = GaugeMetricFamily("perfbot_book_entries", "Entries in a book.", labels=["book"])
        for book, count in reading.book_entries.items():
            entries.add_metric([book], count)
        yield entries
        yield GaugeMetricFamily("perfbot_owed_posts", "Posts owed and not out yet.", value=reading.owed_posts)
        if reading.last_digest is not None:
            yield GaugeMetricFamily(
                "perfbot_last_digest_timestamp_seconds", "When the last digest went out.", value=reading.last_digest
            )

    def text(self) -> bytes:
        """All metrics in Prometheus' text form."""
        return generate_latest(self.registry)


class HealthServer:
    """Serves Metrics on one address; `port` is known after start()."""

    def __init__(self, metrics: Metrics, listen: str, port: int) -> None:
        self.metrics, self._listen, self.port = metrics, listen, port
        self._server: tornado.httpserver.HTTPServer | None = None

    def start(self) -> None:
        """Raises OSError when the port is taken."""
        application = tornado.web.Application(
            [(r"/healthz", _Healthz, {"metrics": self.metrics}), (r"/metrics", _Metrics, {"metrics": self.metrics})],
            log_function=lambda handler: None,
        )
        sockets = tornado.netutil.bind_sockets(self.port, self._listen)
        self.port = sockets[0].getsockname()[1]
        self._server = tornado.httpserver.HTTPServer(application, max_body_size=1024, max_header_size=8192)
        self._server.add_sockets(sockets)
        accept_patiently(self._server)

    def stop(self) -> None:
        """Stop serving and free the port."""
        if self._server is not None:
            self._server.stop()


class _Page(tornado.web.RequestHandler):
    metrics: Metrics

    def initialize(self, metrics: Metrics) -> None:
        self.metrics = metrics

    def set_default_headers(self) -> None:
        self.set_header("Server", "perfbot")
        self.set_header("Cache-Control", "no-store")


class _Healthz(_Page):
    def get(self) -> None:
        """200 while updates are fetched, else 503."""
        alive = self.metrics.alive()
        self.set_status(200 if alive else 503)
        self.finish({"alive": alive})


class _Metrics(_Page):
    def get(self) -> None:
        """The metrics."""
        self.set_header("Content-Type", CONTENT_TYPE_LATEST)
        self.finish(self.metrics.text())
