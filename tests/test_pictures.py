"""The README's pictures of cards are what the bot shows."""

from pathlib import Path

from tests.pictures import FOLDER, pictures


async def test_every_picture_is_as_the_bot_draws_it_now() -> None:
    shown = {file.name: file.read_text(encoding="utf-8") for file in FOLDER.glob("*.svg")}
    assert await pictures() == shown, "run python -m tests.pictures"


def test_the_readme_shows_every_picture() -> None:
    readme = (Path(__file__).parents[1] / "README.md").read_text(encoding="utf-8")
    for file in FOLDER.glob("*.svg"):
        assert f"docs/cards/{file.name}" in readme
