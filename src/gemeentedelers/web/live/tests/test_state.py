from datetime import UTC, datetime

import pytest
from django.test import Client

from gemeentedelers.foundation.broadcasts.actions import broadcast
from gemeentedelers.web.live.topics import topic_of

NOW = datetime(2027, 6, 16, 14, tzinfo=UTC)
CODE = "k3Q9_mH-7zXw2LbT"


@pytest.mark.parametrize(
    ("name", "topic"),
    [
        ("uitslag", "reveal:2027"),
        ("pitch", "pitch:2027"),
        (f"repetitie-{CODE}", f"reveal:2027:{CODE}"),
        ("repetitie-", None),
        ("repetitie-kort", None),
        (f"repetitie-{CODE} ", None),
        (f"repetitie-{CODE}\n", None),
        ("repetitie-" + 49 * "a", None),
        ("reveal", None),
        ("", None),
    ],
)
def test_a_name_stands_for_one_topic_or_for_nothing(name: str, topic: str | None) -> None:
    assert topic_of(2027, name) == topic


@pytest.mark.django_db
def test_who_cannot_listen_may_ask(client: Client) -> None:
    broadcast("reveal:2027", {"kind": "standby"}, now=NOW)
    response = client.get("/live/2027/stand/uitslag.json")

    assert (response.status_code, response.json()) == (200, {"number": 1, "body": {"kind": "standby"}})
    assert response.headers["Cache-Control"] == "public, max-age=1"
    assert response.cookies == {}


@pytest.mark.django_db
def test_what_did_not_change_is_not_said_again(client: Client) -> None:
    broadcast("pitch:2027", {"kind": "idle"}, now=NOW)
    etag = client.get("/live/2027/stand/pitch.json").headers["ETag"]
    same = client.get("/live/2027/stand/pitch.json", headers={"If-None-Match": etag})
    broadcast("pitch:2027", {"kind": "announced"}, now=NOW)
    other = client.get("/live/2027/stand/pitch.json", headers={"If-None-Match": etag})

    assert (same.status_code, same.content, same.headers["ETag"]) == (304, b"", etag)
    assert (other.status_code, other.json()["body"]) == (200, {"kind": "announced"})


@pytest.mark.django_db
@pytest.mark.parametrize(
    "path", ["2027/stand/uitslag", "2026/stand/pitch", "2027/stand/iets", "99999999999/stand/pitch"]
)
def test_where_nothing_was_said_there_is_nothing(client: Client, path: str) -> None:
    broadcast("pitch:2027", {"kind": "idle"}, now=NOW)

    assert client.get(f"/live/{path}.json").status_code == 404


@pytest.mark.django_db
def test_asking_takes_one_query_and_changes_nothing(client: Client, django_assert_num_queries: object) -> None:
    broadcast("pitch:2027", {"kind": "idle"}, now=NOW)
    with django_assert_num_queries(1):  # type: ignore[operator]
        client.get("/live/2027/stand/pitch.json")

    assert client.post("/live/2027/stand/pitch.json").status_code == 405
