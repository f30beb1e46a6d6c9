"""The store: numbers are given once, and nothing is said from memory."""

import multiprocessing
from pathlib import Path
from urllib.parse import quote

import pytest
from confluent_kafka.schema_registry import Schema
from confluent_kafka.schema_registry.error import SchemaRegistryError
from postgresql import PASSWORD, SUPERUSER
from racing import APPROVERS, EACH, RULES, avro, offered, register_many
from serving import served

from mesh_assets.registry.registry import Registry
from mesh_assets.registry.store import RegistryStore

PROCESSES = 2


def race(uri):
    """Register in several processes at once; all of it is there, and numbered without a gap."""
    Registry(RegistryStore(uri), RULES).subjects()
    context = multiprocessing.get_context("spawn")
    start = context.Event()
    processes = [
        context.Process(target=register_many, args=(uri, start, number))
        for number in range(PROCESSES)
    ]
    for process in processes:
        process.start()
    start.set()
    for process in processes:
        process.join(timeout=120)
    assert [process.exitcode for process in processes] == [0] * PROCESSES
    found = Registry(RegistryStore(uri), RULES)
    common, own = found.versions("common-value"), found.versions("own-value")
    assert [each.version for each in common] == list(range(1, EACH + 1))
    assert [each.version for each in own] == list(range(1, PROCESSES * EACH + 1))
    identifiers = [each.schema.id for each in (*common, *own)]
    assert sorted(identifiers) == list(range(1, (PROCESSES + 1) * EACH + 1))


def test_processes_that_race_get_numbers_of_their_own(uri):
    race(uri)


def test_a_store_that_is_gone_is_an_error_and_no_answer(tmp_path, uri):
    text = Schema(avro(("id", "string")), "AVRO")
    with served(uri, RULES) as registry:
        assert registry.client().register_schema("a-value", text) == 1
        Path(tmp_path / "catalog.db").unlink()

        for call, *arguments in (
            ("get_schema", 1),
            ("get_latest_version", "a-value"),
            ("get_subjects",),
            ("register_schema", "a-value", text),
            ("test_compatibility", "a-value", text),
            ("get_compatibility", "a-value"),
        ):
            with pytest.raises(SchemaRegistryError) as refusal:
                getattr(registry.client(), call)(*arguments)
            assert (refusal.value.http_status_code, refusal.value.error_code) == (500, 50001)


def test_what_was_approved_is_kept_with_who_when_and_why(uri):
    registry = Registry(RegistryStore(uri), RULES)
    schema = offered(avro(("id", "string")))
    first = registry.approve("a-value", schema, "platform@company.com", "nobody reads it")
    registry.approve("a-value", schema, "platform@company.com", "asked again")

    [kept] = Registry(RegistryStore(uri), RULES).approvals("a-value")
    assert kept == first
    assert (kept.approver, kept.reason) == ("platform@company.com", "nobody reads it")
    assert kept.approved_at.tzinfo is not None


@pytest.mark.postgres
@pytest.mark.slow
@pytest.mark.xdist_group("postgres")
def test_it_is_the_same_on_postgresql(postgres_server):
    uri = (
        f"postgresql+psycopg2://{SUPERUSER}:{quote(PASSWORD, safe='')}"
        f"@127.0.0.1:{postgres_server.port}/postgres"
    )
    race(uri)
    broken = Schema(avro(("id", "int")), "AVRO")
    with served(uri, RULES) as registry:
        client = registry.client()
        assert client.get_latest_version("common-value").version == EACH
        for approver in APPROVERS:
            with pytest.raises(SchemaRegistryError, match="TYPE_MISMATCH"):
                client.register_schema("common-value", broken)
            offer = offered(broken.schema_str)
            registry.registry.approve("common-value", offer, approver, "nobody reads it")
        assert client.register_schema("common-value", broken) == (PROCESSES + 1) * EACH + 1

        postgres_server.stop()
        with pytest.raises(SchemaRegistryError) as refusal:
            registry.client().get_latest_version("common-value")
        assert (refusal.value.http_status_code, refusal.value.error_code) == (500, 50001)
        postgres_server.start()
        assert registry.client().get_latest_version("common-value").version == EACH + 1
