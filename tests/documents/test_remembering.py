"""Files that are read once as long as they stay the same."""

import os

import pytest

from mesh_assets.documents.remembering import once_for_each_content


@pytest.fixture
def reader():
    """Gives a file's text in some case, and notes every real reading."""
    readings = []

    @once_for_each_content
    def read(file, *, upper=False):
        readings.append(file)
        text = file.read_text()
        return text.upper() if upper else text

    read.readings = readings
    return read


def test_the_same_content_is_read_once(reader, tmp_path):
    file = tmp_path / "a.txt"
    file.write_text("one")
    assert [reader(file), reader(file)] == ["one", "one"]
    assert reader.readings == [file]


def test_a_changed_file_is_read_again_even_with_its_old_time(reader, tmp_path):
    file = tmp_path / "a.txt"
    file.write_text("one")
    assert reader(file) == "one"
    before = file.stat()
    file.write_text("two")
    os.utime(file, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert reader(file) == "two"


def test_what_else_is_asked_for_counts(reader, tmp_path):
    file = tmp_path / "a.txt"
    file.write_text("one")
    assert [reader(file), reader(file, upper=True)] == ["one", "ONE"]


def test_equal_files_are_read_each_for_itself(reader, tmp_path):
    first, second = tmp_path / "a.txt", tmp_path / "b.txt"
    first.write_text("one")
    second.write_text("one")
    assert [reader(first), reader(second)] == ["one", "one"]
    assert reader.readings == [first, second]


def test_a_missing_file_is_the_readers_to_report(reader, tmp_path):
    with pytest.raises(FileNotFoundError):
        reader(tmp_path / "a.txt")
    with pytest.raises(FileNotFoundError):
        reader(tmp_path / "a.txt")
    assert len(reader.readings) == 2
