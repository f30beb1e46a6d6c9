"""Did you mean."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mesh_assets.documents.suggestion import suggest


@pytest.mark.parametrize(
    ("word", "meant"),
    [
        ("freshnes", "freshness"),
        ("Freshness", "freshness"),
        ("input-ports", "input_ports"),
        ("output ports", "output_ports"),
        ("completness", "completeness"),
        ("colour", None),
    ],
)
def test_the_closest_word_is_suggested(word, meant):
    known = ["freshness", "completeness", "input_ports", "output_ports"]

    assert suggest(word, known) == meant


def test_nothing_is_suggested_where_nothing_is_known():
    assert suggest("freshness", []) is None


@given(words=st.lists(st.text("abcdefgh", min_size=1, max_size=8), min_size=1, unique=True))
def test_a_known_word_is_always_its_own_suggestion(words):
    assert suggest(words[0], words) == words[0]
