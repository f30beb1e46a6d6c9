"""The paths of the API, and how what goes wrong is answered.

A database that does not answer is error 50001, and never an answer from memory.
"""

import json
from collections.abc import Callable
from typing import Any

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import ASGIApp, Receive, Scope, Send

from mesh_assets.errors import MeshError
from mesh_assets.registry.errors import RegistryRefusal, RegistryStoreUnavailable
from mesh_assets.registry.registry import Registry
from mesh_assets.registry.service import endpoints, settings
from mesh_assets.registry.service.call import Call, call_of

Endpoint = Callable[[Registry, Call], Any]

MEDIA_TYPE = "application/vnd.schemaregistry.v1+json"
_STORE_ERROR = 50001
_LOOPBACK = ["127.0.0.1", "localhost", "[::1]"]
"""The names by which the service is asked; a page that has rebound its own name is refused."""

_PATHS: tuple[tuple[str, str, Endpoint], ...] = (
    ("GET", "/", endpoints.about),
    ("GET", "/schemas/types", endpoints.types),
    ("GET", "/schemas/ids/{id}", endpoints.schema_by_id),
    ("GET", "/schemas/ids/{id}/schema", endpoints.schema_text),
    ("GET", "/schemas/ids/{id}/versions", endpoints.versions_with_schema),
    ("GET", "/schemas/ids/{id}/subjects", endpoints.subjects_with_schema),
    ("GET", "/subjects", endpoints.subjects),
    ("POST", "/subjects/{subject}", endpoints.find),
    ("DELETE", "/subjects/{subject}", endpoints.forget_subject),
    ("GET", "/subjects/{subject}/versions", endpoints.versions),
    ("POST", "/subjects/{subject}/versions", endpoints.register),
    ("GET", "/subjects/{subject}/versions/{version}", endpoints.version),
    ("DELETE", "/subjects/{subject}/versions/{version}", endpoints.forget_version),
    ("GET", "/subjects/{subject}/versions/{version}/schema", endpoints.version_text),
    ("GET", "/subjects/{subject}/versions/{version}/referencedby", endpoints.referring),
    ("POST", "/compatibility/subjects/{subject}/versions", endpoints.compare_with_subject),
    (
        "POST",
        "/compatibility/subjects/{subject}/versions/{version}",
        endpoints.compare_with_version,
    ),
    ("GET", "/config", settings.level_of_all),
    ("PUT", "/config", settings.set_level_of_all),
    ("DELETE", "/config", settings.forget_level_of_all),
    ("GET", "/config/{subject}", settings.level_of_subject),
    ("PUT", "/config/{subject}", settings.set_level_of_subject),
    ("DELETE", "/config/{subject}", settings.forget_level_of_subject),
    ("GET", "/mode", settings.mode_of_all),
    ("PUT", "/mode", settings.refuse_mode),
    ("GET", "/mode/{subject}", settings.mode_of_subject),
    ("PUT", "/mode/{subject}", settings.refuse_mode),
)


def registry_application(registry: Registry) -> Starlette:
    """The API of a registry."""
    return Starlette(
        routes=[
            Route(path, _answering(registry, endpoint), methods=[method])
            for method, path, endpoint in _PATHS
        ],
        middleware=[
            Middleware(TrustedHostMiddleware, allowed_hosts=_LOOPBACK, www_redirect=False),
            Middleware(_PathsAsWritten),
        ],
        exception_handlers={HTTPException: _unknown_path, Exception: _defect},
    )


class _PathsAsWritten:
    """Leaves `%2F` in paths as it is, which does not end the name of a subject."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and scope.get("raw_path"):
            scope = {**scope, "path": scope["raw_path"].decode("latin-1").partition("?")[0]}
        await self._app(scope, receive, send)


def _answering(registry: Registry, endpoint: Endpoint) -> Callable[[Request], Any]:
    async def answer(request: Request) -> Response:
        try:
            call = await call_of(request)
            return _response(200, await run_in_threadpool(endpoint, registry, call))
        except RegistryRefusal as error:
            return _error(error.status, error.code, str(error))
        except RegistryStoreUnavailable as error:
            return _error(500, _STORE_ERROR, str(error))
        except MeshError as error:
            return _error(500, 500, str(error))

    return answer


def _unknown_path(request: Request, error: Exception) -> Response:  # noqa: ARG001
    status = error.status_code if isinstance(error, HTTPException) else 500
    detail = error.detail if isinstance(error, HTTPException) else ""
    return _error(status, status, f"HTTP {status} {detail}")


def _defect(request: Request, error: Exception) -> Response:  # noqa: ARG001
    return _error(500, 500, "Internal Server Error")


def _error(status: int, code: int, message: str) -> Response:
    return _response(status, {"error_code": code, "message": message})


def _response(status: int, content: object) -> Response:
    """The text of a schema is given as it is, everything else as JSON."""
    text = content if isinstance(content, str) else json.dumps(content)
    return Response(text, status_code=status, media_type=MEDIA_TYPE)
