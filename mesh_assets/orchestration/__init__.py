"""A product as Dagster assets, checks, freshness policies, partitions, sensors, schedules."""
