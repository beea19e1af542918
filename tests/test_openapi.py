"""The description of the HTTP inbox is the code's own."""

import json

from tests.openapi import FILE, REFUSALS, text


def test_the_file_describes_the_inbox_as_it_is() -> None:
    assert text() == FILE.read_text(encoding="utf-8"), "run python -m tests.openapi"


def test_every_reference_in_it_leads_somewhere() -> None:
    document = json.loads(FILE.read_text(encoding="utf-8"))
    schemas = document["components"]["schemas"]
    named = {part.partition('"')[0] for part in FILE.read_text().split("#/components/schemas/")[1:]}
    assert named <= set(schemas)
    assert {"Filing", "Filed", "Error"} <= named


def test_every_refusal_is_described() -> None:
    document = json.loads(FILE.read_text(encoding="utf-8"))
    answers = document["paths"]["/api/v1/requests"]["post"]["responses"]
    assert {"200", "201", *REFUSALS} == set(answers)
