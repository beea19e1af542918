"""The HTTP inbox: a website's form becomes a request, once, for the right brand."""

import asyncio
import gzip
import json
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from io import BytesIO
from random import randrange
from typing import Any

import aiohttp
import pytest

from bot.inbox import PREFIX, hash_of
from storage.tables import ApiKey, Client, Filed, Notice, Request
from tests.stage import Stage

FORM = {"client": {"name": "Олена", "id": "olena@example.com"}, "text": "Де моє замовлення?"}


def free_port() -> int:
    """Below those that the system gives to connections: such a one may be gone a moment later."""
    while True:
        port = randrange(20_000, 30_000)
        with socket.socket() as probe:
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return port


class Door:
    """A program that files requests."""

    def __init__(self, stage: Stage, port: int, http: aiohttp.ClientSession) -> None:
        self.stage = stage
        self.url = f"http://127.0.0.1:{port}"
        self.http = http
        self.key = ""
        self.writers: list[asyncio.StreamWriter] = []

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

    async def begins(self, sent: bytes, **headers: str) -> asyncio.StreamReader:
        """Sends byte for byte, and perhaps no whole request; gives what is answered."""
        told = {
            "Host": "localhost",
            "Authorization": f"Bearer {self.key}",
            "Content-Type": "application/json",
            "Content-Length": str(len(sent)),
            **{name.replace("_", "-"): value for name, value in headers.items()},
        }
        lines = ["POST /api/v1/requests HTTP/1.1", *(f"{k}: {v}" for k, v in told.items())]
        reader, writer = await asyncio.open_connection("127.0.0.1", int(self.url.split(":")[-1]))
        writer.write("\r\n".join([*lines, "", ""]).encode(errors="surrogateescape") + sent)
        self.writers.append(writer)
        return reader


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
        for writer in door.writers:
            writer.close()


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


async def test_without_an_id_every_request_is_by_somebody_of_their_own(door: Door) -> None:
    for number, text in enumerate(("Чи є чай?", "Ви образили мою дитину!"), start=1):
        other = {"client": {"name": "Олена"}, "text": text, "source": "Rozetka"}
        assert number == (await door.files(other))[1]["number"]
        card = await door.stage.seen(door.stage.desk, f"#{number}")
        assert "Rozetka" in card.text
        assert "first request" in card.text
    assert 2 == await door.stage.record.count(Client)


async def test_what_is_sent_again_is_filed_once(door: Door) -> None:
    first = await door.files(Idempotency_Key="form-17")
    again = await door.files(Idempotency_Key="form-17")
    assert (201, 200) == (first[0], again[0])
    assert first[1] == again[1]
    status, refused = await door.files({**FORM, "text": "Інше"}, Idempotency_Key="form-17")
    assert (409, "key_reused") == (status, refused["error"]["code"])
    assert 1 == await door.stage.record.count(Request)


async def test_programs_count_alike_and_do_not_meet(door: Door) -> None:
    stage = door.stage
    stage.owner.writes("/apikey Zapier")
    shown = await stage.seen(stage.owner, "The key “Zapier”")
    other = next(word for word in shown.text.split() if word.startswith(PREFIX))
    assert 201 == (await door.files(Idempotency_Key="1"))[0]
    body = {"client": {"name": "Марко"}, "text": "Чи є чай?"}
    status, answer = await door.files(body, key=other, Idempotency_Key="1")
    assert (201, 2) == (status, answer["number"])


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
        ({**FORM, "client": {"name": "Олена\n🟢 answered in 5 min"}}, "client.name"),
        ({**FORM, "client": {"name": "Олена\u2028#2"}}, "client.name"),
        ({**FORM, "client": {"name": "\u200b\u3164"}}, "client.name"),
        ({**FORM, "source": "a\nb"}, "source"),
        ({**FORM, "text": "\u200b"}, "text"),
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
    assert 400 == (await door.files(Content_Encoding="gzip"))[0]
    assert 415 == (await door.files(Content_Encoding="br"))[0]
    bomb = gzip.compress(b" " * 1024 * 1024)
    assert 413 == (await door.files(bomb, Content_Encoding="gzip"))[0]
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


async def test_a_packed_body_is_read(door: Door) -> None:
    packed = gzip.compress(json.dumps(FORM).encode())
    assert 201 == (await door.files(packed, Content_Encoding="gzip"))[0]


async def answer_of(reader: asyncio.StreamReader) -> tuple[int, dict[str, Any]]:
    """What a caller was told before the connection was closed on them."""
    head, _, body = (await asyncio.wait_for(reader.read(), 5)).partition(b"\r\n\r\n")
    return int(head.split()[1]), json.loads(body)


async def test_a_key_of_other_bytes_is_unknown(door: Door) -> None:
    for key in ("\udcff\udcfe", "ключ"):
        reader = await door.begins(b"{}", Authorization=f"Bearer {key}", Connection="close")
        status, told = await answer_of(reader)
        assert (401, "unauthorized") == (status, told["error"]["code"])


async def test_a_fault_of_ours_is_told_without_a_word_of_what_it_was(
    door: Door, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("handlers.inbox.time_problem", lambda *_: {}["a secret place"])
    status, told = await door.files()
    assert (500, "internal") == (status, told["error"]["code"])
    assert "secret" not in json.dumps(told)


async def test_who_is_slow_with_a_body_is_told_so_and_let_go(
    stage_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("handlers.inbox.READ_SECONDS", 0.05)
    monkeypatch.setattr("handlers.inbox.LINGER_SECONDS", 0.05)
    async with opened(stage_url) as door:
        status, told = await answer_of(await door.begins(b"{", Content_Length="100"))
    assert (408, "too_slow") == (status, told["error"]["code"])


async def test_half_sent_bodies_do_not_delay_a_stop(door: Door) -> None:
    """One half-sent by somebody unknown is read no more."""
    waiting = [await door.begins(b"{", Content_Length="100") for _ in range(5)]
    stranger = await door.begins(b"{", Content_Length="100", Authorization="Bearer vidhuk_x")
    assert 201 == (await door.files())[0]
    before = asyncio.get_running_loop().time()
    await door.stage.stop_bot()
    assert asyncio.get_running_loop().time() - before < 3
    for reader in waiting:
        assert (503, "unavailable") == (
            (told := await answer_of(reader))[0],
            told[1]["error"]["code"],
        )
    assert 401 == (await answer_of(stranger))[0]
    await door.stage.start_bot()


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
    assert "👤 <i>Олена" in card.text  # nothing in a name turns the line


async def test_a_name_of_several_lines_is_refused_in_plain_words(door: Door) -> None:
    _, answer = await door.files({**FORM, "client": {"name": "Олена\n🟢 answered in 5 min"}})
    [wrong] = answer["error"]["fields"]
    assert wrong["problem"].startswith("must be one line")
