"""Writes docs/openapi.json: python -m tests.openapi. The bodies' schema comes from the code."""

import json
from pathlib import Path
from typing import Any

from bot.inbox import FORGET_AFTER, Filing
from handlers.inbox import KEY_LIMIT, LARGEST, READ_SECONDS

FILE = Path(__file__).parents[1] / "docs" / "openapi.json"

ERROR = {
    "type": "object",
    "required": ["error"],
    "properties": {
        "error": {
            "type": "object",
            "required": ["code", "message"],
            "properties": {
                "code": {"type": "string", "description": "For programs."},
                "message": {"type": "string", "description": "For people."},
                "fields": {
                    "type": "array",
                    "description": "With 422: each wrong field and what is wrong with it.",
                    "items": {
                        "type": "object",
                        "required": ["field", "problem"],
                        "properties": {
                            "field": {"type": "string"},
                            "problem": {"type": "string"},
                        },
                    },
                },
            },
        }
    },
}
FILED = {
    "type": "object",
    "required": ["id", "number", "status", "due_at"],
    "properties": {
        "id": {"type": "integer"},
        "number": {"type": "integer", "description": "The number that the team sees: #124."},
        "status": {"type": "string", "enum": ["open", "answered", "closed", "dismissed"]},
        "due_at": {
            "type": ["string", "null"],
            "format": "date-time",
            "description": "When the client is to be answered; null when nobody waits.",
        },
    },
}
REFUSALS = {
    "400": "The body is not JSON, or not the gzip that it is said to be.",
    "401": "No key, or one that is unknown or revoked.",
    "408": f"The body did not arrive within {READ_SECONDS:g} seconds.",
    "409": "The Idempotency-Key came with another body before.",
    "413": f"The body has more than {LARGEST} bytes.",
    "415": "The body is not sent as application/json, or packed with something else than gzip.",
    "422": "A field is missing or wrong: the answer names it.",
    "429": "Too many requests: Retry-After says how many seconds to wait.",
    "500": "A fault of ours. Nothing was filed.",
    "503": "The bot stops, or cannot write to its database now. Nothing was filed: try again.",
}


def _content(name: str) -> dict[str, Any]:
    return {"application/json": {"schema": {"$ref": f"#/components/schemas/{name}"}}}


def document() -> dict[str, Any]:
    schema = Filing.model_json_schema(ref_template="#/components/schemas/{model}")
    parts = schema.pop("$defs")
    answers: dict[str, Any] = {
        "201": {"description": "Filed.", "content": _content("Filed")},
        "200": {
            "description": "Filed before under the same Idempotency-Key.",
            "content": _content("Filed"),
        },
    }
    for status, description in REFUSALS.items():
        answers[status] = {"description": description, "content": _content("Error")}
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Vidhuk: the requests inbox",
            "version": "1",
            "description": "Website forms and automations file clients' requests here. "
            "A lead makes a key with /apikey.",
        },
        "paths": {
            "/api/v1/requests": {
                "post": {
                    "summary": "File a client's request",
                    "security": [{"key": []}],
                    "parameters": [
                        {
                            "name": "Idempotency-Key",
                            "in": "header",
                            "description": "Send the same key again after a time-out: the "
                            "request is filed once. Remembered for "
                            f"{FORGET_AFTER.days} days, for each API key apart.",
                            "schema": {"type": "string", "minLength": 1, "maxLength": KEY_LIMIT},
                        }
                    ],
                    "requestBody": {"required": True, "content": _content("Filing")},
                    "responses": answers,
                }
            }
        },
        "components": {
            "securitySchemes": {"key": {"type": "http", "scheme": "bearer"}},
            "schemas": {"Filing": schema, **parts, "Filed": FILED, "Error": ERROR},
        },
    }


def text() -> str:
    return json.dumps(document(), ensure_ascii=False, indent=2) + "\n"


if __name__ == "__main__":
    FILE.write_text(text(), encoding="utf-8")
