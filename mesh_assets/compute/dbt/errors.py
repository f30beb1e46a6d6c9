"""What can be wrong with a product's dbt models."""

from typing import TYPE_CHECKING

from mesh_assets.errors import MeshError

if TYPE_CHECKING:
    from mesh_assets.compute.dbt.run import DbtRun


class DbtError(MeshError):
    """dbt could not do what a product asks of it."""


class DbtModelsInvalid(DbtError):
    """The models as written cannot be built: dbt cannot read them, or they break a mesh rule."""


class DbtBuildFailed(DbtError):
    """A model did not build; the message names the model, its file and dbt's reason."""

    def __init__(self, message: str, run: "DbtRun | None" = None) -> None:
        super().__init__(message)
        self.run = run
        """What was built and tested before, and beside, the failure; None when nothing was."""
