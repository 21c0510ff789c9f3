import pytest

from gemeentedelers.foundation.words import count_characters, count_words


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", 0),
        (" \t\r\n ", 0),
        ("Wijkteam", 1),
        ("e-mail", 1),
        ("https://x.nl/a?b", 1),
        ("- een\n- twee\n– drie", 3),
        ("•\teen", 1),
        ("🙂", 0),
        ("👩‍👩‍👧", 0),
        ("🙂 blij", 1),
        ("\u00e9\u00e9n", 1),
        ("e\u0301e\u0301n", 1),
        ("10.000", 1),
        ("½ ² Ⅷ ①", 4),
        ("€ 12,50", 1),
        ("...", 0),
        ("een…twee", 1),
        ("een\u00a0twee", 2),
        ("een\u202ftwee", 2),
        ("een\u2028twee", 2),
        ("een\u3000twee", 2),
        ("een\u0085twee", 2),
        ("een\u001ctwee\u001ddrie\u001evier\u001fvijf", 5),
        ("een\u000btwee\u000cdrie", 3),
        ("een\u200btwee", 1),
        ("een\u200dtwee", 1),
        ("een\u2060twee", 1),
        ("een\ufefftwee", 1),
        ("\ufeffeen", 1),
        ("\ufeff", 0),
        ("een\u00adtwee", 1),
        ("een\u180etwee", 1),
        ("سلام 你好", 2),
        ("a\u0000b", 1),
        ("𝒳 𐐀", 2),
    ],
)
def test_words(text: str, expected: int) -> None:
    assert count_words(text) == expected


def test_spaces_are_those_of_python() -> None:
    spaces = [chr(point) for point in range(0x110000) if count_words(f"a{chr(point)}b") == 2]

    assert spaces == [character for point in range(0x110000) if (character := chr(point)).isspace()]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", 0),
        ("een", 3),
        ("a\r\nb", 3),
        ("a\nb", 3),
        ("a\rb", 3),
        ("\r\n\r\n", 2),
        ("🙂", 1),
        ("e\u0301", 2),
        ("a ", 2),
    ],
)
def test_characters(text: str, expected: int) -> None:
    assert count_characters(text) == expected
