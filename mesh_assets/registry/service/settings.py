"""What the API answers about levels of compatibility, and about modes of writing."""

from typing import Any

from mesh_assets.contract.compatibility.modes import Mode
from mesh_assets.registry.asking import GLOBAL
from mesh_assets.registry.errors import RegistryRefusal, no_level_of_its_own, not_permitted
from mesh_assets.registry.levels import delete_level, global_level, own_level, set_level
from mesh_assets.registry.registry import Registry
from mesh_assets.registry.service.call import Call

Answer = Any
"""JSON."""

_WRITABLE = {"mode": "READWRITE"}


def level_of_all(registry: Registry, call: Call) -> Answer:  # noqa: ARG001
    """Give the level of subjects without one of their own."""
    with registry.store.reading() as connection:
        return {"compatibilityLevel": global_level(connection, registry.rules).value}


def level_of_subject(registry: Registry, call: Call) -> Answer:
    """Give the level of a subject itself, or the general one where the query allows it."""
    with registry.store.reading() as connection:
        level = own_level(connection, registry.rules, call.subject)
        if level is None and call.wants("defaultToGlobal"):
            level = global_level(connection, registry.rules)
    if level is None:
        raise no_level_of_its_own(call.subject)
    return {"compatibilityLevel": level.value}


def set_level_of_all(registry: Registry, call: Call) -> Answer:
    """Set the level of subjects without one of their own."""
    return _set(registry, GLOBAL, call)


def set_level_of_subject(registry: Registry, call: Call) -> Answer:
    """Set the level of a subject."""
    return _set(registry, call.subject, call)


def forget_level_of_all(registry: Registry, call: Call) -> Answer:  # noqa: ARG001
    """Let the declared level hold again."""
    return {"compatibilityLevel": delete_level(registry.store, GLOBAL).value}


def forget_level_of_subject(registry: Registry, call: Call) -> Answer:
    """Let the general level hold for a subject again."""
    return {"compatibilityLevel": delete_level(registry.store, call.subject).value}


def mode_of_all(registry: Registry, call: Call) -> Answer:  # noqa: ARG001
    """All subjects can be read and written."""
    return _WRITABLE


def mode_of_subject(registry: Registry, call: Call) -> Answer:  # noqa: ARG001
    """No subject has a mode of its own."""
    if call.wants("defaultToGlobal"):
        return _WRITABLE
    message = f"Subject '{call.subject}' does not have subject-level mode configured"
    raise RegistryRefusal(40409, message)


def refuse_mode(registry: Registry, call: Call) -> Answer:  # noqa: ARG001
    """Refuse to change modes."""
    raise not_permitted("modes are not changed in this registry: all subjects are READWRITE")


def _set(registry: Registry, subject: str, call: Call) -> Answer:
    others = [key for key, value in call.body.items() if key != "compatibility" and value]
    if others:
        raise RegistryRefusal(422, f"{', '.join(others)} cannot be set in this registry")
    written = str(call.body.get("compatibility")).upper()
    if written not in set(Mode):
        message = f"Invalid compatibility level. Valid values are {', '.join(Mode).lower()}"
        raise RegistryRefusal(42203, message)
    set_level(registry.store, registry.rules, subject, Mode(written))
    return {"compatibility": written}
