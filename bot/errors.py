"""What can stop Vidhuk or its polling, in words for whoever runs it."""


class StartError(Exception):
    """The bot cannot start. The text says what happened and what to do about it."""


class TokenRevokedError(Exception):
    """Telegram no longer knows the token: nothing can be done until it is replaced."""


class UnreachableError(Exception):
    """Telegram could not be asked. `after` is how many seconds it wants us to wait, if it said."""

    def __init__(self, text: str, after: float | None = None) -> None:
        super().__init__(text)
        self.after = after


class RivalError(UnreachableError):
    """Something else takes this token's updates: another copy, or a service with a webhook."""
