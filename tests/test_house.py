"""The house rules, kept by machine: layers, sizes, style, types, and documents that say what the code does."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
LONGEST_FILE = 500
LONGEST_FUNCTION = 60
LONGEST_VIEW = 25
LONGER_VIEWS = {"mainline/register/views/search.py:results": 33}
"""What was longer when the rule came to hold for all views; it may shrink and not grow."""
VIEWS = ("mainline/**/views.py", "mainline/**/views/*.py", "mainline/pages/*.py", "mainline/api/*.py")
FORBIDDEN_NAMES = {"utils.py", "helpers.py", "common.py", "misc.py"}
# Spelled in two parts, so that this file does not hold what it looks for.
HOSTS = re.compile(
    "|".join(["files" r"\.pythonhosted", "pypi" r"\.org", "registry" r"\.npmjs", "deb" r"\.debian"])
)
MACHINE = re.compile(r"(^|[^.\w/])/(" + "|".join(["work", "root", "farm"]) + r")/")


def tracked(*patterns: str) -> list[Path]:
    """Files that git tracks, or all below the root where there is no git."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", *patterns],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    if listed.returncode:
        pytest.skip("not a git checkout")
    return [ROOT / line for line in listed.stdout.splitlines() if (ROOT / line).is_file()]


def run(*command: str) -> None:
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, timeout=300)
    assert done.returncode == 0, done.stdout[-6000:] + done.stderr[-2000:]


def tool(name: str) -> str:
    return str(Path(sys.executable).with_name(name))


def test_imports_go_down_only() -> None:
    run(
        sys.executable,
        "-c",
        "import sys; sys.path.insert(0, '.'); from importlinter.cli import lint_imports; sys.exit(lint_imports(no_cache=True))",
    )


def test_code_is_clean_and_formatted() -> None:
    run(tool("ruff"), "check", "--quiet", ".")
    run(tool("ruff"), "format", "--quiet", "--check", ".")


def test_types_are_strict_where_the_architecture_says() -> None:
    run(tool("mypy"), "--no-error-summary", "--cache-dir", ".mypy_cache")


def test_no_file_and_no_function_outgrows_its_reader() -> None:
    large = []
    for path in tracked("*.py"):
        if "migrations" in path.parts:
            continue
        text = path.read_text(encoding="utf-8")
        if text.count("\n") > LONGEST_FILE:
            large.append(f"{path.relative_to(ROOT)}: {text.count(chr(10))} lines")
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                length = (node.end_lineno or 0) - node.lineno + 1
                if length > LONGEST_FUNCTION:
                    large.append(f"{path.relative_to(ROOT)}:{node.lineno} {node.name}: {length} lines")
    assert not large, "\n".join(large)


def test_no_drawer_for_everything() -> None:
    assert not [path for path in tracked("*.py") if path.name in FORBIDDEN_NAMES]


def views(source: str) -> dict[str, int]:
    """Every function that takes a request, with the lines of its body: what it declares and says of itself is no work."""
    found = {}
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            continue
        taken = [*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs]
        if any(one.arg == "request" or "HttpRequest" in ast.unparse(one.annotation or one) for one in taken):
            body = node.body[1:] if ast.get_docstring(node) is not None else node.body
            found[node.name] = (node.end_lineno or 0) - body[0].lineno + 1 if body else 0
    return found


def test_views_only_parse_ask_and_show() -> None:
    long, seen = [], set()
    for path in tracked(*VIEWS):
        for name, lines in views(path.read_text(encoding="utf-8")).items():
            view = f"{path.relative_to(ROOT)}:{name}"
            seen.add(view)
            if lines > LONGER_VIEWS.get(view, LONGEST_VIEW):
                long.append(f"{view}: {lines} lines")
    assert not long, "\n".join(long)
    known = {
        "register/views/search.py:results",
        "register/views/quarantine.py:retry",
        "pages/home.py:home",
        "api/search.py:search",
    }
    assert {f"mainline/{view}" for view in known} <= seen


def test_a_view_is_measured_without_what_it_declares_and_wherever_it_stands() -> None:
    source = (
        "def one(request, a,\n        b):\n    '''Says\n    much.'''\n    x = 1\n\n    return x\n"
        "class Two:\n    async def get(self, asked: HttpRequest):\n        return 1\n"
        "def three(path):\n    return 1\n"
        "def four(*, request):\n    '''Nothing.'''\n"
    )

    assert views(source) == {"one": 3, "get": 1, "four": 0}


def test_nothing_names_a_registry_host_or_a_path_of_one_machine() -> None:
    found = []
    for path in tracked():
        if path.suffix in {".png", ".ico", ".woff2", ".zip", ".gz"}:
            continue
        for number, line in enumerate(path.read_text(encoding="utf-8", errors="replace").splitlines(), 1):
            if HOSTS.search(line) or MACHINE.search(line):
                found.append(f"{path.relative_to(ROOT)}:{number} {line.strip()[:100]}")
    assert not found, "\n".join(found[:20])


def test_every_setting_is_documented() -> None:
    source = (ROOT / "mainline" / "settings.py").read_text(encoding="utf-8")
    names = set(re.findall(r'env\.\w+\(\s*"([A-Z_]+)"', source)) | set(
        re.findall(r'_secret\("([A-Z_]+)"', source)
    )
    text = (ROOT / "docs" / "operate" / "settings.md").read_text(encoding="utf-8")

    missing = [name for name in sorted(names) if f"MAINLINE_{name}" not in text]

    assert names
    assert not missing


def test_every_command_is_documented() -> None:
    import typer

    from mainline.cli import app, care, data, imports, look, serve, tokens, trust

    for module in (serve, data, imports, look, care, tokens, trust):
        module.register(app)
    commands = [name for name, c in typer.main.get_command(app).commands.items() if not c.hidden]
    text = (ROOT / "docs" / "operate" / "commands.md").read_text(encoding="utf-8")

    missing = [name for name in commands if f"`mainline {name}" not in text]

    assert len(commands) >= 10
    assert not missing


def test_every_reader_is_documented() -> None:
    from mainline.offices.registry import READERS

    text = (ROOT / "docs" / "user" / "formats.md").read_text(encoding="utf-8")

    assert not [reader.NAME for reader in READERS if f"`{reader.NAME}`" not in text]


def test_every_dependency_says_why() -> None:
    for name in ("requirements.in", "requirements-dev.in"):
        for line in (ROOT / name).read_text(encoding="utf-8").splitlines():
            if line and not line.startswith(("#", "-r")):
                assert re.search(r"#\s+\S+", line), f"{name}: {line}"


def test_architecture_names_every_folder() -> None:
    text = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    folders = {p.parent.name for p in (ROOT / "mainline").glob("*/__init__.py")} - {"locale"}

    missing = [name for name in sorted(folders) if f"{name}/" not in text]

    assert folders
    assert not missing
