"""mesh-assets: data products as gated, published Dagster assets."""

from mesh_assets.settings import silence_telemetry

silence_telemetry()
