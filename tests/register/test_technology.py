"""Fields of technology: what a main class is counted under is what its condition finds."""

from __future__ import annotations

import pytest
from django.utils import translation

from mainline.register.models import Right
from mainline.register.technology import class_of, field_of, in_field, label_of, main_class, main_of
from tests.factories import enter, some_publications

MAIN = [
    ["ipc", "G06F 3/01"], ["ipc", "G06N 20/00"], ["cpc", "G01B 1/00"], ["ipc", "H04L 9/08"], ["nice", "9"],
    ["nice", "19"], ["nice", "1"], ["locarno", "14-03"], ["locarno", "1-01"], ["uspc", "14/2"],
]  # fmt: skip


@pytest.mark.django_db
def test_each_field_finds_just_the_rights_that_are_counted_under_it() -> None:
    rights = enter(*some_publications(len(MAIN) + 1))
    for right, main in zip(rights, MAIN, strict=False):
        Right.objects.filter(pk=right.pk).update(classes=[main, ["ipc", "A01B 1/00"]])
    Right.objects.filter(pk=rights[-1].pk).update(classes=[])
    told = Right.objects.annotate(**main_of())
    mains = {pk: (scheme, symbol) for pk, scheme, symbol in told.values_list("pk", "scheme", "symbol")}
    for count in (field_of, class_of):
        for code in {count(*main) for main in mains.values()}:
            found = set(Right.objects.filter(in_field(code)).values_list("pk", flat=True))
            assert found == {pk for pk, main in mains.items() if count(*main) == code}, code


@pytest.mark.django_db
@pytest.mark.parametrize(
    "said", ["", "%", "G6", "ZZ", "nice", "nice-", "g' or 1=1", "nice-9%", "\u200b", "I"]
)
def test_what_is_no_field_finds_nothing(said: str) -> None:
    enter(*some_publications(2))
    assert not Right.objects.filter(in_field(said)).exists()


def test_fields_have_words() -> None:
    with translation.override("en"):
        assert label_of("G") == "G Physics, instruments, computing"
        assert label_of("G06") == "G06"
        assert label_of("nice-9") == "Nice 9"
        assert label_of("none") == "No class known"
    assert main_class([["ipc", "G06F 3/01"], ["cpc", "X"]]) == "IPC G06F 3/01"
    assert main_class([]) == ""
