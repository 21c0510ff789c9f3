import pytest

from gemeentedelers.config.env import Env

SHAPES = {"file:///srv/files": r"file:///[^?#]+"}


def read(value: str | None) -> tuple[str, list[str]]:
    env = Env({} if value is None else {"FILES_URL": value})
    return env.address("FILES_URL", "file:///standard", shapes=SHAPES), env.problems


@pytest.mark.parametrize(
    ("value", "address"),
    [
        (None, "file:///standard"),
        ("", "file:///standard"),
        ("file:///srv/a%20b", "file:///srv/a%20b"),
    ],
)
def test_an_address_that_is_supported_is_taken(value: str | None, address: str) -> None:
    assert read(value) == (address, [])


@pytest.mark.parametrize("value", ["s3://bucket?endpoint=x", "file://server/share", "file:///", "/srv/files", "x"])
def test_another_address_is_named_with_what_is_supported(value: str) -> None:
    _, problems = read(value)

    assert problems == [f"FILES_URL should look like file:///srv/files, not {value!r}; nothing else is supported"]
