"""The six verbs, in order: ingest, build, stage, audit, publish, announce. No Dagster."""
