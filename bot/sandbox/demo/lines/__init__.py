"""What people say in the story, in the brand's language. Every table has the same keys."""

from collections.abc import Mapping

from bot.sandbox.demo.lines import en, ru, uk

LINES: Mapping[str, Mapping[str, str]] = {"uk": uk.LINES, "ru": ru.LINES, "en": en.LINES}
