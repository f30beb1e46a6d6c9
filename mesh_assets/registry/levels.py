"""What a subject asks of a new version: set over HTTP, or declared in `registry.yaml`.

Where a review is required, what is declared is the least: a level that demands less would let a
break pass without the approvals.
"""

import sqlalchemy as sa

from mesh_assets.contract.compatibility.modes import Mode
from mesh_assets.registry import asking
from mesh_assets.registry.declaration import RegistryRules
from mesh_assets.registry.errors import not_permitted, unknown_subject
from mesh_assets.registry.store import RegistryStore
from mesh_assets.registry.tables import LEVELS


def effective_level(connection: sa.Connection, rules: RegistryRules, subject: str) -> Mode:
    """The level by which a new version of a subject is judged."""
    return own_level(connection, rules, subject) or global_level(connection, rules)


def global_level(connection: sa.Connection, rules: RegistryRules) -> Mode:
    """The level of subjects without one of their own."""
    level = asking.level_of(connection, asking.GLOBAL)
    return level if level and _is_allowed(rules, asking.GLOBAL, level) else rules.compatibility


def own_level(connection: sa.Connection, rules: RegistryRules, subject: str) -> Mode | None:
    """The level that was set or declared for a subject itself."""
    level = asking.level_of(connection, subject)
    if level and _is_allowed(rules, subject, level):
        return level
    return rules.level(subject) if level or subject in rules.subjects else None


def set_level(store: RegistryStore, rules: RegistryRules, subject: str, level: Mode) -> None:
    """Set the level of a subject, or with GLOBAL that of all; raises RegistryRefusal."""
    if not _is_allowed(rules, subject, level):
        raise not_permitted(
            f"{level} asks for less than {rules.level(subject)}, which registry.yaml declares; "
            f"what breaks registers once {' and '.join(rules.review.approvers)} approved it"
        )
    with store.writing() as connection:
        connection.execute(LEVELS.delete().where(LEVELS.c.subject == subject))
        values = {"subject": subject, "compatibility": level.value}
        connection.execute(LEVELS.insert().values(**values))


def delete_level(store: RegistryStore, subject: str) -> Mode:
    """Delete the level of a subject, so that the general one holds; gives what it was."""
    with store.writing() as connection:
        was = asking.level_of(connection, subject)
        if was is None:
            raise unknown_subject(subject)
        connection.execute(LEVELS.delete().where(LEVELS.c.subject == subject))
        return was


def _is_allowed(rules: RegistryRules, subject: str, level: Mode) -> bool:
    return not rules.review.required or _demands_no_less(level, rules.level(subject))


def _demands_no_less(level: Mode, declared: Mode) -> bool:
    """Whether a level forbids all that another one forbids."""
    return (
        level.reads_old >= declared.reads_old
        and level.is_read_by_old >= declared.is_read_by_old
        and level.is_transitive >= declared.is_transitive
    )
