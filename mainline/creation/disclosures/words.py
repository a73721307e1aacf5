"""Words for what a disclosure lacks, and for what its inventors should think of."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.utils.translation import gettext_lazy as _

from mainline.creation.disclosures.logic import Finding

LABELS: Mapping[str, object] = {
    "title": _("Title"),
    "kind": _("Kind of right wanted"),
    "problem": _("Problem"),
    "solution": _("Solution"),
    "advantages": _("Advantages"),
    "funding": _("Funded by"),
    "project": _("Project number"),
    "venue": _("Kind of publication"),
    "what": _("What is made public"),
    "where": _("Where"),
    "when": _("Day"),
    "inventor": _("Inventor"),
    "share": _("Contribution share"),
}
"""Names of the fields of the form."""
_LACKS: Mapping[str, object] = {
    "missing": _("%(field)s: please fill this in."),
    "no_day": _("Day of the publication: give it as 2026-01-31."),
    "no_inventor": _("Name at least one inventor: yourself."),
    "no_name": _("Inventor %(nth)s has a share and no name."),
    "twice": _("%(value)s stands twice among the inventors."),
    "no_share": _("Share of inventor %(nth)s: give a percentage such as 33.34, or a fraction such as 1/3."),
    "not_whole": _("The shares make %(value)s together: they must make 100 %% exactly."),
    "not_me": _("You are not among the inventors: who discloses is one of them."),
}
_WARNS: Mapping[str, object] = {
    "small_share": _(
        "%(value)s has less than 10 %%. Usual practice is 10 %% at least for whoever is named an inventor; it is no law."
    ),
    "name_alone": _(
        "%(value)s is a name alone: whoever it is can't follow this disclosure, and payments need to know who it is."
    ),
    "public_soon": _(
        "It is to be made public on %(value)s. File before that day: afterwards it is prior art (Patent Law Arts. 22, 23)."
    ),
    "already_public": _(
        "It was made public on %(value)s, before filing. In China it may be too late: six months remain in the few cases of Patent Law Art. 24 alone."
    ),
}


def said(findings: Sequence[Finding]) -> list[tuple[str, str]]:
    """Return (name of the field, sentence) of what was found, in the language of the page."""
    words = {**_LACKS, **_WARNS}
    return [(one.field, str(words[one.code]) % _filled(one)) for one in findings]


def _filled(one: Finding) -> dict[str, object]:
    name, _dash, nth = one.field.partition("-")
    return {"field": LABELS[name], "nth": nth, "value": one.value}
