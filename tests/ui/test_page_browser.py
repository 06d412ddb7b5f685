"""The page in a real browser, on a small real shop without a model: judged by what is on the page, not by wording."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, FilePayload, Page, ViewportSize, expect, sync_playwright

from retrieval.encoder import Encoder
from tests.ui.conftest import app_of, opened, served
from tests.ui.small_shop import HOSTILE, catalogue

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--disable-background-networking",
    "--disable-component-update", "--no-first-run",
]  # fmt: skip
PHONE = ViewportSize(width=390, height=844)
PATIENCE = 60_000  # ms: the machine may be busy, and nothing here is about speed
PRODUCTS = {product.id: product for product in catalogue()}

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="no Chromium here: apt-get install chromium"),
]


@pytest.fixture(scope="module")
def address(built: Path, encoder: Encoder, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    home = tmp_path_factory.mktemp("browsed") / "shop"
    shutil.copytree(built, home)
    with opened(home, encoder) as assistant, served(app_of(assistant)) as found:
        yield found


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield started
        started.close()


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    """A shopper's browser. A test fails when the page throws, or asks another machine for anything."""
    made = browser.new_context(viewport={"width": 1280, "height": 860})
    made.set_default_timeout(PATIENCE)
    expect.set_options(timeout=PATIENCE)
    yield made
    made.close()


@pytest.fixture
def page(context: BrowserContext, address: str) -> Iterator[Page]:
    tab = context.new_page()
    errors: list[str] = []
    elsewhere: list[str] = []
    tab.on("pageerror", lambda error: errors.append(str(error)))
    tab.on("request", lambda request: None if is_local(request.url, address) else elsewhere.append(request.url))
    visit(tab, address)
    yield tab
    assert errors == []
    assert elsewhere == []


def is_local(url: str, address: str) -> bool:
    return url.startswith((address, "data:", "blob:"))


def visit(tab: Page, address: str) -> None:
    tab.goto(address)
    expect(tab.locator("[data-act=persona]")).to_be_visible()  # what only the server knows is there


def say(tab: Page, message: str) -> int:
    """Sends a message, waits for the whole answer, and returns the number of its turn."""
    turn = tab.locator("article.dg-turn").count() + 1
    tab.locator("#dg-message textarea").fill(message)
    tab.locator("#dg-message textarea").press("Enter")
    finished(tab, turn)
    return turn


def finished(tab: Page, turn: int) -> None:
    expect(tab.locator(f'[data-turn="{turn}"] .dg-trace')).to_be_attached()


def ids(tab: Page, turn: int) -> list[str]:
    cards = tab.locator(f'[data-turn="{turn}"] .dg-card')
    return [card.get_attribute("data-product") or "" for card in cards.all()]


def become(tab: Page, name: str) -> None:
    tab.locator("[data-act=persona]").select_option(label=name)
    expect(tab.locator(".dg-welcome h2")).to_contain_text(name.split()[0])


def test_a_message_shows_products_that_satisfy_it(page: Page) -> None:
    turn = say(page, "jackets under 80 dollars")
    found = ids(page, turn)
    assert found
    assert all(PRODUCTS[key].category[-1] == "Jackets" and PRODUCTS[key].price.major < 80 for key in found)
    assert len(page.locator(f'[data-turn="{turn}"] .dg-answer').inner_text()) > 10


def test_pictures_load_and_a_missing_one_leaves_the_placeholder(page: Page) -> None:
    turn = say(page, "mugs")
    assert set(ids(page, turn)) >= {"mug-1", "mug-2"}
    there = page.locator('[data-product="mug-2"] .dg-picture img').first
    assert there.evaluate("image => image.decode().then(() => image.naturalWidth)") == 64
    expect(page.locator('[data-product="mug-1"] .dg-picture img')).to_have_count(0)
    expect(page.locator('[data-product="mug-1"] .dg-no-picture').first).to_be_visible()


def test_a_chosen_variant_goes_into_the_cart_and_out_again(page: Page) -> None:
    say(page, "blue jackets")
    card = page.locator('.dg-card[data-product="jacket-1"]').first
    card.locator("select").select_option("jacket-1-L")
    card.locator("[data-act=add]").click()
    cart = page.locator("#dg-cart")
    expect(cart.locator("li")).to_contain_text(["L, blue"])
    expect(cart.locator("p.dg-sum strong")).to_have_text("$79.00")
    expect(card.locator("[data-act=add]")).to_have_class("dg-add is-in")
    assert card.locator("select").input_value() == "jacket-1-L"  # the fresh copy keeps the choice
    cart.get_by_role("button", name="One more of Fjordlight down jacket").click()
    expect(cart.locator("p.dg-sum strong")).to_have_text("$158.00")
    cart.get_by_role("button", name="Remove Fjordlight down jacket").click()
    expect(cart.locator("li")).to_have_count(0)


def test_a_persona_brings_its_memory_and_its_own_answers(page: Page) -> None:
    become(page, "Maya Lindqvist")
    expect(page.locator("#dg-memory li")).to_have_count(2)
    page.locator(".dg-chip", has_text="What do you recommend for me?").click()
    finished(page, 1)
    maya = ids(page, 1)
    assert maya
    assert "shoe-1" not in maya  # she has it
    become(page, "Tom Becker")
    expect(page.locator("article.dg-turn")).to_have_count(0)  # a conversation of his own
    expect(page.locator("#dg-memory li")).to_have_count(0)
    page.locator(".dg-chip", has_text="What do you recommend for me?").click()
    finished(page, 1)
    assert ids(page, 1) != maya


def test_a_memory_says_where_it_came_from_and_can_be_deleted(page: Page) -> None:
    become(page, "Maya Lindqvist")
    memory = page.locator("#dg-memory")
    expect(memory).to_contain_text("I always wear size M")
    expect(memory).to_contain_text("from your orders")
    memory.get_by_role("button", name="Forget Size M").click()
    expect(memory.locator("li")).to_have_count(1)
    page.reload()
    expect(page.locator("#dg-memory li")).to_have_count(1)


def test_not_for_me_takes_the_product_away(page: Page) -> None:
    turn = say(page, "jackets")
    first = ids(page, turn)[0]
    page.locator(f'[data-turn="{turn}"] [data-product="{first}"] [data-act=hide]').click()
    expect(page.locator(f'[data-turn="{turn}"] .dg-card.is-hidden')).to_have_count(1)
    assert first not in ids(page, say(page, "jackets under 500"))


def test_the_trace_unfolds(page: Page) -> None:
    turn = say(page, "red running shoes")
    trace = page.locator(f'[data-turn="{turn}"] .dg-trace')
    trace.locator("summary").click()
    expect(trace.locator('[data-trace="tools"] code')).to_contain_text("search_products(")
    for section in ("reading", "candidates", "time", "tokens", "audit", "model"):
        expect(trace.locator(f'[data-trace="{section}"]')).to_be_visible()


def test_a_suggestion_is_sent_with_one_tap(page: Page) -> None:
    turn = say(page, "jackets")
    page.locator(f'[data-turn="{turn}"] .dg-chip').first.click()
    finished(page, turn + 1)
    expect(page.locator(f'[data-turn="{turn}"] .dg-chip').first).to_be_hidden()  # only the last answer offers more


def test_more_like_this_finds_others_of_its_kind(page: Page) -> None:
    turn = say(page, "running shoes")
    say(page, "mugs")
    page.locator(f'[data-turn="{turn}"] [data-product="shoe-1"] .dg-quiet').first.click()
    finished(page, turn + 2)
    expect(page.locator(f'[data-turn="{turn + 2}"] .dg-you')).to_have_text("More like Swift running shoes")
    expect(page.locator(f'[data-turn="{turn + 2}"] [data-trace="tools"]')).to_contain_text("find_similar(")
    found = ids(page, turn + 2)
    assert found
    assert "shoe-1" not in found


def test_hostile_records_stay_text(page: Page) -> None:
    say(page, "grey rain jacket by evil")
    become(page, "Maya Lindqvist")
    turn = say(page, "jackets")
    card = page.locator(f'[data-turn="{turn}"] .dg-card[data-product="jacket-4"]')
    expect(card.locator("h3")).to_have_text(HOSTILE)
    card.locator("[data-act=add]").click()
    expect(page.locator("#dg-cart")).to_contain_text("<script>")
    page.locator("#dg-message textarea").fill('<img src=x onerror="window.hacked=3"> "quoted" {{value}} ${value}')
    page.locator("#dg-message textarea").press("Enter")
    finished(page, turn + 1)
    assert page.evaluate("window.hacked") is None
    assert page.locator(".dg-thread script, .dg-panel script, [onerror]").count() == 0


def test_two_tabs_are_two_shoppers(context: BrowserContext, page: Page, address: str) -> None:
    other = context.new_page()
    visit(other, address)
    say(page, "blue jackets")
    page.locator('.dg-card[data-product="jacket-1"] [data-act=add]').first.click()
    expect(page.locator("#dg-cart li")).to_have_count(1)
    say(other, "mugs")
    expect(other.locator("article.dg-turn")).to_have_count(1)
    expect(other.locator("#dg-cart li")).to_have_count(0)
    expect(page.locator("article.dg-turn")).to_have_count(1)


def test_a_reload_brings_the_conversation_back(page: Page) -> None:
    turn = say(page, "mugs")
    before = ids(page, turn)
    page.reload()
    finished(page, turn)
    assert ids(page, turn) == before


def test_messages_sent_while_one_is_answered_are_answered_in_order(page: Page) -> None:
    for message in ("jackets under 80 dollars", "mugs", "tents"):
        page.locator("#dg-message textarea").fill(message)
        page.locator("#dg-message textarea").press("Enter")
    for turn, kind in enumerate(("Jackets", "Mugs", "Tents"), start=1):
        finished(page, turn)
        assert kind in {PRODUCTS[key].category[-1] for key in ids(page, turn)}


def test_the_button_sends_and_a_new_line_does_not(page: Page) -> None:
    field = page.locator("#dg-message textarea")
    field.fill("tents")
    field.press("Shift+Enter")
    expect(field).to_have_value("tents\n")
    page.locator("#dg-message button").click()
    expect(field).to_have_value("")
    finished(page, 1)
    assert ids(page, 1)


def test_empty_and_endless_messages_get_a_polite_answer(page: Page) -> None:
    page.locator("#dg-message textarea").press("Enter")
    turn = say(page, "运动鞋 " + "x" * 20_000)
    assert turn == 1  # the empty one made none
    assert len(page.locator('[data-turn="1"] .dg-answer').inner_text()) > 5
    assert overflow(page) == 0


def overflow(tab: Page) -> int:
    """By how many pixels the page is wider than its window."""
    return int(tab.evaluate("document.documentElement.scrollWidth - window.innerWidth"))


def test_a_phone_has_no_sideways_scroll_and_its_panels_open(browser: Browser, address: str) -> None:
    phone = browser.new_context(viewport=PHONE, is_mobile=True, has_touch=True, color_scheme="dark")
    phone.set_default_timeout(PATIENCE)
    tab = phone.new_page()
    visit(tab, address)
    assert overflow(tab) == 0
    say(tab, "jackets and running shoes")
    tab.locator(".dg-trace summary").first.click()
    assert overflow(tab) == 0
    tab.locator(".dg-card [data-act=add]:not([disabled])").first.click()
    expect(tab.locator("[data-act=panel-cart]")).to_have_attribute("data-count", "1")
    tab.locator("[data-act=panel-cart]").click()
    expect(tab.locator("#dg-cart")).to_be_in_viewport()
    tab.keyboard.press("Escape")
    expect(tab.locator("#dg-cart")).not_to_be_in_viewport()
    assert overflow(tab) == 0
    phone.close()


def test_the_banner_is_there_until_the_model_is(context: BrowserContext, home: Path, encoder: Encoder) -> None:
    states = ["starting"]
    with opened(home, encoder) as assistant, served(app_of(assistant, lambda: states[0])) as address:
        tab = context.new_page()
        visit(tab, address)
        expect(tab.locator(".dg-banner")).to_contain_text("starting")
        states[0] = "ready"
        expect(tab.locator(".dg-banner")).to_be_hidden()
        tab.close()


PHOTO_NAMES = "Search by photo: JPEG, PNG, GIF or WebP, at most 20 MB"


@pytest.fixture(scope="module")
def seeing(photo_home: Path, encoder: Encoder, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a shop that finds by look."""
    home = tmp_path_factory.mktemp("seeing") / "shop"
    shutil.copytree(photo_home, home)
    with opened(home, encoder) as assistant, served(app_of(assistant)) as found:
        yield found


@pytest.fixture
def seen(context: BrowserContext, seeing: str) -> Iterator[Page]:
    """A tab of the shop that finds by look. A test fails when the page throws or asks another machine for anything."""
    tab = context.new_page()
    wrong: list[str] = []
    tab.on("pageerror", lambda error: wrong.append(str(error)))
    tab.on("request", lambda request: None if is_local(request.url, seeing) else wrong.append(request.url))
    tab.goto(seeing)
    expect(tab.get_by_role("button", name=PHOTO_NAMES)).to_be_visible()
    yield tab
    assert wrong == []


def attach(tab: Page, file: FilePayload) -> None:
    with tab.expect_file_chooser() as chooser:
        tab.get_by_role("button", name=PHOTO_NAMES).press("Enter")
    chooser.value.set_files([file])


def test_an_attached_photo_finds_what_it_shows(seen: Page, photo_home: Path) -> None:
    photo = (photo_home / "images" / "238-green-triangle.png").read_bytes()
    attach(seen, FilePayload(name="mine.png", mimeType="image/png", buffer=photo))
    expect(seen.locator(".dg-photo-said")).to_contain_text("next message")
    field = seen.locator("#dg-message textarea")
    expect(field).to_be_focused()
    field.press("Enter")  # a photo alone is a message
    finished(seen, 1)
    assert "238-green-triangle" in ids(seen, 1)[:3]
    bubble = seen.locator('[data-turn="1"] .dg-you img')
    expect(bubble).to_have_attribute("alt", "Your photo")
    assert bubble.evaluate("image => image.decode().then(() => image.naturalWidth)") == 96
    assert (bubble.get_attribute("src") or "").startswith("data:image/jpeg;base64,")
    expect(seen.locator(".dg-photo-said")).to_be_empty()
    turn = say(seen, "red squares")  # the photo went with its message only
    expect(seen.locator(f'[data-turn="{turn}"] [data-trace="tools"]')).to_contain_text("search_products(")


def test_words_beside_a_photo_are_conditions(seen: Page, photo_home: Path) -> None:
    photo = (photo_home / "images" / "005-blue-circle.png").read_bytes()
    attach(seen, FilePayload(name="mine.png", mimeType="image/png", buffer=photo))
    turn = say(seen, "like this but in red")
    found = ids(seen, turn)
    assert found
    assert all("-red-" in key for key in found)
    expect(seen.locator(f'[data-turn="{turn}"] .dg-you')).to_contain_text("like this but in red")


def test_a_photo_that_is_removed_or_none_at_all(seen: Page) -> None:
    broken = FilePayload(
        name="<img src=x onerror=hacked>.png", mimeType="image/png", buffer=b"\x89PNG\r\n\x1a\nnothing"
    )
    attach(seen, broken)
    seen.get_by_role("button", name="Remove the photo").click()
    seen.locator("#dg-message textarea").press("Enter")  # nothing to send
    expect(seen.locator("article.dg-turn")).to_have_count(0)
    attach(seen, broken)
    seen.locator("#dg-message textarea").press("Enter")
    finished(seen, 1)
    expect(seen.locator('[data-turn="1"] .dg-answer')).to_contain_text("cannot be read")
    expect(seen.locator('[data-turn="1"] .dg-you')).to_have_text("Your photo")


def test_a_file_that_is_too_large_stays_here(seen: Page, tmp_path: Path) -> None:
    huge = tmp_path / "huge.png"
    with huge.open("wb") as file:
        file.truncate(20_000_001)
    with seen.expect_file_chooser() as chooser:
        seen.get_by_role("button", name=PHOTO_NAMES).click()
    chooser.value.set_files(huge)
    expect(seen.locator(".dg-photo-said")).to_have_text("That photo is larger than 20 MB.")
    seen.locator("#dg-message textarea").press("Enter")
    expect(seen.locator("article.dg-turn")).to_have_count(0)


def test_a_shop_that_cannot_see_offers_no_photo(page: Page) -> None:
    say(page, "jackets")
    expect(page.locator(".dg-attach")).to_be_hidden()


def test_everything_can_be_reached_and_named(page: Page) -> None:
    say(page, "jackets")
    nameless = page.evaluate(
        """() => Array.from(document.querySelectorAll('.dg-head, .dg-thread, .dg-panel'))
          .flatMap((part) => Array.from(part.querySelectorAll('button, select, a, img')))
          .filter((one) => !(one.getAttribute('aria-label') || one.alt || one.textContent.trim()))
          .map((one) => one.outerHTML)"""
    )
    assert nameless == []
    assert page.locator(".dg-thread").get_attribute("role") == "log"
    expect(page.get_by_role("textbox", name="Your message")).to_be_editable()
