"""A brand's settings and chats: what fits is set, what does not changes nothing."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.brand_settings import SETTERS, SettingError, apply_setting
from bot.brands import connect_chat, create_brand, leave_chat, move_chat
from bot.policy import policy_of
from bot.summaries import next_summary
from storage.directory import load_directory
from storage.engine import Store
from storage.tables import Brand, Chat, Request
from storage.vocabulary import ChatMode, ChatRole, NoticeKind, Ratings
from tests.builders import HOUR, NOON, Shop


def brand() -> Brand:
    return Brand(
        name="Кава", language="uk", timezone="Europe/Kyiv", sla_minutes=1440, created_at=NOON
    )


GOOD = [
    ("name", "  Чай & Кава ", {"name": "Чай & Кава"}),
    ("name", "я" * 64, {"name": "я" * 64}),
    ("name", "👩\u200d🍳❤️\u200d🔥 Пекарня", {"name": "👩\u200d🍳❤️\u200d🔥 Пекарня"}),
    ("language", "en", {"language": "en"}),
    ("timezone", "Asia/Tokyo", {"timezone": "Asia/Tokyo"}),
    ("sla", "24", {"sla_minutes": 1440}),
    ("sla", "0,25", {"sla_minutes": 15}),
    ("sla", "720", {"sla_minutes": 43200}),
    ("sla", "1.1", {"sla_minutes": 66}),
    *[("sla", f"36{unit}", {"sla_minutes": 36 * 60}) for unit in ("h", " год", " години", " hr.")],
    ("sla", "1\xa0год 30\xa0хв", {"sla_minutes": 90}),
    ("sla", "2 дні", {"sla_minutes": 2880}),
    ("friend_sla", "4 часа", {"friend_sla_minutes": 240}),
    ("friend_sla", "4", {"friend_sla_minutes": 240}),
    ("friend_sla", "off", {"friend_sla_minutes": None}),
    ("by_kind", "питання 12, Скарга: 1,5,", {"kind_targets": "complaint 1.5, question 12"}),
    ("by_kind", "подяка 48", {"kind_targets": "praise 48"}),
    (
        "by_kind",
        "скарга 4 год, question 1 hr 30 min",
        {"kind_targets": "complaint 4, question 1.5"},
    ),
    ("by_kind", "off", {"kind_targets": ""}),
    ("ladder", "2h 30m, repeat 1h", {"ladder": "2h 30m, repeat 1h"}),
    ("ladder", "off, repeat off", {"ladder": "off, repeat off"}),
    ("hours", "пн-пт 9-18", {"working_hours": "mon-fri 09:00-18:00"}),
    ("hours", "24/7", {"working_hours": ""}),
    *[
        ("hours", words, {"working_hours": ""})
        for words in ("цілодобово", "Круглосуточно", "around the clock", "немає")
    ],
    ("hours", "-", {"working_hours": ""}),
    ("quiet", "22-8", {"quiet_hours": "22:00-08:00"}),
    ("quiet", "22:00-24:00", {"quiet_hours": "22:00-00:00"}),
    ("quiet", "вимк", {"quiet_hours": ""}),
    ("summary_day", "6", {"summary_weekday": 6}),
    ("summary_time", "7.05", {"summary_time": "07:05"}),
    ("summary_time", "18", {"summary_time": "18:00"}),
    ("reopen", "0", {"reopen_days": 0}),
    ("reopen", "30", {"reopen_days": 30}),
    ("own_sources", " Rozetka ,Prom,", {"own_sources": "Rozetka, Prom"}),
    ("own_sources", "off", {"own_sources": ""}),
    ("causes", " ціна,доставка :Логістика", {"causes": "ціна, доставка: Логістика"}),
    ("causes", "off", {"causes": ""}),
    ("ratings", "everywhere", {"ratings": Ratings.EVERYWHERE}),
    ("scorecard", "40,20,20,10,10", {"scorecard": "40, 20, 20, 10, 10"}),
    ("scorecard", "off", {"scorecard": ""}),
    ("recommend", "on", {"asks_to_recommend": True}),
    ("recommend", "off", {"asks_to_recommend": False}),
]
BAD = {
    "name": [
        *(
            "",
            "   ",
            "я" * 65,
            "Чай\nКава",
            "Чай\u202eваК",
            "\u200bЧай",
            "\u3164",
            "\u2800",
            "\ufe0f",
        ),
        *("Чай\x00", "Чай\u2028Кава", "Ч\u00adай", "Ч\u200dай"),
    ],
    "language": ["", "de", "UK", "українська"],
    "timezone": [
        "",
        "Kyiv",
        "Europe",
        "../../etc/passwd",
        "/etc/passwd",
        "Europe/Kyiv\0",
        *("Factory", "localtime", "posix/Europe/Kyiv", "right/Europe/Kyiv"),
        "x" * 9999,
    ],
    "sla": [
        "",
        "0",
        "-5",
        "0.24",
        "721",
        "nan",
        "inf",
        "1e999",
        "24 parsecs",
        "доба",
        "1 2",
        "31 d",
    ],
    "causes": ["", ",", "a, A", "x" * 33, "a: " + "x" * 33, ",".join(map(str, range(13)))],
    "ratings": ["", "sometimes"],
    "recommend": ["", "sometimes"],
    "scorecard": ["", "1,2", "0,1,1,1,1", "101,1,1,1,1", "a,b,c,d,e", "1,1,1,1,-1"],
    "own_sources": ["", ",", "a,A", "x" * 25, ",".join(map(str, range(11)))],
    "friend_sla": ["", "0", "-5", "721", "nan", "доба"],
    "by_kind": [
        "",
        ",",
        "4",
        "complaint",
        "спам 4",
        "скарга 4, complaint 5",
        "скарга 0",
        "скарга x",
    ],
    "ladder": [
        "",
        "soon",
        "-4h",
        "0h",
        "4h 4h",
        "1m 2m 3m 4m 5m 6m",
        "4h, repeat 1m",
        "9" * 5000 + "h",
        *("0", "24h", "30d", "30d 1h"),
    ],
    "hours": [
        "",
        "9-18",
        "mon",
        "mon 25-26",
        "mon 9-18 10-12",
        "off 31.02.2027",
        "mon 09:00-09:01",
        "mon-sun off",
    ],
    "quiet": ["", "22", "8-8", "22:00-08:60", "mon 22-8", "00:00-23:59", "9-6", "24/7"],
    "summary_day": ["", "7", "-1", "monday"],
    "summary_time": ["", "24:00", "9:60", "-1", "noon", "9:00:00"],
    "reopen": ["", "-1", "31", "nan", "many"],
    "no_such_setting": ["1"],
}


@pytest.mark.parametrize(("key", "text", "becomes"), GOOD)
def test_what_fits_is_set(key: str, text: str, becomes: dict[str, Any]) -> None:
    changed = brand()
    before = changed.model_dump()
    apply_setting(changed, key, text)
    assert before | becomes == changed.model_dump()
    policy_of(changed)


@pytest.mark.parametrize(("key", "text"), [(key, text) for key in BAD for text in BAD[key]])
def test_what_does_not_fit_changes_nothing(key: str, text: str) -> None:
    unchanged = brand()
    with pytest.raises(SettingError) as told:
        apply_setting(unchanged, key, text)
    assert brand().model_dump() == unchanged.model_dump()
    assert told.value.code


def test_settings_that_make_no_sense_together_are_refused_whichever_comes_last() -> None:
    shop = brand()
    apply_setting(shop, "hours", "sat 10:00-11:00")  # 24 hours of work: 24 weeks
    for key, text in (("sla", "27"), ("friend_sla", "27"), ("by_kind", "question 27")):
        with pytest.raises(SettingError, match="26"):
            apply_setting(shop, key, text)
    apply_setting(shop, "ladder", "7d 1h")  # in calendar time a day of working hours is long
    apply_setting(shop, "hours", "off")
    with pytest.raises(SettingError) as told:
        apply_setting(shop, "ladder", "7d 1h")
    assert ("ladder_long", str(24 * 60)) == (told.value.code, told.value.detail)
    apply_setting(shop, "by_kind", "suggestion 240")
    apply_setting(shop, "ladder", "7d 1h")  # for suggestions it says something


def test_every_setting_has_its_good_and_its_bad_values() -> None:
    assert set(SETTERS) == {key for key, _, _ in GOOD}
    assert {*SETTERS, "no_such_setting"} == set(BAD)


typed = st.text(max_size=40) | st.text(alphabet="0123456789hmd:.-, +eEoffmonfri/", max_size=25)


@given(st.sampled_from(sorted(SETTERS)), typed)
def test_whatever_is_typed_is_set_or_refused(key: str, text: str) -> None:
    """Anything set makes a brand that works."""
    typed_into = brand()
    try:
        apply_setting(typed_into, key, text)
    except SettingError:
        assert brand().model_dump() == typed_into.model_dump()
    else:
        policy = policy_of(typed_into)
        due_at = policy.due_at(NOON)
        assert NOON < policy.alert_after(NOON, due_at, NOON) if policy.quiet else due_at
        assert next_summary(typed_into, NOON) > NOON


# --- chats ------------------------------------------------------------------------------------


async def connect(store: Store, shop: Shop, chat_id: int, role: ChatRole, **more: Any) -> None:
    async with store.write() as session:
        row = await session.get_one(Brand, shop.brand_id)
        known = {"title": "Група", "bot_is_admin": None, "now": NOON}
        await connect_chat(session, row, chat_id=chat_id, role=role, **{**known, **more})


async def chat(shop: Shop, chat_id: int) -> Chat:
    [found] = await shop.rows(Chat, Chat.chat_id == chat_id)
    assert isinstance(found, Chat)
    return found


async def test_a_new_brand_knows_when_its_first_summary_is_due(store: Store) -> None:
    async with store.write() as session:
        row = await create_brand(
            session, name="я" * 99, language="uk", timezone="UTC", sla_minutes=60, now=NOON
        )
    assert ("я" * 64, NOON.replace(day=9, hour=9)) == (row.name, row.next_summary_at)


async def test_connecting_again_changes_the_role_and_keeps_the_mode_of_the_same(
    store: Store,
) -> None:
    shop = await Shop.open(store)
    async with store.write() as session:
        (
            await session.get_one(Chat, (await chat(shop, shop.community)).id)
        ).mode = ChatMode.MENTIONS
    await connect(store, shop, shop.community, ChatRole.COMMUNITY, title="Нова назва")
    same = await chat(shop, shop.community)
    assert (ChatMode.MENTIONS, "Нова назва", True) == (same.mode, same.title, same.bot_is_admin)
    await connect(store, shop, shop.community, ChatRole.COMMENTS)
    other = await chat(shop, shop.community)
    assert (ChatRole.COMMENTS, ChatMode.EVERYTHING) == (other.role, other.mode)


async def test_a_chat_belongs_to_one_brand_until_it_is_left(store: Store) -> None:
    shop, other = await Shop.open(store), await Shop.open(store)
    with pytest.raises(SettingError, match="other_brand"):
        await connect(store, other, shop.community, ChatRole.COMMUNITY)
    async with store.write() as session:
        assert await leave_chat(session, shop.community, NOON)
        assert await leave_chat(session, shop.community, NOON) is None
        assert await leave_chat(session, -424242, NOON) is None
    await connect(store, other, shop.community, ChatRole.COMMUNITY)
    assert other.brand_id == (await chat(other, shop.community)).brand_id


async def test_a_new_desk_gets_the_cards_of_everything_that_waits(store: Store) -> None:
    shop = await Shop.open(store)
    waiting, answered = [await shop.client_writes(client=f"{n}") for n in range(2)]
    await shop.answers(answered, at=NOON + HOUR)
    await connect(store, shop, -777, ChatRole.DESK)
    assert [waiting.id] == [
        card.request_id for card in await shop.notices(NoticeKind.CARD) if card.chat_id == -777
    ]


async def test_a_supergroup_takes_over_all_that_named_the_group(store: Store) -> None:
    shop = await Shop.open(store)
    request = await shop.client_writes(role=ChatRole.COMMUNITY)
    await shop.answers(request, at=NOON + HOUR)
    async with store.write() as session:
        await move_chat(session, shop.community, -100777)
        await move_chat(session, shop.community, -100777)  # told twice: by both groups
    assert [-100777] == [row.chat_id for row in await shop.rows(Request)]
    assert [-100777] == [one.chat_id for one in await shop.notices(NoticeKind.RELAY)]
    async with store.read() as session:
        directory = await load_directory(session)
    assert ChatRole.COMMUNITY is directory.chats[-100777].role
    assert shop.community not in directory.chats


async def test_two_rows_of_one_group_become_one(store: Store) -> None:
    shop = await Shop.open(store)
    await connect(store, shop, -100777, ChatRole.COMMUNITY)
    async with store.write() as session:
        await move_chat(session, shop.community, -100777)
    async with store.read() as session:
        chats = (await load_directory(session)).chats_of(shop.brand_id, ChatRole.COMMUNITY)
    assert [-100777] == [one.chat_id for one in chats]
