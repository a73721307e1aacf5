"""Writes a title, an abstract and claims from a subject and an improvement, in Chinese and English.

The pattern is that of a patent: what it is, what it consists of, how that works together, the
improvement, the problem it meets and the effect. One draw of numbers serves both languages.
"""

from __future__ import annotations

import random
from dataclasses import dataclass

from mainline.demo.phrases import Improvement, Industry, Pair, Product, Subject, definite, indefinite

_LEADS = (
    Pair(
        "本{kind_zh}公开了一种{title_zh}，属于{field_zh}技术领域。",
        "The {kind_en} discloses {title_en} and belongs to the technical field of {field_en}.",
    ),
    Pair(
        "本{kind_zh}涉及{field_zh}技术领域，具体涉及一种{title_zh}。",
        "The {kind_en} relates to the technical field of {field_en}, and in particular to {title_en}.",
    ),
    Pair("本{kind_zh}提供一种{title_zh}。", "The {kind_en} provides {title_en}."),
)
_CLOSES = (
    Pair(
        "针对{flaw_zh}的问题，采用本{kind_zh}后，{effect_zh}。",
        "The {kind_en} addresses the problem that {flaw_en}: {effect_en}.",
    ),
    Pair(
        "本{kind_zh}解决了{flaw_zh}的问题，{effect_zh}。",
        "The {kind_en} solves the problem that {flaw_en}; {effect_en}.",
    ),
    Pair(
        "与现有技术相比，克服了{flaw_zh}的缺陷，{effect_zh}。",
        "Compared with the prior art, in which {flaw_en}, {effect_en}.",
    ),
)
_EFFECT = Pair("{effect_zh}。", "As a result, {effect_en}.")
_GENERIC_DEPS = {
    "machine": (
        "还包括用于保存运行数据的记录单元|a recording unit for keeping operating data is further provided",
        "还包括用于显示运行状态的指示单元|an indicating unit for showing the operating state is further provided",
    ),
    "structure": (
        "所述{first}与{last}由同一安装基准定位|the {first} and the {last} are located by a common mounting datum",
    ),
    "system": (
        "还包括存储单元，用于保存{tuned}的历史数据|a storage unit for keeping historical data of the {tuned} is further provided",
        "所述{first}与{second}之间采用双链路冗余通信|the {first} and the {second} communicate over two redundant links",
        "所述{last}按使用者的权限显示相应内容|the {last} shows contents according to the permissions of the user",
    ),
    "method": (
        "各步骤的参数和{tuned}均被记录并用于追溯|the parameters of the steps and the {tuned} are recorded for traceability",
        "在进行最后一个步骤之前抽样测定{tuned}，不合格的返回前一步骤|the {tuned} is determined by sampling before the last step, and what does not conform is returned to the preceding step",
    ),
    "composition": (
        "在制备结束前测定{tuned}，并据此微调最后一种组分的用量|the {tuned} is determined before the preparation ends, and the amount of the last component is finely adjusted accordingly",
    ),
}
_REGULATING = frozenset({"adaptive", "vision", "twin", "ridge", "electric", "hybrid", "selfcal", "wireless"})
"""Improvements with a controller that regulates something, so that a control method may be claimed beside."""
_LEAST, _MOST = (80, 60), (200, 140)
"""Length of an abstract: characters in Chinese, words in English."""


@dataclass(frozen=True, slots=True)
class Writing:
    """What a publication says: one title and abstract, and numbered claims, each in both languages."""

    title: Pair
    abstract: Pair
    claims: tuple[Pair, ...]


def patent_text(
    industry: Industry, subject: Subject, improvement: Improvement, model: bool, seed: str
) -> Writing:
    """The text of an invention or, with ``model``, of a utility model. ``seed`` fixes every choice."""
    rng = random.Random(seed)
    with_method = (
        not model and subject.form == "machine" and improvement.code in _REGULATING and rng.random() < 0.6
    )
    values = _values(subject, improvement, rng)
    name = _full_name(subject, improvement, values)
    title = _title(subject, name, with_method)
    body = _body(subject, improvement, values)
    abstract = _abstract(industry, subject, improvement, values, title, body, model, rng)
    claims = _claims(subject, improvement, values, name, body, with_method, rng)
    return Writing(Pair(_opened(title.zh), _capital(definite(title.en))), abstract, claims)


def design_text(product: Product, feature: Pair, number: int) -> Writing:
    """The brief explanation of a design; a design has no claims."""
    zh = (
        f"1.本外观设计产品的名称：{product.name.zh}（{feature.zh}）。2.本外观设计产品的用途：{product.use.zh}。"
        f"3.本外观设计产品的设计要点：在于产品的{feature.zh}。4.最能表明设计要点的图片或照片：立体图{number}。"
        "5.产品的底面为使用时不容易看到的部位，省略仰视图。"
    )
    en = (
        f"1. Name of the product: {product.name.en[0].lower()}{product.name.en[1:]} ({feature.en})."
        f" 2. Use of the product: {product.use.en}. 3. Essential feature of the design: the {feature.en} of the"
        f" product. 4. View that best shows the essential feature: perspective view {number}. 5. The bottom of"
        " the product is not easily seen in use, and the bottom view is therefore omitted. The design is"
        " registered for the product as a whole as shown in the views filed with the application."
    )
    return Writing(
        Pair(f"{product.name.zh}（{feature.zh}）", f"{product.name.en} ({feature.en})"), Pair(zh, en), ()
    )


def _values(subject: Subject, improvement: Improvement, rng: random.Random) -> dict[str, Pair]:
    parts = [Pair(part.zh, definite(part.en)) for part in subject.parts]
    drawn = {name: rng.randint(low, high) for name, low, high in improvement.numbers}
    values = {name: Pair(str(value), str(value)) for name, value in drawn.items()}
    values |= {"name": subject.name, "tuned": subject.tuned}
    return values | {"first": parts[0], "second": parts[1], "last": parts[-1]}


def _full_name(subject: Subject, improvement: Improvement, values: dict[str, Pair]) -> Pair:
    feature = improvement.title.filled(values)
    return Pair(f"{feature.zh}{subject.name.zh}", f"{subject.name.en} {feature.en}")


def _title(subject: Subject, name: Pair, with_method: bool) -> Pair:
    if subject.form == "composition":
        return Pair(f"{name.zh}及其制备方法", f"{indefinite(name.en)} and preparation method thereof")
    if with_method:
        return Pair(f"{name.zh}及其控制方法", f"{indefinite(name.en)} and control method therefor")
    return Pair(name.zh, indefinite(name.en))


def _body(subject: Subject, improvement: Improvement, values: dict[str, Pair]) -> Pair:
    """What it consists of and what is new, without a full stop: the heart of abstract and first claim."""
    means = improvement.means.filled(values)
    zh_parts = [part.zh for part in subject.parts]
    en_parts = [part.en for part in subject.parts]
    if subject.form == "method":
        zh = "；".join(f"S{number}、{step}" for number, step in enumerate(zh_parts, start=1))
        numbered = [f"S{number}, {step}" for number, step in enumerate(en_parts, start=1)]
        en = f"{'; '.join(numbered[:-1])}; and {numbered[-1]}"
        return Pair(f"包括以下步骤：{zh}；其中，{means.zh}", f"the steps of: {en}; wherein {means.en}")
    if subject.form == "composition":
        return Pair(
            f"按重量份计包括：{'、'.join(zh_parts)}；{means.zh}",
            f"the following components by weight: {_listed(en_parts)}; wherein {means.en}",
        )
    return Pair(
        f"包括{_and_zh(zh_parts)}；{subject.how.zh}；{means.zh}",
        f"{_listed(en_parts)}; wherein {subject.how.en}; and {means.en}",
    )


def _abstract(
    industry: Industry,
    subject: Subject,
    improvement: Improvement,
    values: dict[str, Pair],
    title: Pair,
    body: Pair,
    model: bool,
    rng: random.Random,
) -> Pair:
    effect = improvement.effect.filled(values)
    problem = improvement.problem or subject.flaw
    words = {
        "kind_zh": "实用新型" if model else "发明",
        "kind_en": "utility model" if model else "invention",
        "title_zh": title.zh,
        "title_en": title.en,
        "field_zh": industry.field.zh,
        "field_en": industry.field.en,
        "flaw_zh": problem.zh,
        "flaw_en": problem.en,
        "effect_zh": effect.zh,
        "effect_en": effect.en,
    }
    lead, close = rng.choice(_LEADS), rng.choice(_CLOSES)
    middle = _told(subject, improvement.means.filled(values), body)
    tries = [(lead, middle, close), (_LEADS[-1], middle, close), (_LEADS[-1], middle, _EFFECT)]
    tries += [
        (_LEADS[0], _means(improvement.means.filled(values)), close),
        (_LEADS[-1], _means(improvement.means.filled(values)), _EFFECT),
    ]
    drafts = [_joined(sentences, words) for sentences in tries]
    return next((draft for draft in drafts if _fits(draft)), drafts[-1])


def _joined(sentences: tuple[Pair, Pair, Pair], words: dict[str, str]) -> Pair:
    lead, middle, close = sentences
    return Pair(
        f"{lead.zh.format(**words)}{middle.zh}{close.zh.format(**words)}",
        f"{lead.en.format(**words)} {middle.en} {close.en.format(**words)}",
    )


def _fits(draft: Pair) -> bool:
    lengths = (len(draft.zh), len(draft.en.split()))
    return all(low <= length <= high for low, length, high in zip(_LEAST, lengths, _MOST, strict=True))


def _means(means: Pair) -> Pair:
    """The improvement alone, where the steps or parts would make the abstract too long."""
    return Pair(f"其中，{means.zh}。", f"{_capital(means.en)}.")


def _told(subject: Subject, means: Pair, body: Pair) -> Pair:
    """The body as sentences of an abstract; how parts work together is left to the claims."""
    zh_parts = [part.zh for part in subject.parts]
    en_parts = [part.en for part in subject.parts]
    if subject.form == "method":
        steps_zh, steps_en = "；".join(zh_parts), f"{', '.join(en_parts[:-1])}, and {en_parts[-1]}"
        return Pair(
            f"该方法包括：{steps_zh}；{means.zh}。", f"The method comprises {steps_en}. {_capital(means.en)}."
        )
    if subject.form == "composition":
        return Pair(f"其{body.zh}。", f"It comprises {_listed(en_parts)}, by weight. {_capital(means.en)}.")
    noun = "该系统" if subject.form == "system" else "其"
    lead = "The system" if subject.form == "system" else "It"
    return Pair(
        f"{noun}包括{_and_zh(zh_parts)}；{means.zh}。",
        f"{lead} comprises {_listed(en_parts)}. {_capital(means.en)}.",
    )


def _claims(
    subject: Subject,
    improvement: Improvement,
    values: dict[str, Pair],
    name: Pair,
    body: Pair,
    with_method: bool,
    rng: random.Random,
) -> tuple[Pair, ...]:
    head = indefinite(name.en)
    first = Pair(f"1.一种{name.zh}，其特征在于，{body.zh}。", f"1. {_capital(head)}, comprising {body.en}.")
    apart = subject.form in ("machine", "system") and rng.random() < 0.4
    if apart:
        first = _short_first(subject, improvement.means.filled(values), name)
    kind = "structure" if improvement.is_structural else subject.form
    generic = [_split(text) for text in _GENERIC_DEPS[kind]]
    extra = rng.sample(generic, rng.randint(1, len(generic)))
    own = list(improvement.deps[: rng.choice((1, 2, 2))])
    claims = [first]
    if apart:
        claims.append(_dependent(2, subject, subject.how))
    for text in [*own, *extra]:
        claims.append(_dependent(len(claims) + 1, subject, text.filled(values)))
    if subject.form == "composition":
        claims.append(_preparation(len(claims) + 1, subject))
    if with_method:
        claims.append(_control(len(claims) + 1, subject))
    return tuple(claims)


def _short_first(subject: Subject, means: Pair, name: Pair) -> Pair:
    """A first claim without how the parts work together: that is then the second claim."""
    parts = subject.parts
    zh = f"1.一种{name.zh}，其特征在于，包括{_and_zh([part.zh for part in parts])}；{means.zh}。"
    en = f"1. {_capital(indefinite(name.en))}, comprising {_listed([part.en for part in parts])}; wherein {means.en}."
    return Pair(zh, en)


def _dependent(number: int, subject: Subject, text: Pair) -> Pair:
    zh = f"{number}.根据权利要求1所述的{subject.name.zh}，其特征在于，{text.zh}。"
    return Pair(zh, f"{number}. The {subject.name.en} according to claim 1, wherein {text.en}.")


def _preparation(number: int, subject: Subject) -> Pair:
    zh = f"{number}.一种权利要求1所述的{subject.name.zh}的制备方法，其特征在于，{subject.how.zh}。"
    en = f"{number}. A method for preparing the {subject.name.en} of claim 1, wherein {subject.how.en}."
    return Pair(zh, en)


def _control(number: int, subject: Subject) -> Pair:
    tuned = subject.tuned
    zh = (
        f"{number}.一种权利要求1所述的{subject.name.zh}的控制方法，其特征在于，包括：采集{tuned.zh}的实测值；将所述实测值与"
        "目标值比较得到偏差；根据所述偏差输出调节指令，直至所述偏差小于设定值。"
    )
    en = (
        f"{number}. A method for controlling the {subject.name.en} of claim 1, comprising: acquiring a measured value"
        f" of the {tuned.en}; comparing the measured value with a target value to obtain a deviation; and outputting"
        " an adjusting command according to the deviation until the deviation is smaller than a set value."
    )
    return Pair(zh, en)


def _split(text: str) -> Pair:
    zh, _, en = text.partition("|")
    return Pair(zh, en)


def _listed(items: list[str]) -> str:
    return items[0] if len(items) == 1 else f"{', '.join(items[:-1])} and {items[-1]}"


def _and_zh(items: list[str]) -> str:
    return items[0] if len(items) == 1 else f"{'、'.join(items[:-1])}和{items[-1]}"


def _opened(title: str) -> str:
    """A Chinese title of a product or process opens with 一种."""
    return f"一种{title}"


def _capital(text: str) -> str:
    return f"In addition, {text}" if text[0].isdigit() else f"{text[0].upper()}{text[1:]}"
