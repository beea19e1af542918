"""How much of what a client sends comes to the desk by itself."""

from storage.engine import Store
from storage.media import uncarried
from storage.vocabulary import NoticeKind
from tests.builders import HOUR, MINUTE, NOON, Shop


async def test_ten_of_a_request_come_by_themselves_in_an_hour_whatever_the_batches(
    store: Store,
) -> None:
    shop = await Shop.open(store)

    async def sends(number: int, at_hour: int) -> int:
        at = NOON + at_hour * HOUR
        photos = [shop.message("", content="photo", at=at + n * MINUTE / 60) for n in range(number)]
        logged = await shop.log(*photos, now=at + MINUTE)
        return logged[-1] or 0

    for number, hour, carried in ((6, 0, 6), (6, 0, 10), (2, 2, 12)):
        request_id = await sends(number, hour)
        assert carried == len(await shop.notices(NoticeKind.MEDIA))
    cards = await shop.notices(NoticeKind.CARD)
    copies = await shop.notices(NoticeKind.MEDIA)
    assert max(one.priority for one in cards) < min(one.priority for one in copies)
    async with store.read() as session:
        assert 2 == len(await uncarried(session, request_id, shop.desk))
        assert 14 == len(await uncarried(session, request_id, -1))


async def test_words_alone_are_not_carried(store: Store) -> None:
    shop = await Shop.open(store)
    await shop.client_writes("Де моє замовлення?", at=NOON)
    assert [] == await shop.notices(NoticeKind.MEDIA)
