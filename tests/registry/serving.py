"""A registry that really answers on a loopback port."""

import threading
import time
from contextlib import contextmanager
from dataclasses import dataclass

import uvicorn
from confluent_kafka.schema_registry import SchemaRegistryClient

from mesh_assets.registry.registry import Registry
from mesh_assets.registry.service.application import registry_application
from mesh_assets.registry.service.serving import HOST, listening_socket
from mesh_assets.registry.store import RegistryStore


@dataclass(frozen=True)
class Served:
    """An address where a registry answers, and the registry behind it."""

    url: str
    registry: Registry

    def client(self):
        """A client that has seen nothing yet."""
        return SchemaRegistryClient({"url": self.url, "timeout": 30, "max.retries": 0})


@contextmanager
def served(uri, declared):
    registry = Registry(RegistryStore(uri), declared)
    listening = listening_socket(0)
    config = uvicorn.Config(registry_application(registry), log_level="warning")
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
    thread.start()
    try:
        while not server.started:
            time.sleep(0.01)
        yield Served(f"http://{HOST}:{listening.getsockname()[1]}", registry)
    finally:
        server.should_exit = True
        thread.join()
