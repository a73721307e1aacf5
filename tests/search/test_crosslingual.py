"""Translation of queries: dictionaries, glossary, learned lexicon, and both through the real engine."""

from __future__ import annotations

import json
import tomllib
from importlib import resources
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mainline.search.crosslingual import (
    Cedict,
    Glossary,
    GlossaryError,
    Learned,
    Translator,
    learn,
    packaged_glossary,
    read_glossary,
    translator,
)
from mainline.search.crosslingual.cedict import clean_glosses, read_entries
from mainline.search.documents import IndexDocument, prepare
from mainline.search.engines.base import SearchRequest
from mainline.search.engines.tantivy import TantivyEngine

LINES = """# CC-CEDICT
大豆 大豆 [da4 dou4] /soybean/CL:顆|颗[ke1]/
黃豆 黄豆 [huang2 dou4] /soybean/
葉片 叶片 [ye4 pian4] /blade (of propeller)/vane/leaf/
冷卻 冷却 [leng3 que4] /to cool/
機 机 [ji1] /surname Ji/machine/
not a line of the dictionary
"""
GLOSSARY = {"涡轮叶片": ("turbine blade",), "涡轮": ("turbine",), "大豆": ("soybean", "soya")}


@pytest.fixture(scope="module")
def small() -> Translator:
    """Our own few words and a dictionary of five lines."""
    return Translator((Glossary(GLOSSARY), Cedict(read_entries(LINES))))


def texts(translate: Translator, *words: str) -> list[str]:
    """Return the alternatives' texts in their order."""
    return [one.text for one in translate(words)]


def test_read_entries_keeps_simplified_words_and_passes_over_other_lines():
    entries = read_entries(LINES)

    assert set(entries) == {"大豆", "黄豆", "叶片", "冷却", "机"}


def test_read_entries_joins_two_entries_of_one_word():
    entries = read_entries("行 行 [hang2] /row/\n行 行 [xing2] /to walk/\n")

    assert clean_glosses(entries["行"]) == ("row", "walk")


@pytest.mark.parametrize(
    ("raw", "glosses"),
    [
        ("soybean/CL:顆|颗[ke1]", ("soybean",)),
        ("to cool/to be calm", ("cool", "calm")),
        ("blade (of propeller); vane", ("blade", "vane")),
        ("surname Ji/variant of 機|机[ji1]", ()),
        ("a place so far away that nobody goes there", ()),
        ("", ()),
    ],
)
def test_clean_glosses_keeps_what_translates(raw: str, glosses: tuple[str, ...]):
    assert clean_glosses(raw) == glosses


def test_cedict_leads_back_from_stems_to_words():
    cedict = Cedict(read_entries(LINES))

    assert [word for word, _ in cedict.chinese("soybean")] == ["大豆", "黄豆"]
    assert cedict.chinese("nothing such") == ()


def test_read_glossary_gives_the_terms_of_all_sections():
    terms = read_glossary(
        '[a]\n"大豆" = ["soybean"]\n[b]\n"钻井" = ["drilling", "well drilling"]\n', "own.toml"
    )

    assert terms == {"大豆": ("soybean",), "钻井": ("drilling", "well drilling")}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('[a]\n"大豆" = "soybean"\n', "own.toml, [a], 大豆"),
        ('[a]\n"大豆" = []\n', "own.toml, [a], 大豆"),
        ('[a]\n"大豆" = [1]\n', "own.toml, [a], 大豆"),
        ('[a]\n"大豆" = ["soybean"]\n[b]\n"大豆" = ["soya"]\n', "two sections"),
        ('"大豆" = ["soybean"]\n', "outside a section"),
        ("[a\n", "no valid TOML"),
    ],
)
def test_read_glossary_says_what_is_wrong_and_where(text: str, said: str):
    with pytest.raises(GlossaryError) as caught:
        read_glossary(text, "own.toml")

    assert said in str(caught.value)


def test_packaged_glossary_has_each_term_once_and_the_terms_of_the_industries():
    folder = resources.files("mainline.search.crosslingual") / "data"
    files = [
        tomllib.loads((folder / name).read_text("utf-8")) for name in ("programme.toml", "technical.toml")
    ]
    terms = [term for file in files for section in file.values() for term in section]

    assert len(terms) == len(set(terms))
    assert sum(len(section) for section in files[1].values()) >= 400
    wanted = {"大豆": "soybean", "联合收获机": "combine harvester", "播种机": "seeder", "石墨烯": "graphene"}
    assert {term: packaged_glossary()[term][0] for term in wanted} == wanted


def test_translator_takes_the_longest_span_first_and_its_words_for_less(small: Translator):
    found = small(["turbine", "blades", "cooling"])

    assert [(one.start, one.end, one.text) for one in found] == [
        (0, 2, "涡轮叶片"),
        (0, 1, "涡轮"),
        (1, 2, "叶片"),
        (2, 3, "冷却"),
    ]
    assert found[0].weight > found[1].weight


def test_translator_joins_chinese_words_to_a_known_term(small: Translator):
    assert texts(small, "涡轮", "叶片")[0] == "turbine blade"


def test_translator_puts_an_unknown_word_together_from_its_parts(small: Translator):
    assert "turbine cool" in texts(small, "涡轮冷却")


def test_translator_trusts_the_glossary_before_the_dictionary(small: Translator):
    weights = {one.text: one.weight for one in small(["soybean"])}

    assert list(weights) == ["大豆", "黄豆"]
    assert weights["大豆"] > weights["黄豆"]


@pytest.mark.parametrize("word", ["GPS", "zzzz", "2019", "磷酸铁锂", "한국", "—", ""])
def test_translator_has_nothing_for_what_it_does_not_know(small: Translator, word: str):
    assert small([word]) == []


@settings(deadline=None, max_examples=60)
@given(
    st.lists(
        st.sampled_from(["涡轮", "叶片", "大豆", "机", "turbine", "blade", "cool", "GPS", "鸟", "x", ""]),
        max_size=12,
    )
)
def test_translator_spans_lie_within_the_words_and_weigh_at_most_one(words: list[str]):
    translate = Translator((Glossary(GLOSSARY), Cedict(read_entries(LINES))), most=3)

    found = translate(words)

    assert all(0 <= one.start < one.end <= len(words) and 0 < one.weight <= 1 and one.text for one in found)
    assert found == translate(words)


@settings(deadline=None, max_examples=40)
@given(st.lists(st.text(max_size=12), max_size=6))
def test_translator_stands_any_text(words: list[str]):
    translate = Translator((Glossary(GLOSSARY), Cedict(read_entries(LINES))))

    assert isinstance(translate(words), list)


def test_learn_finds_the_company_that_words_keep():
    pairs = [
        ("液力耦合器的壳体", "Housing of a fluid coupling"),
        ("液力耦合器的叶轮", "Impeller of a fluid coupling"),
        ("液力耦合器的密封", "Seal of a fluid coupling"),
        ("液力耦合器和轴承", "Fluid couplings and bearing"),
        *((f"轴承的第{n}种滚子", f"Roller number {n} of a bearing") for n in "一二三"),
        *((f"大豆{n}", f"Soybean {n}") for n in ("种子", "播种", "收获", "脱粒")),
    ]

    learned = learn(pairs)

    assert learned.english("轴承")[0][0] == "bearing"
    assert learned.chinese("bear")[0][0] == "轴承"
    assert "roller" in dict(learned.english("滚子"))


def test_learn_passes_over_words_that_only_share_a_family():
    family = [("甲醛 乙醚 丙酮 丁烷", "methanal ether acetone butane")] * 3
    others = [(f"大豆第{n}号", f"Soybean of number {n}") for n in range(5)]

    learned = learn(family + others)

    assert learned.english("丙酮") == ()
    assert learned.chinese("aceton") == ()


def test_learn_learns_nothing_from_nothing():
    assert learn([]) == Learned({}, {})
    assert learn([("", ""), ("大豆", "soybean")]) == Learned({}, {})


def test_learned_words_stand_between_glossary_and_dictionary():
    learned = Learned({"叶片": (("airfoil", 0.9),)}, {"airfoil": (("叶片", 0.9),)})
    translate = Translator((Glossary(GLOSSARY), learned, Cedict(read_entries(LINES))))

    assert texts(translate, "叶片")[:2] == ["airfoil", "blade"]
    assert texts(translate, "airfoil") == ["叶片"]


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory):
    """An index of a few documents in one language or the other."""
    documents = [
        IndexDocument(1, {"zh": "一种大豆播种机"}, {"zh": "本发明公开了一种大豆播种机，包括机架和排种器。"}),
        IndexDocument(
            2, {"en": "Soybean seeder"}, {"en": "A seeder for soybean with a frame and a seed meter."}
        ),
        IndexDocument(3, {"zh": "涡轮叶片的冷却结构"}, {"zh": "涡轮叶片内部设有冷却通道。"}),
        IndexDocument(
            4, {"en": "Cooled turbine blade"}, {"en": "The blade of a turbine has cooling channels."}
        ),
        IndexDocument(5, {"zh": "石墨烯电池"}, {"zh": "石墨烯作为负极材料。"}),
        IndexDocument(6, {"en": "Wheel brake"}, {"en": "A brake for the wheel of a vehicle."}),
        IndexDocument(7, {"zh": "大豆 GPS 导航", "en": "GPS guidance for soybean"}),
    ]
    opened = TantivyEngine.open(tmp_path_factory.mktemp("across"), writable=True, memory=50_000_000)
    opened.add([prepare(document) for document in documents], new=True)
    opened.commit()
    yield opened
    opened.close()


def asked(engine: TantivyEngine, query: str) -> dict[int, bool]:
    """Return id → whether only a translation found it, in the order of the answer."""
    answer = engine.search(SearchRequest(query=query, expander=translator()))
    return {hit.id: hit.across for hit in answer.hits}


@pytest.mark.parametrize(
    ("query", "answers"),
    [
        ("大豆", {1: False, 2: True, 7: False}),
        ("soybean", {1: True, 2: False, 7: False}),
        ("turbine blade", {3: True, 4: False}),
        ("涡轮叶片", {3: False, 4: True}),
        ("播种机", {1: False, 2: True}),
        ("graphene", {5: True}),
        ("soybean -GPS", {1: True, 2: False}),
        ("title:大豆", {1: False, 2: True, 7: False}),
    ],
)
def test_short_query_finds_documents_of_both_languages_and_marks_translations(
    engine: TantivyEngine, query: str, answers: dict[int, bool]
):
    assert asked(engine, query) == answers


@pytest.mark.parametrize("query", ["大豆", "soybean"])
def test_short_query_ranks_translations_neither_on_top_nor_below_all(tmp_path: Path, query: str):
    subjects = [("播种", "sowing"), ("收获", "harvest"), ("脱粒", "threshing"), ("储藏", "storage")] * 2
    own = [
        (f"大豆{zh}方法，大豆{zh}时使用", f"Method of soybean {en}, used in soybean {en}")
        for zh, en in subjects
    ]
    others = [(f"第{n}种轴承的密封结构", f"Seal of bearing number {n}, with a ring") for n in range(20)]
    documents = [
        IndexDocument(2 * n + side, abstracts={language: both[side]})
        for n, both in enumerate([*own, *others])
        for side, language in enumerate(("zh", "en"))
    ]
    opened = TantivyEngine.open(tmp_path / "index", writable=True, memory=50_000_000)
    opened.add([prepare(document) for document in documents], new=True)
    opened.commit()

    found = list(asked(opened, query).values())
    opened.close()

    assert len(found) == 2 * len(own)
    assert 1 <= sum(found[:10]) <= 9


def test_text_finds_its_twin_first(engine: TantivyEngine):
    text = (
        "一种涡轮叶片，其内部设有用于冷却的通道，冷却空气从叶片根部流入，经过涡轮叶片的各个通道后由尾缘流出。"
    )

    found = asked(engine, text)

    assert next(id for id, across in found.items() if across) == 4


def test_packaged_dictionary_translates_everyday_words_both_ways():
    found = translator()

    assert "bicycle" in texts(found, "自行车")
    assert "自行车" in texts(found, "bicycle")


def test_dictionary_that_was_kept_says_the_same_and_a_spoilt_one_is_made_anew(tmp_path):
    kept = tmp_path / "folder" / "dictionaries.json"

    made = Cedict.packaged(kept)
    read = Cedict.packaged(kept)
    kept.write_text('{"mark": "of another version"}', "utf-8")
    anew = Cedict.packaged(kept)

    for found in (made, read, anew):
        assert "涡轮" in texts_of(found.chinese("turbin"))
        assert texts_of(found.english("自行车"))[0] == "bicycle"
    assert json.loads(kept.read_text("utf-8"))["entries"]


def texts_of(renderings):
    return [text for text, _ in renderings]


def test_packaged_data_says_where_it_is_from():
    notice = (Path(__file__).parents[2] / "NOTICE").read_text("utf-8")

    assert "CC-CEDICT" in notice
    assert "CC BY-SA 4.0" in notice
