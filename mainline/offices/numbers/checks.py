"""Check digits of the offices, and the errors that say which digit it should be."""

from __future__ import annotations

from mainline.offices.numbers.parsed import NumberError


def _pair_tables(*weights: tuple[int, int]) -> tuple[dict[str, int], ...]:
    """For each pair of digits in turn, what it adds to a weighted sum."""
    return tuple({f"{pair:02}": pair // 10 * a + pair % 10 * b for pair in range(100)} for a, b in weights)


#: CNIPA: weights of the 12 digits, sum modulo 11, ten is X (numbering standard ZC 0006-2003).
_CN_TWELVE = _pair_tables((2, 3), (4, 5), (6, 7), (8, 9), (2, 3), (4, 5))
_CN_EIGHT = _CN_TWELVE[:4]

#: European filings: weights 1 and 2 in turn, digits of the products summed.
_EP_PAIR = {f"{pair:02}": pair // 10 + sum(divmod(pair % 10 * 2, 10)) for pair in range(100)}


def cn_check(number: str) -> str:
    """The check digit of a Chinese application number of 8 or 12 digits."""
    tables = _CN_TWELVE if len(number) == 12 else _CN_EIGHT
    total, start = 0, 0
    for table in tables:
        total += table[number[start : start + 2]]
        start += 2
    return "0123456789X"[total % 11]


def ep_check(number: str) -> str:
    """The check digit of a European application number of 8 digits.

    Weights 1, 2, 1, 2 … from the left, digits of the products summed, complement to ten
    (president of the German office, notice 3/1983, part on European applications).
    """
    pair = _EP_PAIR
    total = pair[number[:2]] + pair[number[2:4]] + pair[number[4:6]] + pair[number[6:]]
    return "0987654321"[total % 10]


def de_check(number: str) -> str:
    """The check digit of a German file number of 7, 8 or 12 digits filed since 1981; "" not sure.

    Weights 2, 3, 4 … from the right, eleven less the sum modulo 11, eleven itself is 0 (notice
    3/1983; compared with file numbers printed in decisions of the patent court). What is printed
    where ten would come out no source at hand shows, so it is not judged.
    """
    rest = sum(int(digit) * weight for weight, digit in enumerate(reversed(number), start=2)) % 11
    return "" if rest == 1 else str((11 - rest) % 11)


def require(number: str, seen: str, right: str, office: str) -> None:
    """Refuse a check digit that does not fit.

    Raises:
        NumberError: ``<office>.check_digit``, saying which digit fits.
    """
    if not seen or not right or seen == right:
        return
    raise NumberError(
        f"{office.lower()}.check_digit",
        f"{number} 的校验位应为 {right}，现为 {seen}，请核对该号码",
        f"the check digit of {number} is {right}, not {seen}; compare the number with its source",
        len(number),
        right,
    )


def require_year(number: str, year: int, first: int, last: int, office: str) -> None:
    """Refuse a filing year before the office's first or after the last that can be.

    Raises:
        NumberError: ``<office>.year``.
    """
    if first <= year <= last:
        return
    raise NumberError(
        f"{office.lower()}.year",
        f"{number} 的年份 {year} 不可能：应在 {first} 至 {last} 之间，请核对该号码",
        f"the year {year} of {number} is impossible: {first} to {last} are; compare the number with its source",
        0,
    )
