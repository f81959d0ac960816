"""The words that compete with the commands: short, known to the model, from all over the dictionary, unlike them."""

from voiceskill.hearing.rival_words import rival_words, unlike

DICTIONARY = [
    ("aunt", "AE N T"),
    ("aunt's", "AE N T S"),
    ("pause", "P AO Z"),
    ("paws", "P AO Z"),
    ("tomato", "T AH M EY T OW"),
    ("zoo", "Z UW"),
]


def test_rivals_are_short_and_known() -> None:
    assert rival_words(DICTIONARY, {"aunt", "aunt's", "paws", "tomato"}.__contains__) == {
        "aunt": ("AE", "N", "T"),
        "paws": ("P", "AO", "Z"),
    }


def test_a_model_of_another_language_has_none() -> None:
    assert rival_words(DICTIONARY, lambda _: False) == {}


def test_of_many_words_some_are_picked_from_all_over() -> None:
    letters = "abcdefghijklmnopqrstuvwxyz"
    many = [(first + second, "AA B") for first in letters for second in letters]
    picked = [*rival_words(many, lambda _: True)]
    assert 100 < len(picked) <= 200
    assert {word[0] for word in picked} == {*letters}


def test_no_rival_sounds_like_a_word_of_the_commands() -> None:
    rivals = rival_words(DICTIONARY, lambda _: True)
    assert unlike(rivals, {"pause": (("P", "AO", "Z"),), "zoo": (("Z", "AO"),)}) == ["aunt"]
