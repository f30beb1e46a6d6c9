"""The Soda gate: SodaCL files and Soda 4 contracts, judged by Soda 4 on the run's database.

Soda Core 4 is under the Elastic License 2.0; only `judging` imports it, when it judges.
"""

from mesh_assets.gates.soda.check import SodaCheck, SodaChecks
from mesh_assets.gates.soda.judging import judge_soda
from mesh_assets.gates.soda.reading import soda_checks

__all__ = ["SodaCheck", "SodaChecks", "judge_soda", "soda_checks"]
