"""The payments domain's code location."""

from mesh_assets.orchestration.definitions import domain_definitions

defs = domain_definitions("payments")
