"""Documents held against pydantic models: every problem at once, one message for each mistake."""

from pathlib import Path
from typing import Annotated, Literal

import pytest
from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

from mesh_assets.documents.document import read_document, scan_document
from mesh_assets.documents.mistake import Mistake, mistake, mistakes
from mesh_assets.documents.parsing import parse_model
from mesh_assets.documents.problem import DocumentError, Problem


class Strict(BaseModel):
    model_config = ConfigDict(extra="forbid")


class Circle(Strict):
    kind: Literal["circle"]
    radius: float


class Square(Strict):
    kind: Literal["square"]
    side: float = Field(description="Length of an edge. In metres.")


class Label(Strict):
    text: str
    size: int = 10


class Drawing(Strict):
    title: str = Field(alias="drawing-title")
    shapes: list[Annotated[Circle | Square, Field(discriminator="kind")]] = []
    caption: str | Label = ""
    width: int | Literal["auto"] = "auto"
    notes: dict[str, Label] = {}
    steps: list[int] = []

    @field_validator("title")
    @classmethod
    def _not_shouted(cls, title: str) -> str:
        if title.isupper():
            raise mistake("do not shout", title.capitalize())
        return title

    @model_validator(mode="after")
    def _steps_grow(self) -> "Drawing":
        if found := [i for i in range(1, len(self.steps)) if self.steps[i] < self.steps[i - 1]]:
            raise mistakes(Mistake(("steps", i), "is smaller than the one before") for i in found)
        return self


def problems_in(folder: Path, text: str, model: type[BaseModel] = Drawing) -> list[Problem]:
    file = folder / "drawing.yaml"
    file.write_text(text)
    with pytest.raises(DocumentError) as caught:
        parse_model(scan_document(file), model)
    return list(caught.value.problems)


def problem_in(folder: Path, text: str) -> Problem:
    [problem] = problems_in(folder, "drawing-title: x\n" + text)
    return problem


def test_a_right_document_becomes_the_model(tmp_path):
    file = tmp_path / "drawing.yaml"
    file.write_text("drawing-title: x\nshapes: [{kind: circle, radius: 2}]\n")

    drawing = parse_model(read_document(file), Drawing)

    assert drawing.title == "x"
    assert drawing.shapes == [Circle(kind="circle", radius=2)]


def test_a_part_of_a_document_becomes_a_model_and_keeps_its_place(tmp_path):
    file = tmp_path / "drawing.yaml"
    file.write_text("outer:\n  - {text: a}\n  - {text: b, sise: 3}\n")
    document = read_document(file)

    assert parse_model(document, Label, at=("outer", 0)) == Label(text="a")
    with pytest.raises(DocumentError) as caught:
        parse_model(document, Label, at=("outer", 1))
    [problem] = caught.value.problems
    assert (problem.line, problem.column, problem.path) == (3, 15, "outer[1].sise")
    assert problem.suggestion == "size"


@pytest.mark.parametrize(
    ("text", "line", "column", "path", "message", "suggestion"),
    [
        ("widht: 3", 2, 1, "widht", "the key `widht` is not known here", "width"),
        (
            "zzz: 3",
            2,
            1,
            "zzz",
            (
                "the key `zzz` is not known here; known are "
                "drawing-title, shapes, caption, width, notes, steps"
            ),
            None,
        ),
        (
            "shapes: [{kind: sqare, side: 1}]",
            2,
            17,
            "shapes[0].kind",
            "`sqare` is not allowed here: write circle or square",
            "square",
        ),
        ("shapes: [{side: 1}]", 2, 10, "shapes[0]", "`kind` is missing", None),
        (
            "shapes: [{kind: square}]",
            2,
            10,
            "shapes[0].side",
            "`side` is missing: length of an edge",
            None,
        ),
        (
            "shapes: [{kind: circle, radius: 1, side: 2}]",
            2,
            36,
            "shapes[0].side",
            "the key `side` is not known here; known are kind, radius",
            None,
        ),
        (
            "notes:\n  a: {text: 3}",
            3,
            13,
            "notes.a.text",
            "must be text, not the number 3: put it in quotes",
            None,
        ),
        ("notes: [a]", 2, 8, "notes", "must be a mapping, not a list", None),
        ("steps:", 2, 1, "steps", "must be a list, but nothing is written here", None),
        ("steps: [1, x]", 2, 12, "steps[1]", "must be a whole number, not `x`", None),
        ("steps: [3, 1]", 2, 12, "steps[1]", "is smaller than the one before", None),
    ],
)
def test_each_mistake_has_one_message_at_its_place(
    tmp_path, text, line, column, path, message, suggestion
):
    problem = problem_in(tmp_path, text)

    assert (problem.line, problem.column, problem.path) == (line, column, path)
    assert problem.message == message
    assert problem.suggestion == suggestion


def test_a_validator_speaks_for_itself(tmp_path):
    [problem] = problems_in(tmp_path, "drawing-title: LOUD\n")

    assert (problem.path, problem.message, problem.suggestion) == (
        "drawing-title",
        "do not shout",
        "Loud",
    )


def test_a_misspelt_key_is_one_mistake_although_the_right_one_is_missing(tmp_path):
    [problem] = problems_in(tmp_path, "drawing-titel: x\n")

    assert problem.suggestion == "drawing-title"


def test_of_a_union_only_the_member_that_was_meant_complains(tmp_path):
    problem = problem_in(tmp_path, "caption: {text: a, sice: 3}")

    assert (problem.path, problem.suggestion) == ("caption.sice", "size")


def test_a_union_that_nothing_fits_says_what_would(tmp_path):
    problem = problem_in(tmp_path, "caption: [a]")

    assert problem.message == "must be text or a mapping, not a list"


def test_a_wrong_word_in_a_union_is_compared_with_the_right_ones(tmp_path):
    problem = problem_in(tmp_path, "width: atuo")

    assert problem.suggestion == "auto"


def test_all_mistakes_are_reported_together_from_top_to_bottom(tmp_path):
    text = "shapes:\n  - {kind: square}\n  - 3\nwidht: 1\nsteps: {}\nsteps: []\n"
    problems = problems_in(tmp_path, text)

    assert [(problem.line, problem.path) for problem in problems] == [
        (1, "drawing-title"),
        (2, "shapes[0].side"),
        (3, "shapes[1]"),
        (4, "widht"),
        (5, "steps"),
        (6, "steps"),
    ]
    assert "twice" in problems[-1].message


def test_the_error_renders_every_problem(tmp_path):
    file = tmp_path / "drawing.yaml"
    file.write_text("widht: 1\nsteps: {}\n")
    with pytest.raises(DocumentError) as caught:
        parse_model(read_document(file), Drawing)

    assert str(caught.value) == "\n\n".join(p.render() for p in caught.value.problems)
    assert len(caught.value.problems) == 3


def test_a_document_that_is_no_mapping_is_one_problem(tmp_path):
    [problem] = problems_in(tmp_path, "- a\n- b\n")

    assert (problem.line, problem.message) == (1, "must be a mapping, not a list")


def test_a_tag_that_is_not_known_is_one_problem(tmp_path):
    problem = problem_in(tmp_path, "steps: !Ref x")

    assert problem.message == "the tag `!Ref` is not known"
