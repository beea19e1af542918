"""Statements are compiled once for all of a run, however many engines its tests open."""

from collections.abc import Iterator, MutableMapping
from typing import Any

from sqlalchemy import Connection, Engine, event
from sqlalchemy.util import LRUCache


class SharedCache(MutableMapping[Any, Any]):
    """One database's statements. SQLAlchemy's keys begin with the engine's own dialect, though
    those of one database write the same SQL.
    """

    def __init__(self) -> None:
        self._compiled: LRUCache[Any, Any] = LRUCache(2000)

    def __getitem__(self, key: Any) -> Any:
        return self._compiled[key[1:]]

    def __setitem__(self, key: Any, compiled: Any) -> None:
        self._compiled[key[1:]] = compiled

    def __delitem__(self, key: Any) -> None:
        del self._compiled[key[1:]]

    def __iter__(self) -> Iterator[Any]:
        return iter(self._compiled)

    def __len__(self) -> int:
        return len(self._compiled)

    def get(self, key: Any, default: Any = None) -> Any:
        return self._compiled.get(key[1:], default)


_caches: dict[str, SharedCache] = {}


def share_compiled_statements() -> None:
    """From now on, for every engine of this process."""

    @event.listens_for(Engine, "engine_connect")
    def share(connection: Connection) -> None:
        cache = _caches.setdefault(connection.dialect.name, SharedCache())
        connection.execution_options(compiled_cache=cache)
