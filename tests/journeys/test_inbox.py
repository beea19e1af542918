"""The HTTP inbox: a website's form becomes a request, once, for the right brand."""

import asyncio
import json
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from io import BytesIO
from typing import Any

import aiohttp
import pytest

from bot.inbox import PREFIX, hash_of
from storage.tables import ApiKey, Filed, Notice, Request
from tests.stage import Stage

FORM = {"client": {"name": "Олена", "id": "olena@example.com"}, "text": "Де моє замовлення?"}


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Door:
    """A program that files requests."""

    def __init__(self, stage: Stage, port: int, http: aiohttp.ClientSession) -> None:
        self.stage = stage
        self.url = f"http://127.0.0.1:{port}"
        self.http = http
        self.key = ""

    async def files(
        self, body: Any = FORM, *, key: str | None = None, **headers: str
    ) -> tuple[int, dict[str, Any]]:
        data = BytesIO(body if isinstance(body, bytes) else json.dumps(body).encode())
        sent = {
            "Authorization": f"Bearer {self.key if key is None else key}",
            "Content-Type": "application/json",
            **{name.replace("_", "-"): value for name, value in headers.items()},
        }
        async with self.http.post(f"{self.url}/api/v1/requests", data=data, headers=sent) as got:
            self.headers = got.headers
            return got.status, await got.json()


@asynccontextmanager
async def opened(database_url: str, **how: Any) -> AsyncIterator[Door]:
    port = free_port()
    address = f"127.0.0.1:{port}"
    async with (
        Stage.open(database_url, INBOX_ADDRESS=address, **how) as stage,
        aiohttp.ClientSession() as http,
    ):
        await stage.set_up()
        door = Door(stage, port, http)
        stage.owner.writes("/apikey Сайт")
        shown = await stage.seen(stage.owner, "The key “Сайт”")
        door.key = next(word for word in shown.text.split() if word.startswith(PREFIX))
        await stage.quiet()
        yield door


@pytest.fixture
async def door(stage_url: str) -> AsyncIterator[Door]:
    async with opened(stage_url) as one:
        yield one


async def test_a_form_becomes_a_request_with_its_clock_and_card(door: Door) -> None:
    stage = door.stage
    sent_at = stage.clock() - timedelta(hours=3)
    status, answer = await door.files({**FORM, "sent_at": sent_at.isoformat()})
    due = (sent_at + timedelta(days=1)).isoformat()
    assert (201, {"id": 1, "number": 1, "status": "open", "due_at": due}) == (status, answer)
    card = await stage.seen(stage.desk, "Де моє замовлення?")
    assert "website" in card.text
    assert "Answer via website" in card.text
    stage.iryna.writes("Вже їде", chat=stage.desk, reply_to=card)
    await stage.seen(stage.desk, "please send it via website yourself")
    await stage.turns(card, "🟢 answered in")


async def test_the_same_client_goes_on_with_their_open_request(door: Door) -> None:
    await door.files()
    status, answer = await door.files({**FORM, "text": "Ау?"})
    assert (201, 1) == (status, answer["number"])
    other = {"client": {"name": "Олена"}, "text": "Я інша Олена, чи є чай?", "source": "Rozetka"}
    assert 2 == (await door.files(other))[1]["number"]
    assert "Rozetka" in (await door.stage.seen(door.stage.desk, "#2")).text


async def test_what_is_sent_again_is_filed_once(door: Door) -> None:
    first = await door.files(Idempotency_Key="form-17")
    again = await door.files(Idempotency_Key="form-17")
    assert (201, 200) == (first[0], again[0])
    assert first[1] == again[1]
    status, refused = await door.files({**FORM, "text": "Інше"}, Idempotency_Key="form-17")
    assert (409, "key_reused") == (status, refused["error"]["code"])
    assert 1 == await door.stage.record.count(Request)


async def test_many_at_once_under_one_key_are_filed_once(door: Door) -> None:
    got = await asyncio.gather(*[door.files(Idempotency_Key="burst") for _ in range(10)])
    assert [200] * 9 + [201] == sorted(status for status, _ in got)
    assert 1 == await door.stage.record.count(Filed)


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ([], "body"),
        ({}, "client"),
        ({**FORM, "text": "   "}, "text"),
        ({**FORM, "text": "а" * 4001}, "text"),
        ({**FORM, "text": "нуль \0"}, "text"),
        ({**FORM, "client": {"name": ""}}, "client.name"),
        ({**FORM, "client": {"name": "О" * 65}}, "client.name"),
        ({**FORM, "kind": "threat"}, "kind"),
        ({**FORM, "language": "de"}, "language"),
        ({**FORM, "sent_at": "2026-11-02T10:00:00"}, "sent_at"),
        ({**FORM, "sent_at": "2036-11-02T10:00:00+02:00"}, "sent_at"),
        ({**FORM, "sent_at": "1999-11-02T10:00:00Z"}, "sent_at"),
        ({**FORM, "phone": "1"}, "phone"),
    ],
)
async def test_a_wrong_field_is_named(door: Door, body: Any, field: str) -> None:
    status, answer = await door.files(body)
    assert 422 == status
    assert field in {one["field"] for one in answer["error"]["fields"]}
    assert 0 == await door.stage.record.count(Request)


async def test_what_is_no_request_at_all_is_refused_in_json(door: Door) -> None:
    for body in (b"", b"{", b"\xff\xfe", b'"\\ud800"'):
        assert 400 == (await door.files(body))[0]
    assert 415 == (await door.files(Content_Type="text/plain"))[0]
    assert 413 == (await door.files(b"x" * (10 * 1024 * 1024)))[0]
    assert 422 == (await door.files(Idempotency_Key="x" * 201))[0]
    async with door.http.get(f"{door.url}/api/v1/requests") as got:
        assert (405, "POST") == (got.status, got.headers["Allow"])
        assert "error" in await got.json()
    async with door.http.get(f"{door.url}/") as got:
        assert 404 == got.status
        assert "error" in await got.json()
    async with door.http.get(f"{door.url}/api/v1/health") as got:
        assert {"status": "ok"} == await got.json()
    assert 0 == await door.stage.record.count(Request)


async def test_a_key_opens_until_it_is_revoked_and_is_kept_as_a_fingerprint(door: Door) -> None:
    stage = door.stage
    for key in ("", "vidhuk_guess", door.key + "x"):
        status, answer = await door.files(key=key)
        assert (401, "unauthorized") == (status, answer["error"]["code"])
        assert door.headers["WWW-Authenticate"].startswith("Bearer")
    rows = await stage.record.rows(stage.record.ids(Notice))
    assert rows
    assert 1 == await stage.record.count(ApiKey, ApiKey.secret_hash == hash_of(door.key))
    assert door.key not in await stage.record.everything()

    stage.owner.writes("/apikey", chat=stage.desk)
    shown = await stage.seen(stage.desk, "Keys of the HTTP inbox")
    assert door.key not in shown.text
    refused = await stage.iryna.presses(shown, "Revoke “Сайт”")
    assert 201 == (await door.files())[0]
    await stage.owner.presses(shown, "Revoke “Сайт”")
    await stage.turns(shown, "There are no keys yet.")
    assert 401 == (await door.files())[0]
    assert refused.text


async def test_a_key_is_never_shown_in_a_group_and_never_to_a_manager(door: Door) -> None:
    stage = door.stage
    stage.owner.writes("/apikey Ще один", chat=stage.desk)
    await stage.seen(stage.desk, "Send this to me in private")
    stage.iryna.writes("/apikey Мій", chat=stage.desk)
    await stage.seen(stage.desk, "Only leads and the owner can do this.")
    assert 1 == await stage.record.count(ApiKey)


async def test_too_many_are_told_when_to_come_again(door: Door) -> None:
    statuses = [(await door.files(Idempotency_Key="one"))[0] for _ in range(61)]
    assert 429 == statuses[-1]
    assert 429 not in statuses[:60]
    assert 1 <= int(door.headers["Retry-After"]) <= 60


async def test_markup_and_odd_marks_stay_words(door: Door) -> None:
    text = "<b>&\u202e%s{client} 'OR 1=1--"
    await door.files({"client": {"name": "<i>\u202eОлена"}, "text": text})
    card = await door.stage.seen(door.stage.desk, "#1")
    assert text in card.text
    assert "<i>" in card.text
