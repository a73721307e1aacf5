"""The spine: rights, their numbers, parties, events, sources; imports and their quarantine."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from django.conf import settings
from django.db import models
from django.db.models.functions import Coalesce, StrIndex, Substr
from django.utils.translation import get_language

from mainline.audit.seals import Sealed
from mainline.orgs.models import Organisation, Person
from mainline.register.enums import (
    CertaintyLabel,
    Confidentiality,
    ImportState,
    NumberRoleLabel,
    PartConfidentiality,
    PartyRoleLabel,
    QuarantineState,
    RightKindLabel,
    StatusLabel,
    TextState,
)

UNDATED = dt.date(1, 1, 1)


def labelled(field: str, labels: type[models.TextChoices]) -> Callable[[models.Model], str]:
    """Say what a code means, as Django's ``get_…_display`` does; that gathers all choices anew for each row it is asked of."""

    def label(row: models.Model) -> str:
        code: str = getattr(row, field)
        return str(labels(code).label) if code in labels else code

    return label


class Import(models.Model):
    """One reading of a file or folder; also the row that a worker claims and reports to."""

    path = models.CharField(max_length=1000)
    name = models.CharField(max_length=300)
    state = models.CharField(max_length=12, choices=ImportState, default=ImportState.QUEUED)
    is_dry_run = models.BooleanField(default=False)
    mapping = models.TextField(blank=True)
    """Column mapping (TOML) by which tables are read; empty: by their headers."""
    requested_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True)
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, null=True, blank=True, related_name="imports"
    )
    """Whose file it is: what it holds is for this one alone, however many its bringer belongs to."""
    requested_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    """How often a worker has begun it: one that kills its worker is not begun for ever."""
    beat_at = models.DateTimeField(null=True, blank=True)
    """Last sign of life of whoever runs it; a stale one may be taken over."""
    bytes_total = models.BigIntegerField(default=0)
    bytes_done = models.BigIntegerField(default=0)
    member = models.CharField(max_length=1000, blank=True)
    counts = models.JSONField(default=dict)
    """``{format: {read, new, changed, same, recovered, warned, quarantined}}``."""
    unrecognised = models.JSONField(default=list)
    """Files that are no record of any known format: ``[[member, bytes, why], …]``."""
    rejected = models.JSONField(default=list)
    """The first that could not be read, then the first with a warning: ``[[member, record, reason, detail], …]``."""
    rehearsed = models.JSONField(default=list)
    """Of a dry run the first: ``[[member, record number, fate, right or null, number, title, holder, filed, says], …]``."""
    error = models.TextField(blank=True)

    class Meta:
        indexes = [models.Index(fields=["state", "requested_at"])]

    def __str__(self) -> str:
        return f"{self.name} ({self.state})"


class Right(models.Model):
    """One right. Identity, plus values derived from its events and sources and never typed."""

    kind = models.CharField(max_length=20, choices=RightKindLabel)
    get_kind_display = labelled("kind", RightKindLabel)
    office = models.CharField(max_length=2)
    number = models.CharField(max_length=60, blank=True)
    """The number a person would quote, as printed."""
    title = models.TextField(blank=True)
    """The best title in any language."""
    titles = models.JSONField(default=dict)
    abstracts = models.JSONField(default=dict)
    filed_on = models.DateField(null=True, blank=True)
    earliest_filed_on = models.DateField(null=True, blank=True)
    """US: the earliest filing that it continues or divides, from which the term runs."""
    published_on = models.DateField(null=True, blank=True)
    granted_on = models.DateField(null=True, blank=True)
    expires_on = models.DateField(null=True, blank=True)
    status = models.CharField(max_length=20, choices=StatusLabel, default=StatusLabel.UNKNOWN)
    get_status_display = labelled("status", StatusLabel)
    status_since = models.DateField(null=True, blank=True)
    status_as_of = models.DateField(null=True, blank=True)
    """The newest day that any source of this right speaks for."""
    status_certainty = models.CharField(
        max_length=12, choices=CertaintyLabel, default=CertaintyLabel.AS_PUBLISHED
    )
    """What the status follows from: recorded events, publications alone, or the law's term."""
    holder_name = models.CharField(max_length=500, blank=True)
    holder_kind = models.CharField(max_length=20, blank=True)
    place = models.CharField(max_length=12, blank=True)
    classes = models.JSONField(default=list)
    """``[[scheme, symbol], …]``, main first."""
    family_key = models.CharField(max_length=64, blank=True)
    """Same key, same simple family: see :func:`mainline.register.logic.family_key`."""
    confidentiality = models.CharField(max_length=10, choices=Confidentiality, default=Confidentiality.PUBLIC)
    get_confidentiality_display = labelled("confidentiality", Confidentiality)
    is_demo = models.BooleanField(default=False)
    merged_into = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="merged", db_index=False
    )
    """Set when a later record showed that two rows were one right; its parts moved there."""
    set_apart = models.GeneratedField(
        expression=models.Case(
            models.When(
                ~models.Q(confidentiality="public") | models.Q(merged_into__isnull=False),
                then=models.Value(1),
            )
        ),
        output_field=models.SmallIntegerField(null=True),
        db_persist=True,
    )
    """1 for the few that not everybody may know of, or that stand for another; so the rule of who may know finds them
    without reading all."""

    SEALED = Sealed(1, ("confidentiality", "place", "holder_kind", "is_demo", "merged_into_id"))
    """What no source says; all else is folded from sources and events, which are under seal themselves."""

    class Meta:
        indexes = [
            models.Index(fields=["family_key"]),
            # All that the figures of the first page count by, so that they never read the rows themselves.
            models.Index(
                fields=["kind", "status", "place", "set_apart", "status_as_of"], name="right_figures"
            ),
            models.Index(fields=["expires_on"]),
            models.Index(
                fields=["set_apart"], name="right_set_apart", condition=models.Q(set_apart__isnull=False)
            ),
            models.Index(
                fields=["merged_into"], name="right_merged", condition=models.Q(merged_into__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.display_title}"

    @property
    def is_status_recorded(self) -> bool:
        """Whether the status follows from recorded events, not from publications or the term alone."""
        return self.status_certainty == CertaintyLabel.RECORDED

    @property
    def language(self) -> str:
        """``zh`` or ``en``: the language of the page."""
        return "zh" if (get_language() or "").startswith("zh") else "en"

    @property
    def display_title(self) -> str:
        """Title in the language of the page, else the best there is."""
        return self.titles.get(self.language) or self.title

    @property
    def other_title(self) -> str:
        """Title in the other language of the platform, if there is one."""
        other = self.titles.get("en" if self.language == "zh" else "zh", "")
        return "" if other == self.display_title else other


class Identifier(models.Model):
    """A number of a right: as printed, and its key under which all printed forms meet."""

    right = models.ForeignKey(Right, models.CASCADE, related_name="identifiers", db_index=False)
    role = models.CharField(max_length=14, choices=NumberRoleLabel)
    get_role_display = labelled("role", NumberRoleLabel)
    office = models.CharField(max_length=2)
    text = models.CharField(max_length=80)
    key = models.CharField(max_length=100, db_index=True)
    kind_code = models.CharField(max_length=4, blank=True)
    on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["right", "key", "kind_code"], name="identifier_once"),
        ]

    def __str__(self) -> str:
        return self.text


class Party(models.Model):
    """Who stands in which role to a right; the name stays as printed."""

    right = models.ForeignKey(Right, models.CASCADE, related_name="parties")
    role = models.CharField(max_length=14, choices=PartyRoleLabel)
    get_role_display = labelled("role", PartyRoleLabel)
    name = models.CharField(max_length=500)
    language = models.CharField(max_length=3, blank=True)
    is_person = models.BooleanField(null=True)
    country = models.CharField(max_length=2, blank=True)
    address = models.CharField(max_length=500, blank=True)
    identifier = models.CharField(max_length=60, blank=True)
    sequence = models.PositiveSmallIntegerField(default=0)
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, null=True, blank=True, related_name="parties", db_index=False
    )
    person = models.ForeignKey(
        Person, models.SET_NULL, null=True, blank=True, related_name="parties", db_index=False
    )
    """Who it is, where somebody has said so: taken from :class:`PersonLink` whenever parties are folded."""
    share = models.DecimalField(max_digits=7, decimal_places=4, null=True, blank=True)
    """Percent."""
    since = models.DateField(null=True, blank=True)
    until = models.DateField(null=True, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["organisation", "role"]),
            models.Index(fields=["person"], name="party_person", condition=models.Q(person__isnull=False)),
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.role})"


class PersonLink(models.Model):
    """Who somebody said that a name printed on a right is. Parties are folded anew from their sources; this stays."""

    right = models.ForeignKey(Right, models.CASCADE, related_name="person_links", db_index=False)
    role = models.CharField(max_length=14, choices=PartyRoleLabel)
    get_role_display = labelled("role", PartyRoleLabel)
    name = models.CharField(max_length=500)
    place = models.PositiveSmallIntegerField(default=1)
    """Which of the parties of this role and name it is, from 1: two of one name can stand on one right."""
    identifier = models.CharField(max_length=60, blank=True)
    """The key printed beside the name, by which it is found among namesakes whatever their order."""
    person = models.ForeignKey(Person, models.CASCADE, related_name="links")
    linked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    linked_at = models.DateTimeField()

    SEALED = Sealed(
        6, ("right_id", "role", "name", "place", "identifier", "person_id", "linked_by_id", "linked_at")
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["right", "role", "name", "place"], name="person_link_once")
        ]

    def __str__(self) -> str:
        return f"{self.name} on {self.right_id} is {self.person_id}"


class Share(models.Model):
    """An organisation that may know of an unpublished right though it is no party to it."""

    right = models.ForeignKey(Right, models.CASCADE, related_name="shares")
    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="shares")
    shared_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True)
    shared_at = models.DateTimeField()
    is_named = models.BooleanField(default=False, db_default=False)
    """A holder named it: it may know of the right and change nothing. Else it brought the right in itself."""

    SEALED = Sealed(5, ("right_id", "organisation_id", "shared_by_id", "shared_at", "is_named"))

    class Meta:
        constraints = [models.UniqueConstraint(fields=["right", "organisation"], name="share_once")]

    def __str__(self) -> str:
        return f"{self.right_id} → {self.organisation_id}"


class SourceRecord(models.Model):
    """What one source said, whole, once. The right's derived values are a fold over these rows."""

    right = models.ForeignKey(Right, models.PROTECT, related_name="sources", db_index=False)
    digest = models.BinaryField(max_length=20, unique=True)
    """BLAKE2b of the record without its position: the same content is the same row."""
    format = models.CharField(max_length=40)
    member = models.CharField(max_length=1000)
    offset = models.BigIntegerField(default=0)
    ordinal = models.PositiveIntegerField(default=1)
    as_of = models.DateField(null=True, blank=True)
    is_recovered = models.BooleanField(default=False)
    body = models.BinaryField()
    """zlib of the record as JSON."""
    imported_by = models.ForeignKey(Import, models.PROTECT, null=True, blank=True, related_name="records")

    SEALED = Sealed(
        2,
        (
            "right_id", "digest", "format", "member", "offset", "ordinal", "as_of", "is_recovered",
            "imported_by_id",
        ),
        covers=(("body", "digest", "blake2b160.zlib"),),
    )  # fmt: skip

    class Meta:
        indexes = [models.Index(fields=["right", "as_of"])]

    def __str__(self) -> str:
        return f"{self.format} {self.member}#{self.ordinal}"


class Event(models.Model):
    """One thing that happened to a right. Append-only; a correction is a new event that supersedes."""

    right = models.ForeignKey(Right, models.PROTECT, related_name="events", db_index=False)
    code = models.CharField(max_length=60)
    """Our dotted code, ``link.noun.verb``: see :mod:`mainline.register.codes`."""
    st27 = models.CharField(max_length=1, blank=True)
    """WIPO ST.27 category, where an office speaks."""
    office = models.CharField(max_length=2, blank=True)
    office_code = models.CharField(max_length=20, blank=True)
    happened_on = models.DateField(null=True, blank=True)
    effective_on = models.DateField(null=True, blank=True)
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, db_index=False
    )
    source = models.ForeignKey(SourceRecord, models.PROTECT, null=True, blank=True, related_name="events")
    source_text = models.CharField(max_length=300, blank=True)
    """Where no file stands behind it: who said so, as shown."""
    details = models.JSONField(default=dict)
    amount_minor = models.BigIntegerField(null=True, blank=True)
    currency = models.CharField(max_length=3, blank=True)
    fingerprint = models.CharField(max_length=32)
    """The same fact told by two sources has one fingerprint and stands once."""
    supersedes = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="superseded_by"
    )
    link_code = models.GeneratedField(
        expression=Substr("code", 1, StrIndex("code", models.Value(".")) - 1),
        output_field=models.CharField(max_length=20),
        db_persist=True,
    )
    """The first part of the code, for the list of a link's events."""
    told_on = models.GeneratedField(
        expression=Coalesce("happened_on", "effective_on", models.Value(UNDATED)),
        output_field=models.DateField(),
        db_persist=True,
    )
    """The day under which it stands in a list; :data:`UNDATED` where nobody said one."""
    confidentiality = models.CharField(
        max_length=10,
        choices=PartConfidentiality,
        default=PartConfidentiality.HOLDER,
        db_default=PartConfidentiality.HOLDER,
    )
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    """Who recorded it, where a member did."""

    SEALED = Sealed(
        3,
        (
            "right_id", "code", "st27", "office", "office_code", "happened_on", "effective_on", "details",
            "fingerprint", "confidentiality", "recorded_at", "source_id", "source_text", "currency",
            "amount_minor", "recorded_by_id", "organisation_id", "supersedes_id",
        ),
    )  # fmt: skip

    class Meta:
        constraints = [models.UniqueConstraint(fields=["right", "fingerprint"], name="event_once")]
        indexes = [
            models.Index(fields=["code", "happened_on"]),
            models.Index(fields=["link_code", "told_on", "id"]),
            models.Index(
                fields=["right"], name="event_not_public", condition=~models.Q(confidentiality="public")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.happened_on} {self.code}"

    @property
    def link(self) -> str:
        """The link of the chain, the first part of the code."""
        return self.code.split(".", 1)[0]


class Document(models.Model):
    """A file on a right, addressed by its content. Another version is another row that replaces this one."""

    right = models.ForeignKey(Right, models.PROTECT, related_name="documents")
    event = models.ForeignKey(Event, models.SET_NULL, null=True, blank=True, related_name="documents")
    """The event that it proves."""
    organisation = models.ForeignKey(Organisation, models.PROTECT, null=True, blank=True, related_name="+")
    """Whose member brought it."""
    name = models.CharField(max_length=300)
    sha256 = models.CharField(max_length=64, db_index=True)
    media_type = models.CharField(max_length=100)
    """As its bytes say, not its name."""
    size = models.BigIntegerField()
    language = models.CharField(max_length=3, blank=True)
    confidentiality = models.CharField(
        max_length=10, choices=PartConfidentiality, default=PartConfidentiality.HOLDER
    )
    text = models.TextField(blank=True)
    text_state = models.CharField(max_length=10, choices=TextState, default=TextState.WAITING)
    text_note = models.CharField(max_length=20, blank=True)
    """Why there is no text, or not all of it: a code of :mod:`mainline.files.notes`."""
    read_attempts = models.PositiveSmallIntegerField(default=0)
    read_begun_at = models.DateTimeField(null=True, blank=True)
    """When a worker last began to read it: one that ended midway is begun again, and not for ever."""
    pages = models.PositiveIntegerField(null=True, blank=True)
    replaces = models.OneToOneField("self", models.PROTECT, null=True, blank=True, related_name="replaced_by")
    added_at = models.DateTimeField()
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    """Taken back: shown to nobody, and kept."""
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    withdrawn_because = models.CharField(max_length=500, blank=True)

    class Meta:
        indexes = [
            models.Index(
                fields=["id"], name="document_unread", condition=models.Q(text_state=TextState.WAITING)
            ),
        ]

    SEALED = Sealed(
        4,
        (
            "right_id", "event_id", "organisation_id", "name", "sha256", "media_type", "size", "language",
            "confidentiality", "replaces_id", "added_at", "added_by_id", "withdrawn_at", "withdrawn_by_id",
            "withdrawn_because",
        ),
        content="sha256",
    )  # fmt: skip

    def __str__(self) -> str:
        return self.name


class Quarantine(models.Model):
    """What could not be read, kept whole, to be tried again."""

    digest = models.BinaryField(max_length=20, unique=True)
    """BLAKE2b of format, reason and bytes: the same bad bytes twice are one row."""
    imported_by = models.ForeignKey(Import, models.PROTECT, null=True, related_name="quarantined")
    format = models.CharField(max_length=40)
    path = models.CharField(max_length=1000)
    member = models.CharField(max_length=1000)
    offset = models.BigIntegerField(default=0)
    ordinal = models.PositiveIntegerField(default=1)
    reason = models.CharField(max_length=60)
    detail = models.TextField()
    header = models.BinaryField(default=b"")
    raw = models.BinaryField()
    state = models.CharField(max_length=10, choices=QuarantineState, default=QuarantineState.OPEN)
    tried_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["state", "reason"])]

    def __str__(self) -> str:
        return f"{self.member}@{self.offset}: {self.reason}"


class IndexPending(models.Model):
    """A right whose search document is behind the register; removed once the index has committed."""

    right = models.ForeignKey(Right, models.CASCADE)

    def __str__(self) -> str:
        return str(self.right_id)


class SavedSearch(models.Model):
    """A query that a user wants to keep."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="saved_searches")
    name = models.CharField(max_length=120)
    query = models.CharField(max_length=4000)
    sort = models.CharField(max_length=20, blank=True)
    saved_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "name"], name="saved_search_once")]

    def __str__(self) -> str:
        return self.name
