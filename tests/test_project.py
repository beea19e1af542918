"""The promises of the files around the code."""

import ast
import json
import os
import re
import subprocess
import tomllib
from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from aiogram.filters.callback_data import CallbackData
from dotenv import dotenv_values

from bot.config import VARIABLES, load_settings
from handlers import buttons
from handlers.texts import texts
from handlers.views.help import lead_commands

ROOT = Path(__file__).parents[1]
LOCKS = ("requirements.lock", "requirements-dev.lock")


def read(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


@cache
def files() -> tuple[str, ...]:
    """Every file that is or would be committed."""
    if not (ROOT / ".git").exists():
        pytest.skip("not a git checkout: nothing says which files are the project's")
    listed = subprocess.run(
        ["git", "-c", "safe.directory=*", "ls-files", "-z", "-co", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    return tuple(name for name in listed.stdout.split("\0") if name and (ROOT / name).is_file())


# --- the code ---------------------------------------------------------------------------------


def test_no_source_file_outgrows_a_sitting() -> None:
    """A migration is a list that is written once: it may be longer."""
    lengths = {
        name: len(read(name).splitlines())
        for name in files()
        if name.endswith(".py") and not name.startswith("storage/migrations/versions/")
    }

    assert len(lengths) > 20
    assert {} == {name: length for name, length in lengths.items() if length >= 320}


def functions(name: str) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    for node in ast.walk(ast.parse(read(name), name)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def test_every_function_fits_a_glance() -> None:
    """50 lines from `def` to the end, the docstring counted. Migrations are lists, as above."""
    lengths = {
        f"{name}:{one.lineno} {one.name}": (one.end_lineno or 0) - one.lineno + 1
        for name in files()
        if name.endswith(".py") and name.startswith(("bot/", "handlers/", "storage/"))
        if not name.startswith("storage/migrations/versions/")
        for one in functions(name)
    }

    assert len(lengths) > 500
    assert {} == {name: length for name, length in lengths.items() if length > 50}


def test_no_two_buttons_say_back_the_same_prefix() -> None:
    """The first handler whose prefix fits takes a press: the other's would go astray."""
    prefixes = Counter(
        one.__prefix__
        for one in vars(buttons).values()
        if isinstance(one, type) and issubclass(one, CallbackData) and one is not CallbackData
    )

    assert len(prefixes) > 10
    assert [] == [prefix for prefix, count in prefixes.items() if count > 1]


def test_no_file_names_a_place_of_one_machine() -> None:
    place = re.compile(rb"(?<![\w.}*)/:-])/(?:work|tmp|root|home|Users)/\w|\b[A-Z]:\\Users")

    assert [] == [name for name in files() if place.search((ROOT / name).read_bytes())]


def test_import_contracts_guard_every_layer() -> None:
    linter = tomllib.loads(read("pyproject.toml"))["tool"]["importlinter"]

    assert ["bot", "handlers", "storage"] == linter["root_packages"]
    assert linter["include_external_packages"]
    guarded = {
        module
        for contract in linter["contracts"]
        for module in contract.get("protected_modules", contract.get("forbidden_modules", []))
    }
    assert {"bot", "handlers", "bot.app", "bot.sandbox", "aiogram", "sqlalchemy"} <= guarded


# --- the locks --------------------------------------------------------------------------------


def requirements(lock: str) -> Iterator[tuple[str, list[str]]]:
    """Each requirement of a lock, `name==version; marker`, with its hashes."""
    for entry in re.split(r"\n(?=\S)", read(lock).strip()):
        pin, *hashes = (part.strip() for part in entry.split("\\\n"))
        yield pin, hashes


@pytest.mark.parametrize("lock", LOCKS)
def test_a_lock_pins_versions_and_hashes_and_names_no_address(lock: str) -> None:
    assert "://" not in read(lock)
    locked = dict(requirements(lock))
    assert len(locked) > 20
    for pin, hashes in locked.items():
        assert re.match(r"[a-z0-9.\-]+==[^ ;]+( ; .+)?$", pin), pin
        assert hashes, pin
        assert all(re.fullmatch("--hash=sha256:[0-9a-f]{64}", each) for each in hashes), pin


def test_development_happens_with_the_versions_that_run() -> None:
    runtime, development = ({pin for pin, _ in requirements(lock)} for lock in LOCKS)

    assert set() == runtime - development


@pytest.mark.parametrize(
    ("lock", "table", "key"),
    [
        ("requirements.lock", "project", "dependencies"),
        ("requirements-dev.lock", "dependency-groups", "dev"),
    ],
)
def test_every_dependency_is_locked(lock: str, table: str, key: str) -> None:
    locked = {pin.partition("==")[0] for pin, _ in requirements(lock)}
    wanted = tomllib.loads(read("pyproject.toml"))[table][key]
    names = {re.split(r"[^\w.-]", each)[0].lower() for each in wanted}

    assert set() == names - locked


# --- the settings -----------------------------------------------------------------------------


def test_the_example_sets_every_variable_to_its_default() -> None:
    example = dotenv_values(ROOT / ".env.example", interpolate=False)

    assert {name: variable.default for name, variable in VARIABLES.items()} == example


def test_the_example_explains_every_variable() -> None:
    explained = set(re.findall(r"^#.+\n([A-Z_]+)=", read(".env.example"), re.MULTILINE))

    assert explained == set(VARIABLES)


def test_the_example_with_a_token_is_enough_to_start() -> None:
    environ = {"BOT_TOKEN": "1:abc"}

    assert load_settings(environ, ROOT / ".env.example") == load_settings(environ, None)


def test_the_readme_names_every_variable() -> None:
    readme = read("README.md")

    assert [] == [name for name in VARIABLES if f"`{name}`" not in readme]


# --- the container ----------------------------------------------------------------------------


def dockerfile() -> list[tuple[str, str]]:
    """The Dockerfile's instructions: word and arguments, continuation lines joined."""
    code = re.sub(r"^\s*#.*\n", "", read("Dockerfile"), flags=re.MULTILINE)
    lines = code.replace("\\\n", " ").splitlines()
    return [(line.split(None, 1)[0], line.split(None, 1)[1]) for line in lines if line.strip()]


def runtime_stage() -> dict[str, str]:
    instructions = dockerfile()
    start = max(place for place, (word, _) in enumerate(instructions) if word == "FROM")
    return dict(instructions[start:])


def test_the_image_hands_signals_to_the_bot_itself() -> None:
    stage = runtime_stage()

    assert ["vidhuk"] == json.loads(stage["ENTRYPOINT"])
    assert ["run"] == json.loads(stage["CMD"])
    assert "SIGTERM" == stage["STOPSIGNAL"]


def test_the_image_runs_as_an_ordinary_user_and_keeps_its_data() -> None:
    stage = runtime_stage()

    assert stage["USER"] not in {"root", "0"}
    assert "/app" == stage["WORKDIR"]
    assert "/app/data" == stage["VOLUME"]
    assert VARIABLES["DATABASE_URL"].default.startswith("sqlite+aiosqlite:///data/")


def test_both_stages_of_the_image_have_the_oldest_supported_python() -> None:
    images = [rest.split()[0] for word, rest in dockerfile() if word == "FROM"]
    oldest = tomllib.loads(read("pyproject.toml"))["project"]["requires-python"].strip(">=")

    assert {f"python:{oldest}-slim"} == set(images)


def test_the_image_installs_nothing_without_a_hash() -> None:
    installs = [
        command
        for word, rest in dockerfile()
        if word == "RUN"
        for command in rest.split("&&")
        if re.search(r"\bpip (install|wheel)\b", command)
    ]

    assert len(installs) >= 3
    assert all("--require-hashes" in each or "--no-deps" in each for each in installs)


def test_the_builder_gets_what_it_copies_and_no_secrets() -> None:
    allowed = {line[1:] for line in read(".dockerignore").splitlines() if line.startswith("!")}
    copied = {
        source
        for word, rest in dockerfile()
        if word == "COPY" and "--from" not in rest
        for source in rest.split()[:-1]
    }

    assert "*" in read(".dockerignore").splitlines()
    assert copied == allowed
    assert not any(name.startswith(".env") for name in allowed)


def compose_service(name: str) -> str:
    services = read("compose.yaml").partition("\nservices:\n")[2].partition("\nvolumes:\n")[0]
    [block] = re.findall(rf"^  {name}:\n((?:    .*\n|\n)+)", services + "\n", re.MULTILINE)
    return block


def test_compose_keeps_the_data_and_lets_the_bot_finish() -> None:
    bot = compose_service("bot")

    for line in ("env_file: .env", "- data:/app/data", "restart: unless-stopped"):
        assert line in bot
    assert re.search(r"stop_grace_period: \d+s", bot)


def test_postgresql_is_only_there_when_asked_for() -> None:
    assert "profiles: [postgres]" in compose_service("postgres")
    assert "required: false" in compose_service("bot")
    assert "POSTGRES_PASSWORD" in read(".env.example")


# --- the commands -----------------------------------------------------------------------------


def test_ci_runs_what_contributors_run() -> None:
    commands = [line for line in read(".ci/run").splitlines() if line.startswith("make")]

    assert ["make check"] == commands
    assert os.access(ROOT / ".ci/run", os.X_OK)


@pytest.mark.parametrize(
    "target",
    ["run", "demo", "test", "check", "bench", "soak", "texts", "format", "lock", "clean", "help"],
)
def test_every_make_target_is_explained(target: str) -> None:
    listed = subprocess.run(["make", "help"], cwd=ROOT, capture_output=True, text=True, check=True)

    assert f"  make {target} - " in listed.stdout


def test_an_old_python_is_refused_with_the_remedy(tmp_path: Path) -> None:
    (tmp_path / "Makefile").write_text(read("Makefile"))
    for name in (*LOCKS, "pyproject.toml"):
        (tmp_path / name).touch()

    done = subprocess.run(
        ["make", "test", "PYTHON=false"], cwd=tmp_path, capture_output=True, text=True, check=False
    )

    assert 0 != done.returncode
    assert "Vidhuk needs Python 3.11 or newer" in done.stderr
    assert "make PYTHON=" in done.stderr


def test_the_readme_names_every_command() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert [] == [name for name in lead_commands(texts("en")) if f"/{name}" not in readme]
