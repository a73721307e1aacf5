"""The lists of the administration: accounts, organisations, jobs, the record, its checkpoints."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from functools import partial
from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from mainline.administration.words import act_label, act_labels, subject_link, told
from mainline.audit.models import Checkpoint, Entry
from mainline.audit.signing import fingerprint
from mainline.orgs.enums import OrganisationKind, Role
from mainline.orgs.models import Membership, Organisation
from mainline.register.enums import ImportState
from mainline.register.models import Import
from mainline.register.search import region, value_label
from mainline.register.views.incoming import IMPORTS
from mainline.web.filters import Choice, Contains, Days, Numbers, yes_no
from mainline.web.tables import Column, ListTable
from mainline.web.templatetags.web import number, page_language


def at(moment: dt.datetime | None) -> str:
    """Print an instant to the second, where the platform stands; a dash where there was none."""
    return timezone.localtime(moment).strftime("%Y-%m-%d %H:%M:%S") if moment else "—"


def _yes(is_so: object) -> str:
    return gettext("Yes") if is_so else gettext("No")


def _account(user: Any) -> SafeString:
    href = reverse("administration_account", args=[user.pk])
    return format_html('<a href="{}">{}</a>', href, user.get_username())


def _roles(user: Any) -> SafeString:
    """List an account's organisations and roles, each leading to the membership."""
    rows = [
        (
            reverse("member", args=[one.organisation_id, one.pk]),
            one.organisation.display_name,
            one.get_role_display(),
        )
        for one in user.memberships.all()
    ]
    return format_html_join(SafeString("<br>"), '<a href="{}">{}</a> <span class="aside">{}</span>', rows)


def _roles_written(user: Any) -> str:
    return "; ".join(f"{one.organisation.name} ({one.get_role_display()})" for one in user.memberships.all())


def _belongs(**wanted: object) -> Q:
    """Return the condition of accounts with such a membership; by a subquery, so that no account comes twice."""
    return Q(pk__in=Membership.objects.filter(**wanted).values("user"))


def _belongs_to(text: str) -> Q:
    names = [
        _belongs(**{f"organisation__{name}__icontains": text}) for name in ("name", "name_zh", "name_en")
    ]
    return names[0] | names[1] | names[2]


def _has_role(chosen: Sequence[str]) -> Q:
    return _belongs(role__in=list(chosen))


ACCOUNTS = ListTable(
    "accounts",
    (
        Column(
            "name", _("User name"), _account, lambda u: u.get_username(), sort="username",
            filter=Contains(("username", "first_name", "email")),
        ),
        Column("person", _("Name"), lambda u: u.get_full_name(), sort="first_name", look="tight"),
        Column(
            "organisations", _("Organisations and roles"), _roles, _roles_written, look="wide",
            filter=Contains(by=_belongs_to, name="organisation"),
        ),
        Column(
            "role", _("Roles"), lambda u: ", ".join(one.get_role_display() for one in u.memberships.all()),
            is_shown=False, filter=Choice("", Role.choices, _has_role),
        ),
        Column("factor", _("Second factor"), lambda u: _yes(u.has_factor), sort="has_factor", filter=yes_no("has_factor")),
        Column("seen", _("Last seen"), lambda u: at(u.seen_at), sort="seen_at", filter=Days("seen_at", is_instant=True)),
        Column("open", _("Account open"), lambda u: _yes(u.is_active), sort="is_active", filter=yes_no("is_active")),
        Column("admin", _("Administrator of the platform"), lambda u: _yes(u.is_superuser), sort="is_superuser", is_shown=False, filter=yes_no("is_superuser")),
        Column("joined", _("Made"), lambda u: at(u.date_joined), sort="date_joined", is_shown=False, filter=Days("date_joined", is_instant=True)),
    ),
    sort="name", title=_("Accounts"),
)  # fmt: skip


def _organisation(organisation: Organisation) -> SafeString:
    href = reverse("administration_organisation", args=[organisation.pk])
    return format_html('<a href="{}">{}</a>', href, organisation.display_name)


def _place(organisation: Organisation) -> str:
    return value_label("region", organisation.place, page_language())


def _places() -> dict[str, str]:
    """Return the places of the region, code to name in the language of the page."""
    return {place.code: place.name.in_language(page_language()) for place in region().places}


def _members(organisation: Any) -> SafeString | str:
    if not organisation.members:
        return "0"
    href = reverse("members", args=[organisation.pk])
    return format_html('<a class="figure-link" href="{}">{}</a>', href, number(organisation.members))


ORGANISATIONS = ListTable(
    "all-organisations",
    (
        Column(
            "name", _("Name"), _organisation, lambda o: o.name, sort="name", look="wide",
            filter=Contains(("name", "name_zh", "name_en")),
        ),
        Column("kind", _("Kind"), lambda o: o.get_kind_display(), sort="kind", filter=Choice("kind", OrganisationKind.choices)),
        Column("country", _("Country"), lambda o: o.country, sort="country", filter=Contains(("country",))),
        Column("place", _("Place"), _place, sort="place", filter=Choice("place", _places)),
        Column("uscc", _("Credit code"), lambda o: o.uscc, sort="uscc", look="tight num", filter=Contains(("uscc",))),
        Column("members", _("Members"), _members, lambda o: o.members, sort="members", look="n", filter=Numbers("members")),
        Column("demo", _("Demonstration"), lambda o: _yes(o.is_demo), sort="is_demo", is_shown=False, filter=yes_no("is_demo")),
    ),
    title=_("Organisations"),
)  # fmt: skip

_ENDED = (ImportState.DONE, ImportState.FAILED, ImportState.CANCELLED)


def _job_button(job: Import) -> SafeString:
    """Offer what can be done with an import: to stop it, or to run it again."""
    if job.state not in _ENDED:
        address, words = reverse("cancel_import", args=[job.pk]), gettext("Cancel")
    elif job.state == ImportState.DONE:
        return SafeString("")
    else:
        address, words = reverse("run_again", args=[job.pk]), gettext("Run again")
    return format_html(
        '<button class="btn btn-sm" form="act-jobs" formaction="{}" aria-label="{}">{}</button>',
        address,
        f"{words}: {job.name}",
        words,
    )


def _took(job: Import) -> int | None:
    return (
        int((job.finished_at - job.started_at).total_seconds())
        if job.finished_at and job.started_at
        else None
    )


JOBS = ListTable(
    "jobs",
    (
        *IMPORTS.columns,
        Column("started", _("Started"), lambda job: at(job.started_at), sort="started_at", is_shown=False),
        Column("beat", _("Last sign of life"), lambda job: at(job.beat_at), sort="beat_at", is_shown=False),
        Column("took", _("Seconds"), lambda job: number(_took(job)), _took, look="n", is_shown=False),
        Column("attempts", _("Attempts"), lambda job: number(job.attempts), lambda job: job.attempts, "attempts", "n", False),
        Column("error", _("Error"), lambda job: job.error, look="wide", is_shown=False, filter=Contains(("error",))),
        Column("do", _("Actions"), _job_button, is_action=True),
    ),
    title=_("Jobs"),
)  # fmt: skip


def _entry(entry: Entry) -> SafeString:
    href = reverse("audit_entry", args=[entry.number])
    return format_html('<a class="num" href="{}">{}</a>', href, number(entry.number))


def who(entry: Entry) -> str:
    """Name who acted."""
    return entry.by_name or gettext("the platform")


def short(raw: bytes) -> str:
    """Print the beginning of a hash, enough to compare by eye."""
    return bytes(raw).hex()[:12]


ENTRIES = ListTable(
    "audit",
    (
        Column("number", _("No."), _entry, lambda e: e.number, sort="number", look="n", filter=Numbers("number")),
        Column("at", _("When"), lambda e: at(e.at), lambda e: e.at.isoformat(), sort="at", filter=Days("at", is_instant=True, name="day")),
        Column("who", _("Who"), who, sort="by_name", filter=Contains(("by_name",))),
        Column("what", _("What"), told, look="wide", filter=Choice("code", act_labels, name="act")),
        Column("subject", _("On what"), subject_link, lambda e: e.subject, sort="subject", filter=Contains(("subject",))),
        Column("kind", _("Kind of act"), act_label, lambda e: e.code, sort="code", is_shown=False),
        Column(
            "hash", _("Hash"), lambda e: format_html("<code>{}</code>", short(e.hash)),
            lambda e: bytes(e.hash).hex(), look="tight",
        ),
    ),
    title=_("Who did what"), quick="who",
)  # fmt: skip


def _key(checkpoint: Checkpoint) -> SafeString:
    return format_html("<code>{}</code>", fingerprint(bytes(checkpoint.public_key)))


def _hex(raw: bytes) -> SafeString:
    return format_html('<code class="path">{}</code>', bytes(raw).hex())


def _checkpoint_column(name: str, header: object, is_shown: bool) -> Column:
    """Return a column of bytes of a checkpoint, in hexadecimal digits."""
    return Column(
        name,
        header,
        partial(_of, name, _hex),
        partial(_of, name, lambda raw: bytes(raw).hex()),
        look="wide",
        is_shown=is_shown,
    )


def _of(name: str, printed: Any, checkpoint: Checkpoint) -> Any:
    return printed(getattr(checkpoint, name))


CHECKPOINTS = ListTable(
    "checkpoints",
    (
        Column(
            "entry", _("Up to entry"), lambda c: number(c.entry_id), lambda c: c.entry_id, sort="entry_id",
            look="n", filter=Numbers("entry_id"),
        ),
        Column("at", _("Signed"), lambda c: at(c.at), lambda c: c.at.isoformat(), sort="at", filter=Days("at", is_instant=True, name="day")),
        _checkpoint_column("hash", _("Hash"), True),
        Column("key", _("Key"), _key, lambda c: fingerprint(bytes(c.public_key))),
        _checkpoint_column("public_key", _("Public key"), False),
        _checkpoint_column("signature", _("Signature"), False),
    ),
    title=_("Signed checkpoints"),
)  # fmt: skip
