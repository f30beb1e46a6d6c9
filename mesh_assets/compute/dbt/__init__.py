"""dbt, run in-process on the database of one run. Importing this package does not import dbt."""

from mesh_assets.compute.dbt.compiled import CompiledModel, CompiledModels, CompiledProduct
from mesh_assets.compute.dbt.errors import DbtBuildFailed, DbtError, DbtModelsInvalid
from mesh_assets.compute.dbt.index import DbtManifestIndex, Model, ModelTest, ProductModels
from mesh_assets.compute.dbt.project import DbtProject
from mesh_assets.compute.dbt.run import DbtResult, DbtRun, DbtStatus

__all__ = [
    "CompiledModel",
    "CompiledModels",
    "CompiledProduct",
    "DbtBuildFailed",
    "DbtError",
    "DbtManifestIndex",
    "DbtModelsInvalid",
    "DbtProject",
    "DbtResult",
    "DbtRun",
    "DbtStatus",
    "Model",
    "ModelTest",
    "ProductModels",
]
