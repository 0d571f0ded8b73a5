# ruff: noqa: RUF001 - the letters are those of the languages
"""Full text search by words alone in languages that Postgres' own parser does not split, with accents and full width."""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path

import pytest

from pgmatch.migrate import upgrade
from tests.servers import Database, PostgresServer, created

SENTENCES = {
    "ja": (
        "東京でおすすめのレストランを紹介します。予約は電話でもできます。",
        "PostgreSQLの設定ファイルを編集してから、サーバーを再起動してください。",
        "データベースのバックアップは毎晩自動的に作成されます。",
        "パスワードを忘れた場合は、メールアドレスを入力して再設定できます。",
        "この地域の天気は、冬になると雪が多くなります。",
    ),
    "zh": (
        "数据库的索引可以加快查询速度，但会增加写入的成本。",
        "如果忘记了密码，请点击登录页面上的链接重新设置。",
        "北京的秋天天气很好，适合去爬长城。",
        "备份文件每天晚上自动上传到云存储。",
        "這個擴充功能可以在資料庫裡搜尋相似的向量。",
    ),
    "ko": (
        "데이터베이스를 백업하는 방법을 설명합니다.",
        "비밀번호를 잊어버린 경우 이메일 주소를 입력하세요.",
        "서울에서 가장 맛있는 식당을 추천해 드립니다.",
        "색인을 만들면 검색 속도가 빨라집니다.",
        "서버를 다시 시작하기 전에 설정 파일을 저장하십시오.",
    ),
    "fr": (
        "Les données sont chiffrées à l'arrêt et pendant le transfert.",
        "Créez une clé d'accès dans les paramètres du projet.",
        "Le résumé de la réunion sera envoyé à tous les élèves.",
    ),
    "wide": (
        "ＰｏｓｔｇｒｅＳＱＬ１８のｲﾝｽﾄｰﾙ手順",
        "Ｗｉｎｄｏｗｓ用のドライバー",
        "ﬁle and oﬃce in ligatures",
    ),
}
# the question, and the sentence that it should find first
QUESTIONS = [
    ("ja", "レストラン", 0),
    ("ja", "東京のレストランはどこですか", 0),
    ("ja", "設定ファイルの編集", 1),
    ("ja", "バックアップ", 2),
    ("ja", "パスワードを忘れたときはどうすればいいですか？", 3),
    ("ja", "雪", 4),
    ("ja", '"サーバーを再起動"', 1),
    ("ja", "postgresql", 1),
    ("zh", "索引", 0),
    ("zh", "怎样提高查询速度", 0),
    ("zh", "忘记密码怎么办？", 1),
    ("zh", "长城", 2),
    ("zh", "自动备份", 3),
    ("zh", "向量搜尋", 4),
    ("ko", "데이터베이스 백업", 0),
    ("ko", "비밀번호", 1),
    ("ko", "서울 식당 추천", 2),
    ("ko", "검색 속도를 높이는 색인", 3),
    ("ko", "설정 파일", 4),
    ("fr", "données chiffrées", 0),
    ("fr", "donnees chiffrees", 0),
    ("fr", "cle d'acces", 1),
    ("fr", "RÉSUMÉ DES RÉUNIONS", 2),
    ("wide", "PostgreSQL18", 0),
    ("wide", "インストール", 0),
    ("wide", "ｗｉｎｄｏｗｓ", 1),
    ("wide", "office", 2),
]
# letters of many scripts, of both ends of their ranges, and what is read in another way
CHARACTERS = (
    "東京都漢字龍々〇のカーがプ゛㐀䶿鿿\uf900가힣ㄱㅎᄀ각",
    "\U00020000\U0002a6d6\U0003ffff\U0003fffd\U0001f600\U0010ffff\ud7ff\ue000\ufffd",
    "㌖㍿㈱①ｱﾞｶﾟＡｂﬁﷺ\u3099\u309a\u0301\u0308\u200b\u200d",
    'ab1éяعא \t\n""--\x1f',
)
RELEASED = Path("migrations/sql/nods_text_0001/functions/nods_text/nods_text_question.sql")
FRENCH = """
    create extension unaccent schema extensions;
    create text search configuration public.french_unaccent (copy = french);
    alter text search configuration public.french_unaccent
      alter mapping for hword, hword_part, word with extensions.unaccent, french_stem;
"""


@pytest.fixture(scope="module", params=["english", "simple"])
def languages(
    request: pytest.FixtureRequest, supabase_server: PostgresServer
) -> Iterator[dict[str, Database]]:
    """A database for each way of configuring: the default or simple, and French with unaccent."""
    with (
        created(supabase_server, f"languages_{request.param}", extension_schema="extensions") as plain,
        created(supabase_server, f"french_{request.param}", extension_schema="extensions") as french,
    ):
        french.execute(FRENCH)
        configs = {plain: request.param, french: "french_unaccent"}
        for database, config in configs.items():
            upgrade(database.url, dimensions="2")
            upgrade(database.url, "nods_text", text_config=config)
        for language, sentences in SENTENCES.items():
            database = french if language == "fr" else plain
            for place, sentence in enumerate(sentences):
                database.execute(
                    "with p as (insert into nods_page (path) values (%s) returning id) insert into nods_page_section"
                    " (page_id, content, embedding) select p.id, %s, '[1, 0]' from p",
                    (f"/{language}/{place}", sentence),
                )
        yield {language: french if language == "fr" else plain for language in SENTENCES}


def found(database: Database, question: str) -> list[str]:
    rows = database.rows(
        "select path from hybrid_search_page_sections(%s, '[1, 0]', semantic_weight => 0)", (question,)
    )
    return [path for (path,) in rows]


@pytest.mark.parametrize(("language", "question", "place"), QUESTIONS)
def test_a_question_finds_its_sentence_by_words_alone(
    languages: dict[str, Database], language: str, question: str, place: int
) -> None:
    assert found(languages[language], question)[:1] == [f"/{language}/{place}"]


def test_a_word_that_is_not_there_finds_nothing(languages: dict[str, Database]) -> None:
    assert found(languages["ja"], "鉄道") == []
    assert found(languages["zh"], '"据数"') == []


def test_what_is_excluded_is_excluded_whole(languages: dict[str, Database]) -> None:
    everything = set(found(languages["ja"], "パスワード"))
    assert everything == {"/ja/3"}
    assert found(languages["ja"], "パスワード -メールアドレス") == []
    assert found(languages["ja"], "パスワード -東京") == ["/ja/3"]


@pytest.mark.parametrize(
    ("question", "read"),
    [
        ("plain words", "'plain' & 'words'"),
        ("東", "'東'"),
        ("東京都", "'東' <-> '京' & '京' <-> '都'"),
        ('"東京都" 駅', "'東' <-> '京' <-> '都' & '駅'"),
        ("-東京都 x", "!( '東' <-> '京' <-> '都' ) & 'x'"),
        ("SQLの設定", "'sql' & 'の' <-> '設' & '設' <-> '定'"),
        ("東京 or 大阪", "'東' <-> '京' | '大' <-> '阪'"),
        ("ＡＢＣ", "'abc'"),
        ("\x1f東", "'東'"),
        ('"東', "'東'"),
    ],
)
def test_a_question_is_read_as(languages: dict[str, Database], question: str, read: str) -> None:
    query = "select websearch_to_tsquery('simple', pgmatch.nods_text_question(%s))::text"
    assert languages["ja"].rows(query, (question,)) == [(read,)]


def test_every_question_is_read_as_in_the_first_release(languages: dict[str, Database]) -> None:
    released, _, _ = RELEASED.read_text().partition("comment on")
    chance = random.Random(1)
    questions = []
    for _ in range(3000):
        likely = chance.choice(CHARACTERS)
        letters = chance.choices(likely + "".join(CHARACTERS), k=chance.randint(0, 40))
        questions.append("".join(letters))
    with languages["ja"].connect() as connection, connection.cursor() as cursor:
        cursor.execute(released.replace("pgmatch.nods_text_question", "pg_temp.released"))
        cursor.execute(
            "select q, pgmatch.nods_text_question(q), pg_temp.released(q) from unnest(%s) as q", [questions]
        )
        read = cursor.fetchall()
    connection.close()
    assert [(question, now, then) for question, now, then in read if now != then] == []
    assert sum(now.count('"') > 2 * question.count('"') for question, now, _ in read) > 2000


def test_of_a_question_in_letters_that_stand_for_many_2000_characters_count(
    languages: dict[str, Database],
) -> None:
    query = "select pgmatch.nods_text_question(repeat(%s, 2000))"
    # キロメートル in one letter
    ((read,),) = languages["ja"].rows(query, ("\u3316",))
    assert read.count('"') == 2 * 1999
    # a phrase of four words
    ((read,),) = languages["ja"].rows(query, ("\ufdfa",))
    assert len(read) == 2000
