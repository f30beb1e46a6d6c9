"""The freshness SLO as the badge of the published asset.

The policy looks at materializations, and only publication materializes the published asset, so
that an unpublished candidate never resets it.
"""

from datetime import timedelta

import dagster as dg

from mesh_assets.product.product import DataProduct

_SHORTEST_WINDOW = timedelta(minutes=1)


def freshness_policy(product: DataProduct) -> dg.FreshnessPolicy | None:
    """Fails when nothing was published within `slo.freshness`; warns at three quarters of it."""
    promised = product.slo.freshness
    if promised is None:
        return None
    window = max(promised, _SHORTEST_WINDOW)
    warning = window * 3 / 4
    return dg.FreshnessPolicy.time_window(
        fail_window=window, warn_window=warning if warning >= _SHORTEST_WINDOW else None
    )
