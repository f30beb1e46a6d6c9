"""From `.proto` texts to descriptors, and from protoc's complaints to located problems."""

import sys
from pathlib import Path

import pytest

from mesh_assets.contract.formats.protobuf.descriptors import (
    NoProtoc,
    compile_file,
    compile_proto,
)
from mesh_assets.documents.problem import DocumentError
from mesh_assets.errors import MeshError

HEAD = 'syntax = "proto3";\npackage shop.v1;\n'
MONEY = f"{HEAD}message Money {{ string currency = 1; }}\n"


def problems_of(text: str) -> list[tuple[int, int, str, str | None]]:
    with pytest.raises(DocumentError) as refused:
        compile_proto(text, "order.proto")
    assert {one.file for one in refused.value.problems} == {Path("order.proto")}
    return [(one.line, one.column, one.message, one.suggestion) for one in refused.value.problems]


def test_the_file_is_the_last_of_its_set_and_has_its_places() -> None:
    text = (
        f'{HEAD}import "money.proto";\nimport "google/type/date.proto";\n'
        "message Order {\n  Money total = 1;\n  google.type.Date day = 2;\n}\n"
    )
    found = compile_proto(text, "order.proto", {"money.proto": MONEY})
    names = [one.name for one in found.file]
    assert names == ["money.proto", "google/type/date.proto", "order.proto"]
    assert [field.name for field in found.file[-1].message_type[0].field] == ["total", "day"]
    assert found.file[-1].source_code_info.location


def test_all_mistakes_are_told_with_their_places() -> None:
    text = (
        f"{HEAD}message Order {{\n\tstrng id = 1;\n  Ordr again = 2; // ä\n}}\nmessage Orders {{}}"
    )
    assert problems_of(text) == [
        (4, 2, '"strng" is not defined', "string"),
        (5, 3, '"Ordr" is not defined', "Order"),
    ]


def test_a_number_that_is_taken() -> None:
    [(line, column, message, _)] = problems_of(f"{HEAD}message A {{ bool a = 1; bool b = 1; }}")
    assert (line, column) == (3, len("message A { bool a = 1; bool b = ") + 1)
    assert "number 1 has already been used" in message


def test_a_misspelt_statement() -> None:
    [(line, column, message, meant)] = problems_of(f"{HEAD}mesage Order {{}}")
    assert (line, column, meant) == (3, 1, "message")
    assert message.startswith("expected top-level statement")


def test_columns_are_characters_not_bytes() -> None:
    [(_, column, _, _)] = problems_of(f"{HEAD}message A {{ /* ä */ strng id = 1; }}")
    assert column == len("message A { /* ä */ ") + 1


def test_an_import_that_is_not_there() -> None:
    [(line, _, message, _)] = problems_of(f'{HEAD}import "money.proto";')
    assert (line, message) == (3, 'import "money.proto" was not found or had errors')


def test_a_mistake_in_an_imported_file_is_shown_there() -> None:
    broken = MONEY.replace("string", "strng")
    with pytest.raises(DocumentError) as refused:
        compile_proto(f'{HEAD}import "a/money.proto";', "order.proto", {"a/money.proto": broken})
    assert [str(one.file) for one in refused.value.problems] == ["a/money.proto", "order.proto"]


def test_imports_beside_a_file_and_from_the_root_of_its_package(tmp_path: Path) -> None:
    folder = tmp_path / "shop" / "v1"
    folder.mkdir(parents=True)
    (folder / "money.proto").write_text(MONEY)
    for path in ("money.proto", "shop/v1/money.proto"):
        file = folder / "order.proto"
        file.write_text(f'{HEAD}import "{path}";\nmessage Order {{ Money total = 1; }}')
        assert compile_file(file).file[-1].message_type[0].name == "Order"


def test_a_name_that_leads_out_of_its_folder_is_refused() -> None:
    with pytest.raises(MeshError, match="leads out"):
        compile_proto(HEAD, "order.proto", {"../money.proto": MONEY})


def test_without_the_extra_it_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "grpc_tools", None)
    with pytest.raises(NoProtoc, match=r"mesh-assets\[schemas\]"):
        compile_proto(HEAD, "order.proto")
