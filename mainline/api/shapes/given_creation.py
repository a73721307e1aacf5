"""What requests around claims and prior art may hold."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from mainline.api.shapes.given import Day, Given, Text, Whole

_LARGEST = 2**63 - 1


class CheckClaims(Given):
    """Claims to check."""

    text: Text = Field(max_length=200_000, description="The claims, each with its number")
    jurisdiction: Literal["CN", "US"] = Field("CN", description="By whose rules")
    abstract: Text = Field("", max_length=20_000, description="To be measured too")


class ApproveClaims(Given):
    """Checked claims to approve."""

    revision: Whole | None = Field(
        None,
        ge=0,
        le=2**31 - 1,
        description="Of the draft that you read: refused where somebody saved since; null: as it stands",
    )


class NewNoveltyReport(Given):
    """A novelty report to begin."""

    subject: Text = Field(
        "", max_length=4000, description="What to search for; empty: the invention's own words"
    )
    cut_off: Day | None = Field(
        None, description="Only what was published before; null: priority or filing day"
    )


class NewSearch(Given):
    """A search to make."""

    kind: Literal["before", "conflicting"] = Field(
        "before", description="Published before the day, or filed in China before it and published later"
    )
    subject: Text = Field("", max_length=4000, description="Other words to search by; empty: as before")


class JudgeDocument(Given):
    """What is said of a document."""

    right: int | None = Field(None, ge=1, le=_LARGEST, description="Id of the right that it is")
    number: Text = Field("", max_length=80, description="Number or citation of any other document")
    title: Text = Field("", max_length=1000)
    published_on: Day | None = None
    relevance: Literal["relevant", "not"]
    category: Literal["", "X", "Y", "A", "E", "D"] = Field("", description="WIPO ST.14")
    claims: Text = Field("", max_length=200, description="As 1-3, 5")
    passage: Text = Field("", max_length=4000)
    note: Text = Field("", max_length=2000)


class NoveltyConclusion(Given):
    """What a person concludes."""

    outcome: Literal["novel", "lacks", "doubtful", "none"]
    claims: Text = Field("", max_length=200, description="Claims concerned, as 1-3, 5")
    conclusion: Text = Field(min_length=1, max_length=200_000, description="Why")
