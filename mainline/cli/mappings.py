"""Commands for column mappings: which header of a table means which field."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from mainline.cli.output import AsJson, console, fail, print_json
from mainline.offices.tabular import MappingError, load_mapping, shipped_mappings
from mainline.register import mappings

commands = typer.Typer(help="Column mappings for tables. 表格的列映射。", no_args_is_help=True)


def text_of(name: str) -> str:
    """The TOML of a mapping by its saved name or its file; "" for none. Leaves with 2 where it is neither or wrong."""
    if not name:
        return ""
    for path in (Path(name), mappings.folder() / f"{name}.toml"):
        if path.is_file():
            return _checked(path)
    saved = ", ".join(mapping.id for mapping in mappings.saved()) or "–"
    raise fail(f"{name}: no such mapping or file. Saved: {saved} · 没有该映射。已保存：{saved}", 2)


@commands.command("save")
def save(file: Annotated[Path, typer.Argument(help="TOML file. TOML 文件。")]) -> None:
    """Check a mapping and keep it under its id for `ingest --mapping ID`. 检查并保存。"""
    if not file.is_file():
        raise fail(f"{file}: there is no such file · 没有该文件", 2)
    kept = mappings.save(_checked(file))
    console.print(f"Saved · 已保存: {kept.id}", highlight=False)


@commands.command("list")
def list_all(json: AsJson = False) -> None:
    """List the mappings that are shipped and saved. 列出。"""
    own = mappings.saved()
    rows = [
        {"id": mapping.id, "zh": mapping.label[0], "en": mapping.label[1], "saved": mapping in own}
        for mapping in (*shipped_mappings(), *own)
    ]
    if json:
        print_json(rows)
        return
    for row in rows:
        mark = "saved · 已保存" if row["saved"] else "shipped · 随附"
        console.print(f"{row['id']:<16} {row['zh']} · {row['en']}  ({mark})", highlight=False, markup=False)


def _checked(path: Path) -> str:
    """The text of a mapping file, or leave with 2 and every problem it has."""
    text = path.read_text(encoding="utf-8", errors="replace")
    try:
        load_mapping(text)
    except MappingError as error:
        lines = [f"{problem.where}: {problem.en} · {problem.zh}" for problem in error.problems]
        raise fail(f"{path}: " + "\n".join(lines), 2) from error
    return text
