"""/help, and the command menus: one list serves both."""

from aiogram.utils.formatting import Bold, Text

from handlers.texts import Texts
from handlers.views.names import name_for_clients
from handlers.views.view import View, lines
from storage.tables import Brand


def team_commands(t: Texts) -> dict[str, str]:
    return {
        "queue": t("who is waiting, soonest due first"),
        "mine": t("what is with me"),
        "remarks": t("remarks that were taken as needing no answer"),
        "request": t("show a request: /request 124"),
        "why": t("the clock's story: /why 124"),
        "find": t("search by words, name or number"),
        "client": t("a client's profile: /client Olena"),
        "shift": t("say whether you are on shift: /shift on"),
        "templates": t("canned answers"),
        "log": t("log a request from elsewhere by hand"),
        "report": t("figures of a period: /report week"),
        "goal": t("the goals: /goal marks 90 31.12 Iryna"),
        "reach": t("say how many people a post reached"),
        "status": t("how things stand"),
        "help": t("what I can do"),
    }


def lead_commands(t: Texts) -> dict[str, str]:
    return {
        **team_commands(t),
        "start": t("the set-up's checklist"),
        "export": t("a file of a period: /export month"),
        "review": t("score answers of the week, drawn by chance"),
        "staff": t("the team: see and remove"),
        "invite": t("invite a manager or a lead"),
        "connect": t("say what this group is for"),
        "brand": t("choose for which brand you work"),
        "departments": t("whom the desk may ask: IT, delivery…"),
        "apikey": t("keys for website forms and automations"),
        "settings": t("time to answer, alerts, hours and more"),
    }


def client_commands(t: Texts) -> dict[str, str]:
    return {"start": t("begin"), "help": t("how to write to us")}


def help_for_team(t: Texts, *, lead: bool) -> View:
    commands = lead_commands(t) if lead else team_commands(t)
    return View(
        lines(
            Bold(t("What I do")),
            t(
                "Every client's message becomes a request with a clock, and comes to the desk "
                "as a card. Reply to the card and your answer goes to the client; an answer in "
                "the client's own chat counts as well."
            ),
            t("Begin a reply with // to leave a note that only the team sees."),
            t("Forward me a client's message, or send /log, and it is on record too."),
            "",
            *[Text(f"/{name} — {what}") for name, what in commands.items()],
        )
    )


def help_for_client(t: Texts, brand: Brand | None) -> View:
    if name := name_for_clients(brand):
        said = t(
            "Write to {brand} here, in your own words: text, photo or voice. A person will "
            "read it and answer in this chat.",
            brand=name,
        )
    else:
        said = t(
            "Write to us here, in your own words: text, photo or voice. A person will read it "
            "and answer in this chat."
        )
    return View(Text(said))
