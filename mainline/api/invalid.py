"""What a checked parameter or body got wrong, as a field and a sentence in each language."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any

from mainline.api.problems import Refused, Wrong

_MOST = 20
"""Mistakes told at once; the rest come after these are mended."""
_BODY = ("body",)
_KEY = "[key]"
"""Stands behind the name of a member where the name itself is wrong."""

SENTENCES: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "missing": ("缺少", "is missing"),
        "extra_forbidden": ("没有这个字段", "is no field of this"),
        "string_type": ("须为文字", "must be text"),
        "string_unicode": ("含有不成对的代理字符", "holds half of a surrogate pair"),
        "string_too_long": ("最多 {max_length} 个字符", "may have at most {max_length} characters"),
        "string_too_short": ("至少 {min_length} 个字符", "must have at least {min_length} characters"),
        "string_pattern_mismatch": ("须符合格式 {pattern}", "must have the form {pattern}"),
        "too_long": ("最多 {max_length} 个", "may have at most {max_length} entries"),
        "too_short": ("至少 {min_length} 个", "must have at least {min_length} entries"),
        "int_type": ("须为整数", "must be a whole number"),
        "int_parsing": ("须为整数", "must be a whole number"),
        "int_parsing_size": ("整数过大", "is too large a number"),
        "int_from_float": ("须为整数", "must be a whole number"),
        "greater_than_equal": ("不小于 {ge}", "must be at least {ge}"),
        "less_than_equal": ("不大于 {le}", "must be at most {le}"),
        "bool_type": ("须为 true 或 false", "must be true or false"),
        "bool_parsing": ("须为 true 或 false", "must be true or false"),
        "date_parsing": ("不是日历上的一天", "is no day of the calendar"),
        "date_from_datetime_parsing": ("不是日历上的一天", "is no day of the calendar"),
        "date_type": ("须为日期，如 2026-11-22", "must be a day, such as 2026-11-22"),
        "literal_error": ("须为其中之一：{expected}", "must be one of: {expected}"),
        "enum": ("须为其中之一：{expected}", "must be one of: {expected}"),
        "dict_type": ("须为 JSON 对象", "must be a JSON object"),
        "model_type": ("须为 JSON 对象", "must be a JSON object"),
        "model_attributes_type": ("须为 JSON 对象", "must be a JSON object"),
        "list_type": ("须为 JSON 数组", "must be a JSON array"),
        "is_instance_of": ("须为文件", "must be a file"),
        "day": ("须为日期，如 2026-11-22", "must be a day, such as 2026-11-22"),
        "unfit": ("含有不能保存的控制字符", "holds control characters that can't be kept"),
    }
)
"""Kind of mistake, as the checker names it, to what is said of the field."""


def refusal(errors: Sequence[Mapping[str, Any]]) -> Refused:
    """Return the refusal of a request that failed its check; ``errors`` are those of pydantic, ``loc`` first the source."""
    wrongs = [_wrong(error) for error in errors[:_MOST]]
    zh = "；".join(f"{each.field or '请求体'}：{each.message_zh}" for each in wrongs)
    en = "; ".join(f"{each.field or 'The body'} {each.message_en}" for each in wrongs)
    return Refused("parameter", f"参数有误：{zh}。", f"Wrong: {en}.", field=wrongs[0].field, errors=wrongs)


def _wrong(error: Mapping[str, Any]) -> Wrong:
    zh, en = SENTENCES.get(error["type"], (error["msg"], error["msg"]))
    context = {name: value for name, value in error.get("ctx", {}).items() if name != "error"}
    return Wrong(field_of(error["loc"]), _filled(zh, context), _filled(en, context))


def _filled(sentence: str, context: Mapping[str, Any]) -> str:
    for name, value in context.items():
        sentence = sentence.replace(f"{{{name}}}", str(value))
    return sentence


def field_of(place: Sequence[str | int]) -> str:
    """Return a JSON pointer (RFC 6901) into a body, else the name of the parameter.

    A body stands under the name of the view's argument, which nobody outside knows.
    """
    source, *rest = place
    if source in _BODY:
        steps = [str(step) for step in rest[1:] if step != _KEY]
        return "".join(f"/{step.replace('~', '~0').replace('/', '~1')}" for step in steps)
    return str(rest[0]) if rest else str(source)
