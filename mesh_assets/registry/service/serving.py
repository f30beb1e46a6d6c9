"""Serving the API on loopback."""

import socket

from starlette.types import ASGIApp

from mesh_assets.errors import MeshError

HOST = "127.0.0.1"
"""Nobody else can reach it: the API has no authentication."""

_WAITING = 128
"""So many may wait to be answered."""


class PortTaken(MeshError):
    """Something else listens on the port."""


def listening_socket(port: int) -> socket.socket:
    """Listen on a port, or with 0 on any free one; raises PortTaken."""
    listening = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((HOST, port))
        # Who asks before the service is ready waits, and is not turned away.
        listening.listen(_WAITING)
    except (OSError, OverflowError) as error:
        listening.close()
        message = f"port {port} on {HOST} cannot be used: {error}; choose another with --port"
        raise PortTaken(message) from None
    return listening


def serve(application: ASGIApp, listening: socket.socket) -> None:
    """Answer until the process is stopped."""
    import uvicorn  # noqa: PLC0415

    config = uvicorn.Config(application, log_level="warning", access_log=False)
    uvicorn.Server(config).run(sockets=[listening])
