"""Commands of the docket: what the rules of today would change, and applying them."""

from __future__ import annotations

import typer

from mainline.cli.output import AsJson, console, print_json, tell
from mainline.cli.ready import make_ready

dates = typer.Typer(help="The dates that organisations keep. 期限。", no_args_is_help=True)


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    app.add_typer(dates, name="dates")
    dates.command()(preview)
    dates.command()(apply)


def preview(json: AsJson = False) -> None:
    """Tell what the packs and calendars of this program would change, and change nothing. 预览规则变更的影响。"""
    make_ready()
    from mainline.orgs import clock
    from mainline.register.deadlines.renewing import preview_rules

    found = preview_rules(on=clock.today())
    first = [
        {
            "right": each.deadline.docket.right.number,
            "rule": each.deadline.rule,
            "number": each.deadline.number,
            "before": each.before,
            "after": each.after,
        }
        for each in found.first
    ]
    if json:
        print_json({"dockets": found.dockets, "new": found.new, "changed": found.changed, "first": first})
        return
    for each in first:
        console.print(
            f"{each['right']} {each['rule']} {each['number'] or ''}: {each['before']} → {each['after']}",
            highlight=False, soft_wrap=True,
        )  # fmt: skip
    console.print(
        f"{found.dockets:,} dockets: {found.changed:,} dates would change, {found.new:,} would come"
        f" · {found.dockets:,} 份案卷：将变更 {found.changed:,} 项，新增 {found.new:,} 项"
    )


def apply(json: AsJson = False) -> None:
    """Derive all dates by the packs and calendars of this program, as one act on record. 按现行规则重新推算。"""
    make_ready()
    from mainline.orgs import clock
    from mainline.register.deadlines.renewing import apply_rules

    told = apply_rules(on=clock.today(), by=None)
    tell(
        {"dockets": told.dockets, "changed": told.changed, "new": told.new},
        f"{told.dockets:,} dockets: {told.changed:,} dates changed, {told.new:,} came"
        f" · {told.dockets:,} 份案卷：变更 {told.changed:,} 项，新增 {told.new:,} 项",
        as_json=json,
    )
