"""How a member's own words about a client elsewhere are read."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.typed import WHATSAPP, Typed, Who, is_bare_name, read_anew, read_typed, read_who
from storage.vocabulary import Source

OLENA = Who("Олена")
ASKS = "де мій торт?"


@pytest.mark.parametrize(
    ("typed", "source"),
    [
        ("instagram Олена: де мій торт?", Source.INSTAGRAM),
        ("Instagram\nОлена: де мій торт?", Source.INSTAGRAM),
        ("instagram\tОлена:\nде мій торт?", Source.INSTAGRAM),
        ("instagram: Олена: де мій торт?", Source.INSTAGRAM),
        ("@instagram Олена: де мій торт?", Source.INSTAGRAM),
        ("#інста, Олена: де мій торт?", Source.INSTAGRAM),
        ("инста Олена: де мій торт?", Source.INSTAGRAM),
        ("тг Олена: де мій торт?", Source.TELEGRAM),
        ("tg: Олена: де мій торт?", Source.TELEGRAM),
        ("тік-ток Олена: де мій торт?", Source.TIKTOK),
        ("тик-ток Олена: де мій торт?", Source.TIKTOK),
        ("Тік ток Олена: де мій торт?", Source.TIKTOK),
        ("Google reviews Олена: де мій торт?", Source.GOOGLE),
        ("Олена: де мій торт?", Source.OTHER),
    ],
)
def test_the_source_is_read_as_people_type_it(typed: str, source: Source) -> None:
    assert Typed(source, "", OLENA, ASKS) == read_typed(typed)


@pytest.mark.parametrize("word", ["вотсап", "WhatsApp", "@whatsapp:", "вотсап\n"])
def test_whatsapp_is_another_source_under_its_own_name(word: str) -> None:
    assert Typed(Source.OTHER, WHATSAPP, OLENA, ASKS) == read_typed(f"{word} Олена: {ASKS}")


@pytest.mark.parametrize("word", ["prom ua", "@Prom UA:", "PROM UA\n", "Prom UA,"])
def test_the_brands_own_sources_go_first_and_the_longer_before_the_shorter(word: str) -> None:
    own = ["Prom", "Prom UA", "Instagram"]
    assert Typed(Source.OTHER, "Prom UA", OLENA, ASKS) == read_typed(f"{word} Олена: {ASKS}", own)
    assert "Instagram" == read_typed("instagram Олена: ой", own).own


@pytest.mark.parametrize(
    ("typed", "who", "words"),
    [
        ("Олена @olena_k: де мій торт?", Who("Олена", "olena_k"), ASKS),
        ("Олена (@olena.k): де мій торт?", Who("Олена", "olena.k"), ASKS),
        ("@olena_k: де мій торт?", Who("", "olena_k"), ASKS),
        ("@olena_k де мій торт?", Who("", "olena_k"), ASKS),
        ("@olena_k Олена: де мій торт?", Who("Олена", "olena_k"), ASKS),
        ("Олена: пишіть на olena@mail.ua", OLENA, "пишіть на olena@mail.ua"),
        ("хочу торт як у @anna будь ласка", Who(), "хочу торт як у @anna будь ласка"),
        ("о 10:30 не було нікого", Who(), "о 10:30 не було нікого"),
        ("Олена:", OLENA, ""),
        ("instagram Олена:", OLENA, ""),
        ("", Who(), ""),
    ],
)
def test_a_name_a_handle_or_both_tell_who_wrote(typed: str, who: Who, words: str) -> None:
    assert (who, words) == read_typed(typed)[2:]


def test_a_handle_identifies_and_a_bare_name_does_not() -> None:
    assert not is_bare_name(Who("Олена", "Olena_K").key())
    assert Who("Олена", "Olena_K").key() == Who("Оля", "olena_k").key()
    assert is_bare_name(OLENA.key("Prom"))
    assert is_bare_name("hidden:олена")
    assert not is_bare_name("123")
    assert not is_bare_name("unnamed:1:2")


@given(st.text(), st.lists(st.text(max_size=8), max_size=3))
def test_anything_can_be_typed(said: str, own: list[str]) -> None:
    typed = read_typed(said, own)
    assert len(typed.who.name) <= 64
    assert typed.words == typed.words.strip()
    assert read_who(said).key("own").startswith("name:own")


@pytest.mark.parametrize(
    ("typed", "who"),
    [
        ("Олена\n🟢 answered @olena_k", Who("Олена 🟢 answered", "olena_k")),
        ("\u202eОлена\u200b", OLENA),
        ("\u200b", Who()),
    ],
)
def test_a_typed_name_is_one_line_that_hides_nothing(typed: str, who: Who) -> None:
    assert who == read_who(typed)


@pytest.mark.parametrize(
    ("said", "before", "source", "words"),
    [
        ("instagram Олена: де мій торт?", "де мй торт?", Source.INSTAGRAM, "де мій торт?"),
        ("Олена: де мій торт?", "де мй торт?", Source.OTHER, "де мій торт?"),
        ("сайт не працює!", "сайт не працює", Source.OTHER, "сайт не працює!"),
    ],
)
def test_what_was_read_as_the_clients_words_stays_theirs_when_it_is_edited(
    said: str, before: str, source: Source, words: str
) -> None:
    read = read_anew(said, before)
    assert (source, words) == (read.source, read.words)
