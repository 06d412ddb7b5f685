"""Text becomes HTML in a few ways, and in none of them does it become anything but text."""

from __future__ import annotations

from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ui.markup import image_address, prose, tag, web_address, words


class Reader(HTMLParser):
    """An independent reader of the markup: elements with their attributes, and the text between them."""

    def __init__(self, markup: str) -> None:
        super().__init__(convert_charrefs=True)
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.feed(markup)
        self.close()

    def handle_starttag(self, name: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((name, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.text += data

    def names(self) -> set[str]:
        return {name for name, _ in self.elements}


TEXT = st.text(alphabet=st.characters(exclude_categories=("Cs", "Cc")), max_size=80)
NASTY = TEXT | st.sampled_from(["<script>", "</p><img src=x onerror=y>", '" onclick="z', "&lt;", "javascript:x", "]]>"])


@given(NASTY, NASTY)
def test_words_and_attributes_come_back_as_they_were(text: str, value: str) -> None:
    read = Reader(words("p", text, title=value))
    assert read.elements == [("p", {"title": value})]
    assert read.text == text


def test_attributes_that_are_false_are_left_out() -> None:
    assert tag("button", "x", data_act="add", disabled=False, hidden=True, class_="y", title=None) == (
        '<button data-act="add" hidden class="y">x</button>'
    )


@given(st.lists(NASTY, max_size=6).map("\n".join), st.dictionaries(NASTY.filter(bool), st.just("p3"), max_size=3))
def test_prose_never_makes_an_element_that_is_not_its_own(text: str, titles: dict[str, str]) -> None:
    read = Reader(prose(text, titles))
    assert read.names() <= {"p", "ul", "li", "br", "strong", "a"}
    assert all(set(found) <= {"class", "href", "data-ref"} for _, found in read.elements)
    assert all(found.get("href", "#card-p3") == "#card-p3" for _, found in read.elements)


def test_prose_has_paragraphs_lists_and_bold() -> None:
    assert prose("One **two**\nthree\n\n- four\n- five") == (
        "<p>One <strong>two</strong><br>three</p><ul><li>four</li><li>five</li></ul>"
    )


def test_the_longest_title_is_linked_to_its_card() -> None:
    html = prose("The Swift Pro beats the Swift.", {"Swift": "p1", "Swift Pro": "p2"})
    refs = [found["data-ref"] for name, found in Reader(html).elements if name == "a"]
    assert refs == ["p2", "p1"]
    assert Reader(html).text == "The Swift Pro beats the Swift."


@pytest.mark.parametrize(
    ("image", "address"),
    [
        ("", ""),
        ("jackets/blue one.png", "images/jackets/blue%20one.png"),
        ("https://shop.example/a.jpg?x=1", "https://shop.example/a.jpg?x=1"),
        ("http://shop.example/a.jpg", "http://shop.example/a.jpg"),
        ("javascript:alert(1)", ""),
        ("data:image/svg+xml;base64,AAAA", ""),
        ("file:///etc/passwd", ""),
        ("//evil.example/a.png", ""),
        ("/etc/passwd", ""),
        ("../../etc/passwd", ""),
        ("a/../../b.png", ""),
        ("http://[::1/broken", ""),
    ],
)
def test_pictures_come_from_the_shop_or_the_web(image: str, address: str) -> None:
    assert image_address(image) == address


@pytest.mark.parametrize(
    ("url", "address"),
    [
        ("https://shop.example/p/1", "https://shop.example/p/1"),
        ("JavaScript:alert(1)", ""),
        ("/p/1", ""),
        ("https:", ""),
        ("http://[broken", ""),
    ],
)
def test_links_lead_to_the_web_or_nowhere(url: str, address: str) -> None:
    assert web_address(url) == address
