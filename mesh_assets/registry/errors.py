"""What the registry refuses, with the numbers that Confluent's clients know."""

from mesh_assets.errors import InfrastructureError, MeshError


class RegistryStoreUnavailable(InfrastructureError):
    """The database of the registry does not answer, or cannot be written: error 50001."""


class RegistryRefusal(MeshError):
    """A request that the registry refuses."""

    def __init__(self, code: int, message: str) -> None:
        self.code = code
        """Confluent's error code, whose first three digits are the HTTP status."""
        super().__init__(message)

    @property
    def status(self) -> int:
        """The HTTP status."""
        return self.code // 100 if self.code >= 1000 else self.code


class IncompatibleVersion(RegistryRefusal):
    """A version that breaks what its subject promises, without the approvals that it needs."""

    def __init__(self, message: str, reasons: tuple[str, ...]) -> None:
        self.reasons = reasons
        super().__init__(409, message)


def unknown_subject(subject: str) -> RegistryRefusal:
    """Refuse a subject without versions."""
    return RegistryRefusal(40401, f"Subject '{subject}' not found.")


def unknown_version(version: int | str) -> RegistryRefusal:
    """Refuse a version that the subject does not have."""
    return RegistryRefusal(40402, f"Version {version} not found.")


def unknown_schema(identifier: int | None = None) -> RegistryRefusal:
    """Refuse a schema that is not kept."""
    what = "Schema" if identifier is None else f"Schema {identifier}"
    return RegistryRefusal(40403, f"{what} not found")


def no_level_of_its_own(subject: str) -> RegistryRefusal:
    """Refuse to tell a level that a subject has from elsewhere."""
    message = f"Subject '{subject}' does not have subject-level compatibility configured"
    return RegistryRefusal(40408, message)


def invalid_schema(message: str) -> RegistryRefusal:
    """Refuse a text that is no schema."""
    return RegistryRefusal(42201, message)


def invalid_version(version: str) -> RegistryRefusal:
    """Refuse something that is no number of a version."""
    message = (
        f"The specified version '{version}' is not a valid version id. Allowed values are between "
        '[1, 2^31-1] and the string "latest"'
    )
    return RegistryRefusal(42202, message)


def not_permitted(message: str) -> RegistryRefusal:
    """Refuse what the registry's rules do not allow."""
    return RegistryRefusal(42205, message)
