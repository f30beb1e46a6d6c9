"""The API as plain HTTP, where clients do not go."""

import http.client
import json
from urllib.parse import urlsplit

import pytest
from messages import ORDER_AVRO, ORDER_PROTO
from racing import avro

from mesh_assets.registry.service.serving import PortTaken, listening_socket

MEDIA_TYPE = "application/vnd.schemaregistry.v1+json"


@pytest.fixture
def ask(registry):
    """Send a request; gives the status and what is answered."""
    address = urlsplit(registry.url)

    def ask(method, path, body=None, **headers):
        connection = http.client.HTTPConnection(address.hostname, address.port, timeout=30)
        try:
            sent = {"Content-Type": MEDIA_TYPE, **headers} if body is not None else headers
            text = body if body is None or isinstance(body, str) else json.dumps(body)
            connection.request(method, path, text, sent)
            answer = connection.getresponse()
            assert answer.headers["content-type"] == MEDIA_TYPE or answer.status == 400
            content = answer.read().decode()
            return answer.status, json.loads(content) if content[:1] in "[{" else content
        finally:
            connection.close()

    return ask


def schema(text, **words):
    return {"schema": text, **words}


def test_what_is_registered_is_told_in_all_its_forms(ask):
    assert ask("GET", "/") == (200, {})
    assert ask("GET", "/schemas/types") == (200, ["AVRO", "JSON", "PROTOBUF"])
    assert ask("POST", "/subjects/a-value/versions", schema(ORDER_AVRO)) == (
        200,
        {"id": 1, "version": 1},
    )
    told = {"subject": "a-value", "version": 1, "id": 1, "schema": ORDER_AVRO}
    assert ask("GET", "/subjects/a-value/versions/latest") == (200, told)
    assert ask("GET", "/subjects/a-value/versions/-1") == (200, told)
    assert ask("POST", "/subjects/a-value", schema(ORDER_AVRO)) == (200, told)
    assert ask("GET", "/subjects/a-value/versions/1/schema") == (200, json.loads(ORDER_AVRO))
    assert ask("GET", "/schemas/ids/1/schema") == (200, json.loads(ORDER_AVRO))
    assert ask("GET", "/schemas/ids/1") == (200, {"schema": ORDER_AVRO})
    assert ask("GET", "/schemas/ids/1/versions") == (200, [{"subject": "a-value", "version": 1}])
    assert ask("GET", "/mode") == (200, {"mode": "READWRITE"})


def test_protobuf_is_told_as_text_and_as_descriptor(ask):
    sent = schema(ORDER_PROTO, schemaType="PROTOBUF")
    ask("POST", "/subjects/a-value/versions", sent)
    told = {"schema": ORDER_PROTO, "schemaType": "PROTOBUF"}
    assert ask("GET", "/schemas/ids/1") == (200, told)

    status, serialised = ask("GET", "/schemas/ids/1?format=serialized")
    assert (status, serialised["schemaType"]) == (200, "PROTOBUF")
    again = schema(serialised["schema"], schemaType="PROTOBUF")
    assert ask("POST", "/subjects/a-value/versions", again) == (
        200,
        {"id": 1, "version": 1, "schemaType": "PROTOBUF"},
    )
    assert ask("GET", "/schemas/ids/1?format=ignore_extensions")[0] == 422


def test_a_comparison_gives_reasons_where_they_are_asked_for(ask):
    ask("POST", "/subjects/a-value/versions", schema(avro(("id", "string"))))
    path = "/compatibility/subjects/a-value/versions"
    other = schema(avro(("id", "int")))

    assert ask("POST", path, other) == (200, {"is_compatible": False})
    assert ask("POST", f"{path}/latest", other) == (200, {"is_compatible": False})
    status, told = ask("POST", f"{path}/1?verbose=true", other)
    assert (status, told["is_compatible"]) == (200, False)
    reason = "TYPE_MISMATCH at /fields/id: string is written and int is read"
    assert told["messages"] == [f"the new version does not read version 1: {reason}"]
    same = schema(avro(("id", "string")))
    assert ask("POST", f"{path}?verbose=true", same) == (
        200,
        {"is_compatible": True, "messages": []},
    )
    assert ask("POST", path, schema("{}"))[0] == 422
    status, told = ask("POST", f"{path}?verbose=true", schema("{}"))
    assert (status, told["is_compatible"]) == (200, False)


def test_a_level_falls_back_to_the_one_of_all(ask):
    assert ask("GET", "/config") == (200, {"compatibilityLevel": "BACKWARD"})
    assert ask("GET", "/config/a-value?defaultToGlobal=true") == (
        200,
        {"compatibilityLevel": "BACKWARD"},
    )
    assert ask("PUT", "/config", {"compatibility": "full_transitive"}) == (
        200,
        {"compatibility": "FULL_TRANSITIVE"},
    )
    assert ask("GET", "/config/a-value?defaultToGlobal=true") == (
        200,
        {"compatibilityLevel": "FULL_TRANSITIVE"},
    )
    ask("PUT", "/config/a-value", {"compatibility": "BACKWARD_TRANSITIVE"})
    assert ask("DELETE", "/config/a-value")[1] == {"compatibilityLevel": "BACKWARD_TRANSITIVE"}
    assert ask("DELETE", "/config/a-value")[1]["error_code"] == 40401
    ask("DELETE", "/config")
    assert ask("GET", "/config") == (200, {"compatibilityLevel": "BACKWARD"})


def test_what_is_not_kept_is_refused_and_not_dropped(ask):
    path = "/subjects/a-value/versions"
    for more in (
        {"metadata": {"properties": {"owner": "somebody"}}},
        {"ruleSet": {"domainRules": [{"name": "x"}]}},
        {"id": 7},
        {"version": 4},
    ):
        assert ask("POST", path, schema(ORDER_AVRO, **more))[0] == 422
    assert ask("PUT", "/config/a-value", {"compatibility": "FULL", "normalize": True})[0] == 422
    assert ask("PUT", "/mode/a-value", {"mode": "READONLY"})[1]["error_code"] == 42205
    assert ask("GET", "/subjects") == (200, [])


def test_names_with_strokes_stay_whole(ask):
    ask("POST", "/subjects/shop%2Fmoney.proto/versions", schema(ORDER_AVRO))
    ask("POST", "/subjects/orders%20old/versions", schema(ORDER_AVRO))

    assert ask("GET", "/subjects") == (200, ["orders old", "shop/money.proto"])
    assert ask("GET", "/subjects/shop%2Fmoney.proto/versions") == (200, [1])
    assert ask("GET", "/subjects?subjectPrefix=shop") == (200, ["shop/money.proto"])
    assert ask("GET", "/subjects?offset=1&limit=1") == (200, ["shop/money.proto"])
    assert ask("GET", "/subjects?limit=0") == (200, [])
    assert ask("GET", "/subjects?limit=few")[0] == 422
    assert ask("POST", "/subjects/%00/versions", schema(ORDER_AVRO))[1]["error_code"] == 42208


def test_a_page_of_a_browser_cannot_register(ask):
    """It can send plain text anywhere, and can give another host its own name."""
    path = "/subjects/a-value/versions"
    text = json.dumps(schema(ORDER_AVRO))
    assert ask("POST", path, text, **{"Content-Type": "text/plain"})[0] == 415
    assert ask("POST", path, text, Host="attacker.example")[0] == 400
    assert ask("GET", "/subjects") == (200, [])


def test_a_port_that_is_taken_is_named(registry):
    with pytest.raises(PortTaken, match="choose another with --port"):
        listening_socket(urlsplit(registry.url).port)


def test_bad_requests_are_told_what_is_wrong(ask):
    path = "/subjects/a-value/versions"
    assert ask("POST", path, "{")[0] == 400
    assert ask("POST", path, "[]")[0] == 400
    assert ask("POST", path, {})[1]["error_code"] == 42201
    assert ask("POST", path, schema(ORDER_AVRO, references=[{"name": "x"}]))[0] == 422
    assert ask("POST", path, schema(ORDER_AVRO, references=5))[1]["error_code"] == 42201
    assert ask("POST", path, schema(ORDER_AVRO, schemaType=["AVRO"]))[1]["error_code"] == 42201
    for text in ('{"minimum": NaN}', '{"minimum": 1e999}', '{"const": "\ud800"}', "\0"):
        sent = schema(text, schemaType="JSON")
        assert ask("POST", path, sent)[1]["error_code"] == 42201, text
    deep = '{"not": ' * 2000 + "{}" + "}" * 2000
    assert ask("POST", path, schema(deep, schemaType="JSON"))[1]["error_code"] == 42201
    assert ask("POST", path, schema("x" * 1024 * 1024))[1]["error_code"] == 42209
    assert ask("GET", "/nowhere") == (404, {"error_code": 404, "message": "HTTP 404 Not Found"})
    assert ask("PATCH", "/subjects")[1]["error_code"] == 405
    assert ask("GET", "/schemas/ids/one")[0] == 404
