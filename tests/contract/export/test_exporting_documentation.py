"""Pages for people: read back as Markdown and as HTML, they say what the contract says."""

from dataclasses import replace
from html.parser import HTMLParser
from itertools import pairwise

import pytest
from markdown_it import MarkdownIt

from mesh_assets.contract.export.html_page import export_html
from mesh_assets.contract.export.markdown import export_markdown
from mesh_assets.contract.model import Contract


class Page(HTMLParser):
    """The headings, the paragraphs and the cells of a page; unbalanced tags are an error."""

    _EMPTY = frozenset({"meta"})

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.texts: dict[str, list[str]] = {"h1": [], "p": [], "td": []}
        self.feed(text)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, _attrs: list) -> None:
        if tag not in self._EMPTY:
            self.open.append(tag)
        if tag in self.texts:
            self.texts[tag].append("")

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if self.open and self.open[-1] in self.texts:
            self.texts[self.open[-1]][-1] += data


def page_of_markdown(text: str) -> Page:
    return Page(MarkdownIt("commonmark").enable("table").render(text))


def test_both_pages_of_a_product_say_the_same(product_contract: Contract) -> None:
    html = Page(export_html(product_contract).text)
    markdown = page_of_markdown(export_markdown(product_contract).text)
    paths = [path for path, _ in product_contract.walk()]
    assert html.texts["td"][: 5 * len(paths) : 5] == paths
    assert html.texts["h1"] == [product_contract.name]
    assert [" ".join(cell.split()) for cell in html.texts["td"]] == markdown.texts["td"]


def test_text_is_never_read_as_markup(awkward: Contract) -> None:
    html = Page(export_html(awkward).text)
    markdown = page_of_markdown(export_markdown(awkward).text)
    assert html.texts["p"] == [awkward.description]
    assert markdown.texts["p"][0] == awkward.description
    assert [" ".join(cell.split()) for cell in html.texts["td"]] == markdown.texts["td"]


def test_every_rule_is_told_in_words(awkward: Contract) -> None:
    cells = Page(export_html(awkward).text).texts["td"]
    told = dict(pairwise(cells))
    assert told["weight.exclusive_maximum"] == "weight: < 31.5"
    assert told["items.max_items"] == "items: max items 100"
    assert told["email.format"] == "email: format: email"
    assert told["primary_key.unique"] == "the table: unique: number, carrier"
    assert told["state_known"] == "state: invalid count = 0 rows: created, sent, LOST"
    assert told["address"] == "object"
    left_out = {one.part for one in export_html(awkward).left_out}
    assert left_out == {"terms"}


@pytest.mark.parametrize(
    "text", ["1. First.", "12) Twelfth.", "- A dash.", "+ More.", "# No. 1", "_id_ and a_b", "> x"]
)
def test_a_description_is_a_paragraph_however_it_begins(awkward: Contract, text: str) -> None:
    page = page_of_markdown(export_markdown(replace(awkward, description=text)).text)
    assert page.texts["p"][0] == text
