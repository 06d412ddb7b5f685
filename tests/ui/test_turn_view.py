"""A turn's events, one by one, into what the page shows."""

from __future__ import annotations

from assistant.events import (
    Audit,
    BundleItem,
    BundleShown,
    Card,
    CartShown,
    HandOff,
    ProductsShown,
    ReadingDone,
    TextPiece,
    ToolFinished,
    ToolStarted,
    ToolTrace,
    TurnDone,
)
from assistant.reading import Constraints, Intent, Reading
from ranker.ranker import Reason
from store.money import Money
from tests.ui.small_shop import catalogue
from tests.ui.test_markup import Reader
from ui.turn_view import LONGEST, PARTS, TurnView

CARD = Card("p1", catalogue()[0], 0.75, "hybrid", (Reason("brand", 0.5, value="Nordvik"),), "you like Nordvik")
READING = Reading("a jacket", "en", (Intent.SEARCH,), 0.9, "jacket", Constraints(price_max=9000))
EMPTY = CartShown((), Money(0, "USD"))


def done(**changes: object) -> TurnDone:
    given: dict[str, object] = {
        "trace_id": "t-1",
        "reply": "Here is one.",
        "cards": (CARD,),
        "tools": (ToolTrace("search_products", {"query": "jacket", "brand": []}, 12.4, True),),
        "cart": EMPTY,
        "reading": READING,
        "audit": Audit(2, 1, ("It is gold.",), ("p9.price",)),
        "suggestions": ("Cheaper ones",),
        "model": "shop-lm",
        "timings": {"total": 41.0},
        "tokens": {"prompt": 812},
    }
    return TurnDone(**(given | changes))  # type: ignore[arg-type]


def test_the_status_follows_the_work() -> None:
    view = TurnView(1, "a jacket", "en")
    said = []
    for event in (
        ReadingDone(READING, 3.0),
        ToolStarted("search_products", {}),
        ToolFinished("search_products", {}, 12.0, True, "found 1 of 1"),
        TextPiece("Here "),
        done(),
    ):
        view.take(event)
        said.append(Reader(view.parts()["status"]).text)
    assert said == ["Thinking…", "Looking in the shop…", "Thinking…", "Writing…", ""]


def test_text_and_cards_are_there_as_they_come() -> None:
    view = TurnView(1, "a jacket", "en")
    view.take(ProductsShown((CARD,)))
    view.take(TextPiece("Here is "))
    parts = view.parts()
    assert "Fjordlight down jacket" in parts["cards"]
    assert Reader(parts["answer"]).text == "Here is"
    assert parts["trace"] == parts["next"] == ""


def test_the_finished_turn_has_the_last_word() -> None:
    view = TurnView(1, "a jacket", "en")
    view.take(TextPiece("something that was taken back"))
    view.take(done())
    parts = view.parts()
    assert Reader(parts["answer"]).text == "Here is one."
    assert 'data-text="Cheaper ones"' in parts["next"]
    assert set(parts) <= set(PARTS)


def test_the_trace_has_all_there_is_to_know() -> None:
    view = TurnView(1, "a jacket", "en")
    view.take(done())
    trace = Reader(view.parts()["trace"]).text
    for said in (
        'search_products(query="jacket")',
        "12 ms",
        "0.750",
        "hybrid",
        "brand 50%",
        "price_max",
        "9000",
        "812",
    ):
        assert said in trace
    for said in ("2 facts filled", "It is gold.", "p9.price", "shop-lm", "t-1", "41 ms"):
        assert said in trace


def test_an_answer_without_a_model_says_so() -> None:
    view = TurnView(1, "a jacket", "zh")
    view.take(done(degraded="the model timed out", reading=Reading("夹克", "zh")))
    parts = view.parts()
    assert "未使用语言模型" in parts["note"]
    assert "timed out" not in parts["note"]  # for the trace, not for a shopper


def test_a_set_takes_the_place_of_the_cards() -> None:
    view = TurnView(1, "a set", "en")
    item = BundleItem("jacket", CARD, CARD.product.variants[1].id, CARD.product.price)
    view.take(done(bundle=BundleShown("hiking", (item,), CARD.product.price, Money(0, "USD"))))
    parts = view.parts()
    assert "A set for hiking" in parts["bundle"]
    assert parts["cards"] == ""
    assert view.variant_ids() == [("jacket-1", "jacket-1-M")]


def test_a_hand_off_is_seen() -> None:
    view = TurnView(1, "a person please", "en")
    view.take(done(hand_off=HandOff("asked", "Wants to talk about <b>order</b> 7")))
    note = Reader(view.parts()["note"])
    assert "A person takes over from here" in note.text
    assert "<b>order</b>" in note.text


def test_a_turn_that_broke_off_is_one_sentence() -> None:
    view = TurnView(1, "a jacket", "en")
    view.take(ToolStarted("search_products", {}))
    view.close()
    assert Reader(view.parts()["note"]).text == "Something went wrong on our side. Please try again."
    assert view.parts()["status"] == ""


def test_a_message_of_any_length_is_shown_in_part() -> None:
    view = TurnView(1, "<i>" * 20_000, "en")
    assert len(Reader(view.parts()["you"]).text) == LONGEST + 2
