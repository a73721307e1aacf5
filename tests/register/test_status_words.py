"""One wording of a status wherever it stands: label, sentence, explanation."""

from __future__ import annotations

import datetime as dt

import pytest
from django.utils.translation import override

from mainline.offices.record import RightKind
from mainline.register.enums import StatusLabel
from mainline.register.logic import LABELS, EventFact, Facts, StatusCode, status_of
from tests.register.test_status import GRANTED, INVENTION, MARK, NOTHING, TODAY, event

D = dt.date


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_label_of_the_register_is_the_one_of_the_sentence(language):
    with override(language):
        for code in StatusCode:
            assert StatusLabel(code.value).label == LABELS[code][0 if language == "zh-hans" else 1]


def test_sentence_says_no_word_twice_and_leaves_capitals_of_abbreviations():
    expired = status_of(
        MARK, "CN", [GRANTED, event("portfolio.right.expired", D(2026, 5, 29))], NOTHING, TODAY
    )
    indication = EventFact("creation.gi.registered", D(2020, 9, 21))
    recognised = status_of(RightKind.GI, "CN", [indication], NOTHING, TODAY)

    assert expired.sentence == ("期限届满，自2026-05-29起。", "Expired since 2026-05-29.")
    assert "(GI recognised)" in recognised.sentence[1]


def test_explanation_is_the_sentence_without_the_status():
    status = status_of(INVENTION, "CN", [GRANTED], Facts(known_to=D(2020, 5, 1)), TODAY)

    assert status.explanation == (
        "自2018-06-01起（授权）；记录截至2020-05-01。",
        "Since 2018-06-01 (right granted); the record goes to 2020-05-01.",
    )
    assert status_of(INVENTION, "CN", [], NOTHING, TODAY).explanation == ("", "")
