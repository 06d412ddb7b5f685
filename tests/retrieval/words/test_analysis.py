"""Stems and function words by language, and the language told from texts that people would write."""

from __future__ import annotations

import pytest

from retrieval.words.analysis import Analyzer, language_of

TEXTS = {
    "english": "A warm coat for the winter, with a hood that you can take off. Made of wool and lined with silk.",
    "german": "Ein warmer Mantel für den Winter mit einer Kapuze, die man abnehmen kann. Aus Wolle, mit Futter.",
    "french": "Un manteau chaud pour l'hiver, avec une capuche que vous pouvez enlever. En laine et doublé de soie.",
    "spanish": "Un abrigo para el invierno con una capucha que se puede quitar. De lana y con forro de seda.",
    "italian": "Un cappotto caldo per l'inverno con un cappuccio che si può togliere. In lana e foderato di seta.",
    "dutch": "Een warme jas voor de winter met een capuchon die je eraf kunt halen. Van wol en met zijde gevoerd.",
    "portuguese": "Um casaco para o inverno com um capuz que não é fixo. De lã e com forro de seda para os dias frios.",
    "swedish": "En varm kappa för vintern med en luva som du kan ta av. Den är av ull och fodrad med siden.",
}


@pytest.mark.parametrize("language", TEXTS)
def test_the_language_is_told_from_descriptions(language: str) -> None:
    assert language_of([TEXTS[language]]) == language


@pytest.mark.parametrize("texts", [[], [""], ["Nike Air Max 90", "WH-1000XM4 black"], ["红色连衣裙", "蓝色外套"]])
def test_texts_that_tell_no_language_are_taken_for_english(texts: list[str]) -> None:
    assert language_of(texts) == "english"


def test_words_come_as_spelt_and_as_stems() -> None:
    analyzer = Analyzer()
    assert analyzer.surfaces("Running SHOES, café!") == ["running", "shoes", "cafe"]
    assert analyzer.stems("Running SHOES, café!") == ["run", "shoe", "cafe"]
    assert Analyzer("german").stems("Häuser Haus") == ["haus", "haus"]


def test_stop_words_are_those_of_asking_and_of_the_language() -> None:
    english, german = Analyzer(), Analyzer("german")
    assert english.is_stop("show", "show")
    assert not english.is_stop("shoe", "shoe")
    assert german.is_stop("für", "fur")
    assert german.is_stop("show", "show")
    assert not german.is_stop("stuhl", "stuhl")


def test_a_language_without_a_stemmer_is_refused() -> None:
    with pytest.raises(ValueError, match="klingon"):
        Analyzer("klingon")
