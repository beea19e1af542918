"""Who plays: the team, the clients, and the chats they meet in."""

from bot.sandbox.demo.play import Play
from bot.sandbox.groups import Group
from bot.sandbox.messages import Message
from bot.sandbox.people import Person

OTHER_LANGUAGE = {"uk": "en", "ru": "uk", "en": "uk"}
"""The language of the one client who does not speak the brand's."""


class Cast:
    def __init__(self, play: Play, language: str) -> None:
        self._play = play
        self._language = language
        self._clients: dict[str, Person] = {}
        self.owner = self._member("oksana")
        self.iryna = self._member("iryna")
        self.dmytro = self._member("dmytro")
        self.lesia = self._member("lesia")
        team = [self.iryna, self.dmytro]
        self.desk = self._group("desk", "cyan", team)
        self.leads = self._group("leads", "magenta", [self.lesia])
        self.club = self._group("club", "green", team, everybody=True)

    def client(self, name: str) -> Person:
        """The client with this name in the lines; they are in the club as well."""
        if name not in self._clients:
            language = OTHER_LANGUAGE[self._language] if name == "foreigner" else self._language
            person = self._play.sandbox.person(self._play.line(name), language=language)
            self._play.show(person, f"✉ {person.name}", "yellow")
            self.club.chat.statuses[person.id] = "member"
            self._clients[name] = person
        return self._clients[name]

    async def card(self, words: str) -> Message:
        """The desk's card of the request with these words."""
        return await self._play.seen(self.desk, words, ":end:")

    def _member(self, name: str) -> Person:
        person = self._play.sandbox.person(
            self._play.line(name), username=name, language=self._language
        )
        self._play.show(person, f"✉ {person.name}", "yellow")
        return person

    def _group(
        self, name: str, style: str, members: list[Person], *, everybody: bool = False
    ) -> Group:
        title = self._play.line(f"{name}_title")
        group = self._play.sandbox.group(title, members=members, admins=[self.owner])
        readers = ", ".join(one.name for one in [*members, self.owner])
        self._play.show(
            group,
            self._play.line(f"{name}_shown"),
            style,
            self._play.line("everybody") if everybody else readers,
        )
        return group
