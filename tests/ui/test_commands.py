"""The `daogou` command as a user meets it: results on standard output, one sentence and a command for what is wrong."""

from __future__ import annotations

import gzip
import json
import socket
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from ui.commands import COMMANDS, main

ROOT = Path(__file__).parents[2]


def run(arguments: list[str]) -> int:
    """The exit code of `daogou` with these arguments."""
    with pytest.raises(SystemExit) as ended:
        main(arguments)
    return int(ended.value.code or 0)


def complaint(capsys: pytest.CaptureFixture[str]) -> str:
    """What was said on standard error; nothing is on standard output, and no traceback anywhere."""
    said = capsys.readouterr()
    assert said.out == ""
    assert "Traceback" not in said.err
    return said.err


def test_version(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["--version"]) == 0
    wanted = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["version"]
    assert capsys.readouterr().out.strip() == wanted


def test_help_names_every_command(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["--help"]) == 0
    said = capsys.readouterr().out
    assert all(name in said for name in COMMANDS)


def test_help_loads_nothing_heavy() -> None:
    """What takes seconds to load is loaded by the commands that need it."""
    check = (
        "import sys\nfrom ui.commands import main\n"
        "try:\n main(['--help'])\nexcept SystemExit: pass\n"
        "print([m for m in ('torch', 'gradio', 'transformers', 'sqlalchemy') if m in sys.modules])"
    )
    out = subprocess.run([sys.executable, "-c", check], capture_output=True, text=True, check=True, cwd=ROOT).stdout
    assert out.splitlines()[-1] == "[]"


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_has_help(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run([name, "--help"]) == 0
    assert f"daogou {name}" in capsys.readouterr().out


def test_chat_prints_exactly_what_is_promised(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["chat", "--home", str(home), "--model", "none", "--message", "blue jackets under 80", "--json"]) == 0
    said = json.loads(capsys.readouterr().out)
    assert set(said) == {
        "session", "reply", "products", "tools", "cart", "timings", "tokens", "audit", "degraded",
    }  # fmt: skip
    assert said["products"] == [
        {"handle": "p1", "id": "jacket-1", "title": "Fjordlight down jacket", "price": 79.0, "currency": "USD"}
    ]
    assert all(set(tool) == {"name", "arguments", "ms"} for tool in said["tools"])
    assert said["degraded"]
    assert said["cart"] == {"lines": [], "total": 0.0, "currency": "USD"}


def test_chat_goes_on_with_a_session(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    one = ["chat", "--home", str(home), "--model", "none", "--json", "--customer", "maya"]
    run([*one, "--message", "blue jackets"])
    first = json.loads(capsys.readouterr().out)
    run([*one, "--session", first["session"], "--message", "add the first one in size L to my cart"])
    second = json.loads(capsys.readouterr().out)
    assert second["session"] == first["session"]
    line = second["cart"]["lines"][0]
    assert (line["variant"], line["quantity"]) == ("jacket-1-L", 1)
    assert second["cart"]["total"] == 79.0


@pytest.mark.parametrize("message", ["", "   ", "x" * 20_000, "\x00\x01\x02", "กระเป๋า", "{p1} {{x}} [/bold]"])
def test_any_message_gets_a_polite_answer(home: Path, message: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["chat", "--home", str(home), "--model", "none", "--message", message]) == 0
    assert len(capsys.readouterr().out.strip()) > 10


def test_an_unknown_customer_is_served(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    shopper = ["--customer", "nobody-knows", "--message", "what do you recommend for me?"]
    assert run(["chat", "--home", str(home), "--model", "none", "--json", *shopper]) == 0
    assert json.loads(capsys.readouterr().out)["products"]


def test_no_shop_is_one_sentence_and_a_command(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["chat", "--home", str(tmp_path), "--model", "none", "--message", "hi"]) == 2
    problem, mend = complaint(capsys).strip().splitlines()[-2:]
    assert problem == f"There is no shop in {tmp_path}."
    assert mend.strip() == f"daogou import FILE --home {tmp_path}"


def test_debug_shows_the_traceback(tmp_path: Path) -> None:
    with pytest.raises(Exception, match="There is no shop"):
        main(["--debug", "chat", "--home", str(tmp_path), "--model", "none", "--message", "hi"])


def test_a_taken_port_is_one_sentence(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as held:
        port = held.getsockname()[1]
        assert run(["serve", "--home", str(home), "--model", "none", "--port", str(port)]) == 2
    assert f"Port {port} on 127.0.0.1 is not free" in complaint(capsys)


@pytest.mark.parametrize("model", ["gpt", "http://127.0.0.1:9/v1"])
def test_a_model_that_is_not_there_is_one_sentence(home: Path, model: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["chat", "--home", str(home), "--model", model, "--message", "hi"]) == 2
    assert model in complaint(capsys)


def test_index_builds_the_index_again(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for folder in (home / "index").iterdir():
        folder.rename(home / "lost")
    assert run(["chat", "--home", str(home), "--model", "none", "--message", "hi"]) == 2
    assert f"daogou index --home {home}" in complaint(capsys)
    assert run(["index", "--home", str(home), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["products"] == 10
    assert run(["chat", "--home", str(home), "--model", "none", "--message", "mugs"]) == 0


def test_complete_says_what_is_suggested(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["complete", "runn", "--home", str(home), "--json"]) == 0
    said = json.loads(capsys.readouterr().out)
    assert all(set(one) == {"kind", "text", "value", "score"} for one in said)
    # Neither is more popular than what is bought: maya bought the first.
    assert [(one["kind"], one["text"], one["value"]) for one in said] == [
        ("product", "Swift running shoes", "shoe-1"),
        ("product", "Dash running shoes", "shoe-2"),
    ]
    assert run(["complete", "nordv", "--home", str(home), "--count", "1"]) == 0
    assert capsys.readouterr().out.split() == ["brand", "Nordvik"]
    assert run(["complete", "zzz", "--home", str(home)]) == 0
    assert capsys.readouterr().out == ""


MUGS = [f"m{number},Mug number {number},{number}.50,EUR,Acme" for number in range(1, 13)]
ROWS = "\n".join(["sku,name,price,currency,brand", *MUGS, "m13,Tin mug,-3,EUR,Acme"])


def test_search_prints_pages_and_what_was_changed(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    asked = ["search", "--home", str(home), "--json", "--sort", "price_asc", "--limit", "2"]
    assert run(asked) == 0
    first = json.loads(capsys.readouterr().out)
    assert len(first["hits"]) == 2
    assert run([*asked, "--cursor", first["next"]]) == 0
    second = json.loads(capsys.readouterr().out)
    prices = [float(hit["price"]) for hit in (*first["hits"], *second["hits"])]
    assert prices == sorted(prices)
    assert not {hit["id"] for hit in first["hits"]} & {hit["id"] for hit in second["hits"]}
    assert first["total"] == second["total"] > 4
    assert run(["search", "--home", str(home), "--filter", "price_max=0.01", "--facet", "brand"]) == 0
    printed = capsys.readouterr()
    assert "Given up: price." in printed.err
    assert "brand: " in printed.out
    assert run(["search", "--home", str(home), "--filter", "price_max=0.01", "--strict"]) == 0
    assert "What leaves nothing: price." in capsys.readouterr().err


def test_search_refuses_what_the_shop_does_not_have(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for wrong in (["--filter", "brnd=x"], ["--filter", "price_max"], ["--facet", "brnd"], ["--cursor", "abc"]):
        assert run(["search", "--home", str(home), *wrong]) == 2
        assert "The search is refused: " in complaint(capsys)


def test_import_takes_a_file_and_reports_the_row_it_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "mugs.csv").write_text(ROWS)
    given = ["import", str(tmp_path / "mugs.csv"), "--home", str(tmp_path / "mugs")]
    assert run([*given, "--preview"]) == 0
    assert "products" in capsys.readouterr().out
    assert not (tmp_path / "mugs").exists()
    assert run([*given, "--strict"]) == 2
    assert "line 14" in complaint(capsys)
    assert not (tmp_path / "mugs").exists()
    assert run([*given, "--json"]) == 0
    report = json.loads(capsys.readouterr().out)
    assert report["products"]["added"] == 12
    refused = report["rows"]["products"]["refused_rows"]
    assert [(row["line"], row["column"]) for row in refused] == [(14, "price")]


def test_import_of_nothing_is_one_sentence(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["import", str(tmp_path / "none.csv"), "--home", str(tmp_path / "shop")]) == 2
    assert "none.csv" in complaint(capsys)
    assert not (tmp_path / "shop").exists()


def test_evaluate_ranks_and_searches(home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rows = "enamel mug,mug-2,3,type\ntwo-person tent,tent-1,3,\n"
    (tmp_path / "judged.csv").write_text(f"query,product_id,rating,class\n{rows}")
    judged = ["--judgments", str(tmp_path / "judged.csv")]
    assert run(["evaluate", "search", "--home", str(home), *judged, "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert set(found) == {"lexical", "dense", "fused", "understood", "fused_minus_better"}
    assert set(found["fused"]) == {
        "ndcg@10", "condensed_ndcg@10", "recall@50", "judged@10", "n", "p95_ms", "by_class",
    }  # fmt: skip
    assert found["fused"]["n"] == 2
    assert found["fused"]["by_class"]["type"]["n"] in (1, 2)
    assert found["fused_minus_better"]["ndcg@10"]["all"]["n"] == 2
    assert run(["evaluate", "search", "--home", str(home), *judged]) == 0
    assert "fused all" in capsys.readouterr().out
    (tmp_path / "judged.csv").write_text(f"query,product_id,rating,class\n{rows}tent,gone-1,1,\n")
    assert run(["evaluate", "search", "--home", str(home), *judged, "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert (found["judged_products"], found["not_in_the_shop"]) == (3, 1)
    (tmp_path / "judged.csv").write_text("query,product_id,rating\ntent,gone-1,1\n")
    assert run(["evaluate", "search", "--home", str(home), *judged]) == 2
    assert "None of the 1 judged products is in the shop" in complaint(capsys)
    assert run(["evaluate", "search", "--home", str(home), "--judgments", str(tmp_path / "none.csv")]) == 2
    assert "none.csv cannot be read: No such file or directory." in complaint(capsys)
    assert run(["evaluate", "ranking", "--home", str(home)]) == 2  # nobody here took three products
    assert "nothing to measure" in complaint(capsys)


def test_evaluate_searches_for_what_it_makes_of_a_catalogue(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    lines = [
        {"id": f"{name}-{colour}", "title": f"Ostra {name} {colour} Camping Tent", "brand": "Ostra", "price": 90,
         "currency": "USD", "category": "Tents", "colour": colour}
        for name in ("Alder", "Birch", "Cedar", "Elder", "Gorse", "Hazel", "Juniper", "Larch", "Maple", "Rowan")
        for colour in ("Red", "Green")
    ]  # fmt: skip
    (tmp_path / "tents.jsonl").write_text("\n".join(map(json.dumps, lines)))
    given = ["--products", str(tmp_path / "tents.jsonl"), "--known-items", "5", "--attributes", "2", "--json"]
    assert run(["evaluate", "search", *given, "--errors", "3"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert {name: figures["n"] for name, figures in found["known_items"].items()} == dict.fromkeys(
        ("lexical", "dense", "fused", "understood"), 5
    )
    assert set(found["attributes"]) == {"lexical", "dense", "fused", "understood", "reader"}
    assert found["attributes"]["reader"]["satisfied@10"] == 1


def test_evaluate_judges_the_readings_of_a_file(home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    cases = [
        {"text": "blue jackets under $80", "expect": {"tool": "search_products", "max_price": 80, "words": ["jacket"]}},
        {"text": "the second one", "history": ["jackets"], "expect": {"items": [2]}},
        {"text": "mugs", "expect": {"words": ["tent"]}},
    ]
    (tmp_path / "cases.jsonl").write_text("\n".join(map(json.dumps, cases)))
    before = {path: path.stat().st_mtime_ns for path in home.rglob("*") if path.is_file()}
    given = ["evaluate", "reader", "--home", str(home), "--file", str(tmp_path / "cases.jsonl")]
    assert run([*given, "--json"]) == 0
    said = json.loads(capsys.readouterr().out)
    assert set(said) == {"n", "exact", "by_key", "failures"}
    assert said["n"] == 3
    assert said["exact"] == round(2 / 3, 4)
    assert said["by_key"]["words"] == {"right": 0.5, "n": 2}
    assert [failure["line"] for failure in said["failures"]] == [3]
    assert {path: path.stat().st_mtime_ns for path in home.rglob("*") if path.is_file()} == before
    assert run(given) == 0
    assert "0.6667" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("given", "problem"),
    [
        (["search"], "Nothing to search for"),
        (["search", "--known-items", "2"], "--home or --products is needed"),
        (["search", "--home", "nowhere", "--judgments", "nowhere.csv"], "nowhere.csv cannot be read"),
        (["ranking"], "--home is needed"),
        (["dialogue"], "--data is needed"),
        (["reader"], "--data"),
        (["reader", "--data", "nowhere"], "nowhere holds no pack"),
        (["reader", "--file", "nowhere.jsonl"], "nowhere.jsonl cannot be read"),
        (["dialogue", "--data", "nowhere"], "nowhere is no pack"),
        (["dialogue", "--data", "nowhere", "--errors", "3"], "dev half only"),
    ],
)
def test_evaluate_without_its_data_is_one_sentence(
    given: list[str], problem: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["evaluate", *given, "--json"]) == 2
    said = complaint(capsys).strip().splitlines()
    assert problem in " ".join(said)
    assert said[-1].strip().startswith("daogou evaluate")


def test_evaluate_has_dialogues(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    titles = [f"Ostra {word} {kind}" for word in ("Calm", "Fresh", "Warm", "Pure") for kind in ("Soap", "Balm", "Oil")]
    with gzip.open(tmp_path / "items.jsonl.gz", "wt") as lines:
        lines.writelines(json.dumps({"id": f"id{at}", "title": title}) + "\n" for at, title in enumerate(titles))
    with gzip.open(tmp_path / "sequences.txt.gz", "wt") as lines:
        lines.writelines(f"shopper{at} {' '.join(f'id{(at * 5 + n) % 12}' for n in range(4))}\n" for at in range(20))
    monkeypatch.chdir(tmp_path)
    given = ["evaluate", "dialogue", "--data", str(tmp_path), "--targets", "4", "--json"]
    assert run(given) == 0
    said = json.loads(capsys.readouterr().out)
    assert {"protocol", "h@5", "at@5", "n", "seconds", "shown", "prompt_tokens", "model_calls", "degraded"} <= set(said)
    assert (said["n"], said["seed"], said["half"], said["model"]) == (4, 0, "test", "none")
    assert said["degraded"] == said["turns"]
    assert 1 <= said["at@5"] <= 6
    assert run(given) == 0
    again = json.loads(capsys.readouterr().out)
    assert {**again, "seconds": 0} == {**said, "seconds": 0}
    assert run([*given[:-1], "--half", "dev", "--errors", "20", "--mismatched"]) == 0
    assert "h@5" in capsys.readouterr().out


def test_the_doctor_sees_a_wrong_line_of_the_shops_words(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "shop.json").write_text("{}")
    for line, wrong in (("sofa = couch", False), ("sofa =", True)):
        (tmp_path / "synonyms.txt").write_text(line)
        run(["doctor", "--home", str(tmp_path), "--json"])
        found = {each["what"]: each for each in json.loads(capsys.readouterr().out)}["synonyms.txt"]
        assert found["ok"] is not wrong
        assert ("line 1" in found["found"]) is wrong


def test_the_doctor_names_what_is_missing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    assert run(["doctor", "--home", str(tmp_path / "shop"), "--json"]) == 1
    found = {finding["what"]: finding for finding in json.loads(capsys.readouterr().out)}
    assert found["python"]["ok"]
    assert found["torch"]["ok"]
    assert not found["chromium"]["ok"]
    assert found["chromium"]["mend"] == "apt-get install chromium"
    assert found[f"shop in {tmp_path / 'shop'}"]["mend"] == f"daogou import SOURCE --home {tmp_path / 'shop'}"


def test_the_benchmarks_can_be_listed() -> None:
    listed = subprocess.run(
        [sys.executable, "-m", "ui.commands", "bench", "--list"], capture_output=True, text=True, check=True, cwd=ROOT
    )
    assert listed.stdout.strip()


def test_searches_lists_what_was_missed(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["searches", "--home", str(home)]) == 0
    assert "Every search found" in capsys.readouterr().out
    run(["chat", "--home", str(home), "--model", "none", "--json", "--message", "show me jakcets"])
    capsys.readouterr()
    assert run(["searches", "--home", str(home), "--days", "1", "--json"]) == 0
    (missed,) = json.loads(capsys.readouterr().out)
    assert missed["count"] == 1
    assert missed["outcome"] == "rescued"
    assert "jackets" in missed["done"]
    assert run(["searches", "--home", str(home)]) == 0
    assert missed["query"] in capsys.readouterr().out


def test_a_shops_synonyms_are_read_and_a_bad_line_is_named(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (home / "synonyms.txt").write_text("anorak = jacket\noops\n")
    assert run(["chat", "--home", str(home), "--model", "none", "--message", "hi"]) == 2
    assert "synonyms.txt, line 2" in complaint(capsys)
    (home / "synonyms.txt").write_text("zorb = jacket\n")
    assert run(["chat", "--home", str(home), "--model", "none", "--json", "--message", "show me zorbs"]) == 0
    assert "jacket" in json.loads(capsys.readouterr().out)["products"][0]["title"]


def test_rank_explains_what_the_rules_changed(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    given = ["rank", "--home", str(home), "--customer", "maya", "--query", "jacket", "--limit", "3"]
    assert run([*given, "--json"]) == 0
    before = json.loads(capsys.readouterr().out)
    assert [item["id"] for item in before["shown"]] == before["model"]
    last = before["model"][-1]
    (home / "rules.toml").write_text(f'[[boost]]\nproduct = "{last}"\nfactor = 9\nwhy = "winter campaign"\n')
    assert run([*given, "--json"]) == 0
    after = json.loads(capsys.readouterr().out)
    assert after["model"] == before["model"]
    assert [item["id"] for item in after["shown"]] == [last, *before["model"][:2]]
    assert after["changes"][0]["sentence"] == "The shop's rules move it: winter campaign."
    assert run([*given, "--explain"]) == 0
    said = capsys.readouterr().out
    assert f"{last}  boost  3 → 1  The shop's rules move it: winter campaign." in said
    assert said.index("The order of the ranker") < said.index("What the rules changed") < said.index("The list:")
    assert run(["rank", "--home", str(home)]) == 0
    assert "jacket" in capsys.readouterr().out


def test_the_doctor_warns_of_names_in_the_rules_that_the_shop_does_not_have(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for rules, ok, needed, said in (
        ('[[boost]]\nbrand = "Nordvik"\nfactor = 2\n', True, False, "1 boosts, 0 buried"),
        ('[[boost]]\nbrand = "Nordvig"\nfactor = 2\n', False, False, "boost 1: no brand 'Nordvig'; 'Nordvik' is near"),
        ('[[boost]]\nbrand = "Nordvik"\nfactor = 0\n', False, True, "line 3"),
    ):
        (home / "rules.toml").write_text(rules)
        run(["doctor", "--home", str(home), "--json"])
        found = {each["what"]: each for each in json.loads(capsys.readouterr().out)}["rules.toml"]
        assert (found["ok"], found["needed"]) == (ok, needed)
        assert said in found["found"]
