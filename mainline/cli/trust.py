"""Commands that keep and prove what is recorded: verify, checkpoint, backup, restore, export-organisation."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from mainline.cli.output import AsJson, console, errors, fail, print_json, tell
from mainline.cli.ready import make_ready

if TYPE_CHECKING:
    from mainline.archive.checking import Verified
    from mainline.audit.signing import Stamp

Key = Annotated[
    str,
    typer.Option(
        help="Public key (64 hexadecimal digits) that all must be signed with. 指定公钥。", metavar="HEX"
    ),
]
Archive = Annotated[Path, typer.Argument(help="The archive, a ZIP file. 归档文件。")]
_SHOWN = 50


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    app.command()(verify)
    app.command()(checkpoint)
    app.command()(backup)
    app.command()(restore)
    app.command("export-organisation")(export_organisation)


def verify(
    file: Annotated[
        Path | None, typer.Argument(help="An archive; without one the live register. 归档；不写则校验现库。")
    ] = None,
    quick: Annotated[
        bool,
        typer.Option("--quick", help="Leave out what is derived from sources and events. 不核对推得的值。"),
    ] = False,
    key: Key = "",
    known: Annotated[
        Path | None, typer.Option(help="Checkpoints kept elsewhere, one JSON line each. 另存的校验点。")
    ] = None,
    json: AsJson = False,
) -> None:
    """Prove that nothing was altered, or name what was; exit code 1 if anything was. 校验。"""
    from mainline.archive.checking import verify_archive
    from mainline.archive.container import BadArchive

    public, stamps = _public(key), _stamps(known)
    with _progress(json) as report:
        if file is None:
            make_ready()
            from mainline.archive.live import verify_live

            outcome = verify_live(quick=quick, key=public, known=stamps, report=report)
        else:
            try:
                outcome = verify_archive(_existing(file), key=public, known=stamps, report=report)
            except BadArchive as error:
                raise fail(f"{error.en} · {error.zh}") from error
    _show(outcome, json)
    raise typer.Exit(0 if outcome.is_well else 1)


def checkpoint(json: AsJson = False) -> None:
    """Sign the newest entry of the audit now, and print the checkpoint: keep it elsewhere. 签署校验点。"""
    make_ready()
    from mainline.audit import actions, queries, signing

    try:
        actions.checkpoint()
    except signing.BadKey as error:
        raise fail(f"{error} · 签名密钥文件无法使用", 3) from error
    newest = queries.checkpoints().first()
    if newest is None:
        raise fail("Nothing has been recorded yet · 尚无审计记录")
    stamp = queries.stamp_of(newest)
    if json:
        print(stamp.as_line())
        return
    console.print(
        f"entry {stamp.number:,} · 第 {stamp.number:,} 条 · {stamp.hash.hex()}\n"
        f"key {signing.fingerprint(stamp.public_key)} · 公钥 {stamp.public_key.hex()}",
        highlight=False,
        soft_wrap=True,
    )


def backup(file: Archive, json: AsJson = False) -> None:
    """Write everything into one signed archive, while the platform works on. 备份。"""
    make_ready()
    from mainline.archive.backup import NotPossible, backup

    started = time.monotonic()
    try:
        with _progress(json) as report:
            made = backup(path=file.resolve(), report=report)
    except NotPossible as error:
        raise fail(str(error), 2) from error
    seconds = time.monotonic() - started
    told = {
        "path": str(made.path),
        "bytes": made.size,
        "rows": made.rows,
        "files": len(made.manifest.files),
        "key": made.key,
        "seconds": round(seconds, 2),
    }
    tell(
        told,
        f"{made.path}: {made.rows:,} rows · 行, {len(made.manifest.files):,} files · 个文件, {made.size:,} bytes,"
        f" {seconds:.1f} s; key · 密钥 {made.key}",
        as_json=json,
    )


def restore(
    file: Archive,
    replace: Annotated[
        bool, typer.Option("--replace", help="Take away what is here first. 覆盖现有数据。")
    ] = False,
    yes: Annotated[bool, typer.Option("--yes", help="Don't ask. 不再询问。")] = False,
    key: Key = "",
    json: AsJson = False,
) -> None:
    """Restore a backup: verified first, compared with its manifest afterwards. Stop the platform before. 恢复。"""
    from mainline.archive.backup import NotPossible
    from mainline.archive.container import BadArchive
    from mainline.archive.restore import NotEqual, Restored, restore
    from mainline.search.engines.base import EngineError

    _existing(file)
    if replace and not yes:
        typer.confirm(
            "Everything that is here will be taken away. Go on? · 现有数据将全部清除，继续吗？", abort=True
        )
    try:
        with _progress(json) as report:
            outcome = restore(path=file, replace=replace, key=_public(key), report=report)
    except NotPossible as error:
        raise fail(str(error), 2) from error
    except BadArchive as error:
        raise fail(f"{error.en} · {error.zh}") from error
    except NotEqual as error:
        raise fail(
            f"What was written reads back otherwise, and was undone: {error} · 写入后不一致，已撤销"
        ) from error
    except EngineError as error:
        raise fail(
            f"All is restored; the index is not built: {error.message_en} Run: mainline rebuild-index · 请重建索引",
            3,
        ) from error
    if not isinstance(outcome, Restored):
        _show(outcome, json)
        raise typer.Exit(1)
    told = {"rows": outcome.rows, "files": outcome.files, "indexed": outcome.indexed, "equal": True}
    tell(
        told,
        f"{outcome.rows:,} rows and {outcome.files:,} files restored, equal to the manifest; {outcome.indexed:,} rights"
        f" indexed · 已恢复 {outcome.rows:,} 行、{outcome.files:,} 个文件，与清单一致",
        as_json=json,
    )


def export_organisation(
    organisation: Annotated[int, typer.Argument(help="Id of the organisation. 组织编号。", metavar="ID")],
    file: Archive,
    json: AsJson = False,
) -> None:
    """Write all that an organisation may take away into a signed archive, with tables for spreadsheets. 带走本组织数据。"""
    make_ready()
    from mainline.archive.backup import NotPossible
    from mainline.archive.leaving import export_organisation
    from mainline.orgs.models import Organisation

    body = Organisation.objects.filter(pk=organisation).first()
    if body is None:
        raise fail(f"There is no organisation {organisation} · 没有编号为 {organisation} 的组织", 2)
    try:
        with _progress(json) as report:
            made = export_organisation(organisation=body, path=file.resolve(), by=None, report=report)
    except NotPossible as error:
        raise fail(str(error), 2) from error
    counts = {table.name: table.rows for table in made.manifest.tables}
    tell(
        {"path": str(made.path), "bytes": made.size, **counts, "key": made.key},
        f"{made.path}: "
        + ", ".join(f"{rows:,} {name}" for name, rows in counts.items())
        + f"; key · 密钥 {made.key}",
        as_json=json,
    )


def _existing(file: Path) -> Path:
    if not file.is_file():
        raise fail(f"{file}: there is no such file · 没有该文件", 2)
    return file


def _public(key: str) -> bytes:
    try:
        public = bytes.fromhex(key)
    except ValueError:
        public = b"?"
    if len(public) not in (0, 32):
        raise fail("--key: give the 64 hexadecimal digits of a public key · 公钥应为64位十六进制数", 2)
    return public


def _stamps(file: Path | None) -> list[Stamp]:
    if file is None:
        return []
    from mainline.audit.signing import BadStamp, stamp_of

    lines = _existing(file).read_text(encoding="utf-8", errors="replace").splitlines()
    try:
        return [stamp_of(line) for line in lines if line.strip()]
    except BadStamp as error:
        raise fail(f"{file}: {error} · 校验点文件无法读取", 2) from error


@contextmanager
def _progress(is_silent: bool) -> Iterator[Callable[[str, int, int], None]]:
    """Show what is being looked at, on standard error, where somebody looks."""
    if is_silent or not errors.is_terminal:
        yield lambda what, done, total: None
        return
    with errors.status("…") as status:
        yield lambda what, done, total: status.update(f"{what} {done:,}" + (f" / {total:,}" if total else ""))


def _show(outcome: Verified, as_json: bool) -> None:
    if as_json:
        print_json(_told(outcome))
        return
    for finding in outcome.findings[:_SHOWN]:
        console.print("✗", style="red", end=" ")
        console.print(f"{finding.en} · {finding.zh}", highlight=False, soft_wrap=True)
    more = len(outcome.findings) + outcome.left_out - _SHOWN
    if more > 0:
        console.print(f"  … {more:,} more · 另有 {more:,} 处（--json）", highlight=False)
    seen = outcome.seen
    keys = "; ".join(dict.fromkeys([*([outcome.key] if outcome.key else []), *seen.keys])) or "–"
    console.print(
        f"{seen.entries:,} entries · 条记录, {seen.checkpoints:,} checkpoints · 个校验点 (signed up to · 签至"
        f" {seen.signed:,}), {outcome.rows:,} rows · 行, {outcome.files:,} files · 个文件, {outcome.rights:,} rights"
        f" derived anew · 项权利重新推算; keys · 密钥 {keys}",
        highlight=False,
        soft_wrap=True,
    )
    if outcome.is_well:
        console.print("✓", style="green", end=" ")
        console.print("Nothing was altered · 未发现任何改动", highlight=False)


def _told(outcome: Verified) -> dict[str, Any]:
    manifest = outcome.manifest
    return {
        "is_well": outcome.is_well,
        "findings": [finding.as_dict() for finding in outcome.findings],
        "left_out": outcome.left_out,
        "entries": outcome.seen.entries,
        "checkpoints": outcome.seen.checkpoints,
        "signed_up_to": outcome.seen.signed,
        "checkpoint_keys": outcome.seen.keys,
        "rows": outcome.rows,
        "files": outcome.files,
        "rights": outcome.rights,
        "archive": manifest
        and {
            "format": manifest.format,
            "version": manifest.version,
            "made_at": manifest.made_at,
            "subject": manifest.subject,
            "public_key": outcome.public_key,
            "key": outcome.key,
        },
    }
