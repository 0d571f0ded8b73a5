"""The examples run, on real photographs and sentences, and find what they should."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from http.server import BaseHTTPRequestHandler
from pathlib import Path

import pytest

from pgmatch.migrate import upgrade
from tests.captions.stand_ins import answering
from tests.conftest import CreateDatabase, InstallDatabase
from tests.docs.pages import blocks
from tests.loopback import serving
from tests.servers import Database, PostgresServer, created
from tools.example import (
    DATABASE,
    ENVIRONMENT,
    EXAMPLES,
    LINES,
    REVIEWS,
    ROOT,
    environment,
    names,
    prepare,
    program,
    python,
)

SCRIPTS = Path(__file__).parent / "scripts"
DATA = next(ENVIRONMENT.glob("lib/python*/site-packages/skimage/data"), Path())
DISTANCE = r"\d\.\d{3} "


@pytest.fixture
def collections(install_database: InstallDatabase, plain_server: PostgresServer) -> Database:
    """A database with the line collections."""
    return install_database(plain_server, "collections")


def run(database: Database, folder: Path, script: Path, *options: str | Path) -> list[str]:
    """Run a program in a folder, and return what it prints."""
    done = subprocess.run(
        [python(), script, *options],
        capture_output=True,
        text=True,
        check=False,
        timeout=600,
        env=environment(database.url),
        cwd=folder,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.splitlines()


def without_distances(lines: list[str]) -> list[str]:
    assert all(re.match(DISTANCE, line) for line in lines), lines
    return [re.sub(DISTANCE, "", line) for line in lines]


def test_every_example_says_what_it_does_and_needs() -> None:
    listed = (EXAMPLES / "README.md").read_text("utf-8")
    folders = {path.parent.name for path in EXAMPLES.glob("*/*.py")}
    assert set(names()) == folders
    for name in names():
        assert f"[{name}]({name}/README.md)" in listed
        assert f"make example NAME={name}" in (EXAMPLES / name / "README.md").read_text("utf-8")
        assert (EXAMPLES / name / "requirements.txt").exists()
        assert program(name).exists()


def test_hello_collections_prints_what_its_page_shows(collections: Database, tmp_path: Path) -> None:
    (block,) = blocks(EXAMPLES / "hello-collections" / "README.md", "sh")
    assert "\n".join(run(collections, tmp_path, program("hello-collections"))) + "\n" == block.output


def test_text_deduplication_finds_sentences_that_say_the_same(collections: Database, tmp_path: Path) -> None:
    options = ("--data", REVIEWS, "--start", "10300", "--max-distance", "0.07")
    lines = run(collections, tmp_path, program("text-deduplication"), *options)
    assert lines[0] == "305 sentences, 3 pairs nearer than 0.07"
    numbers = [line.strip().split(":")[0] for line in lines if line.startswith("  1")]
    assert sorted(zip(numbers[::2], numbers[1::2], strict=True)) == [
        ("10323", "10340"),
        ("10349", "10373"),
        ("10504", "10558"),
    ]


def test_face_similarity_finds_the_same_face(collections: Database, tmp_path: Path) -> None:
    lines = run(collections, tmp_path, program("face-similarity"), "--faces", "20")
    assert without_distances(lines)[0] == "astronaut"
    assert float(lines[0].split()[0]) < 0.3 < 0.5 < float(lines[1].split()[0])
    assert (tmp_path / "result.png").stat().st_size > 10_000


def test_image_search_finds_the_other_view_of_a_scene(collections: Database, tmp_path: Path) -> None:
    question = DATA / "motorcycle_right.png"
    lines = run(collections, tmp_path, program("image-search"), question, "--model", "hog")
    assert without_distances(lines)[:2] == ["motorcycle_right.png", "motorcycle_left.png"]
    assert (tmp_path / "result.png").stat().st_size > 10_000


def test_video_search_finds_the_second_of_a_frame(
    create_database: CreateDatabase, plain_server: PostgresServer, tmp_path: Path
) -> None:
    made = create_database(plain_server)
    upgrade(made.url, "video")
    for second, chunk in (("8.2", "chunk_8"), ("3.1", "chunk_3")):
        lines = run(made, tmp_path, program("video-search"), second)
        assert without_distances(lines)[0].split()[0] == chunk
    assert (tmp_path / "result.png").stat().st_size > 5_000


def test_shape_predictions_finds_the_images_with_a_shape(
    create_database: CreateDatabase, plain_server: PostgresServer, tmp_path: Path
) -> None:
    made = create_database(plain_server)
    upgrade(made.url, "predictions")
    lines = run(made, tmp_path, program("shape-predictions"), "circle")
    assert sorted(without_distances(lines)) == [
        "both.png, 1 found",
        "one-circle.png, 1 found",
        "two-circles.png, 2 found",
    ]
    assert run(made, tmp_path, program("shape-predictions"), "circle", "--confidence", "1") == []


def test_image_captions_finds_photographs_by_the_words_of_their_captions(
    create_database: CreateDatabase, plain_server: PostgresServer, tmp_path: Path
) -> None:
    made = create_database(plain_server)
    upgrade(made.url, "captions")
    lines = run(made, tmp_path, program("image-captions"), "brown -black")
    assert sorted(lines) == [
        "chelsea.png: a photograph in brown and grey",
        "coffee.png: a photograph in brown and red",
        "motorcycle_left.png: a photograph in grey and brown",
        "motorcycle_right.png: a photograph in grey and brown",
    ]
    assert (tmp_path / "result.png").stat().st_size > 10_000
    cat = (DATA / "chelsea.png").read_bytes()
    with answering(lambda image: [{"generated_text": "a cat" if image == cat else "no animal"}]) as url:
        lines = run(made, tmp_path, program("image-captions"), "cats", "--model", url)
    assert lines == ["chelsea.png: a cat"]


def test_automatic_embeddings_finds_notes_that_a_worker_has_embedded(
    create_database: CreateDatabase, plain_server: PostgresServer, tmp_path: Path
) -> None:
    made = create_database(plain_server)
    upgrade(made.url, "queue")
    assert without_distances(run(made, tmp_path, program("automatic-embeddings")))[0] == "Bicycle"
    asked = run(made, tmp_path, program("automatic-embeddings"), "How long does the office need?")
    assert without_distances(asked)[0] == "Passport"


def test_model_change_finds_by_meaning_what_it_found_by_words(
    create_database: CreateDatabase, plain_server: PostgresServer, tmp_path: Path
) -> None:
    made = create_database(plain_server)
    upgrade(made.url, "queue")
    lines = run(made, tmp_path, program("model-change"))
    [searches] = [line for line in lines if "searches meanwhile" in line]
    assert re.fullmatch(r"(\d+) searches meanwhile, \1 with the same answer as before", searches)
    by_words, by_meaning = (
        [line for line in lines if line.startswith(f"by {how}: ")] for how in ("words", "meaning")
    )
    assert len(set(by_words)) == len(set(by_meaning)) == 1
    assert "shutil.rmtree" in by_meaning[0]
    assert "shutil.rmtree" not in by_words[0]
    assert {"1 row embedded by words-256", "Searches of public.functions use words-256 again."} < set(lines)


MANUAL = {
    "policies": "<h1>Policies</h1><p>A policy has two conditions. The condition after using decides which existing rows"
    " a command sees or changes. The condition after with check decides which new rows it may write.</p>",
    "locks": "<h1>Locks</h1><p>A lock on a table is held until the transaction ends. Two sessions that wait for each"
    " other are in a deadlock, and one of them fails.</p>",
}


def pdf(text: str) -> bytes:
    """Return a file of one page."""
    content = f"BT /F 12 Tf 20 100 Td ({text}) Tj ET".encode()
    objects = (
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 900 200] /Contents 4 0 R"
        b" /Resources << /Font << /F 5 0 R >> >> >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(content), content),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    )
    body, offsets = b"%PDF-1.4\n", []
    for number, each in enumerate(objects, start=1):
        offsets.append(len(body))
        body += b"%d 0 obj\n%s\nendobj\n" % (number, each)
    entries = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    size = len(objects) + 1
    return body + (
        b"xref\n0 %d\n0000000000 65535 f \n%strailer << /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF"
        % (size, entries, size, len(body))
    )


def test_postgres_manual_finds_the_passages_that_answer_a_question(
    create_database: CreateDatabase, plain_server: PostgresServer, tmp_path: Path
) -> None:
    made = create_database(plain_server)
    line, settings = LINES["postgres-manual"]
    upgrade(made.url, line, **settings)
    for name, body in MANUAL.items():
        (tmp_path / f"{name}.html").write_text(f"<title>{name}</title><body>{body}</body>")
    (tmp_path / "backup.pdf").write_bytes(pdf("A backup of the whole server copies its files and its log."))
    options = ("--html", tmp_path, "--pdf", tmp_path / "backup.pdf", "--passages", "1")
    questions = ("when do I use check and when using", "how do I save all of a server")
    lines = run(made, tmp_path, program("postgres-manual"), *options, *questions)
    assert lines[0] == "3 new passages"
    found = [line.split()[1] for line in lines if re.match(DISTANCE, line)]
    assert [url.rpartition("/")[2] for url in found] == ["policies.html", "backup.pdf"]
    assert run(made, tmp_path, program("postgres-manual"), *options, questions[0])[0] == "0 new passages"


def test_titan_sentences_finds_the_nearest_sentence(collections: Database, tmp_path: Path) -> None:
    lines = run(collections, tmp_path, SCRIPTS / "run_titan_sentences.py", program("titan-sentences"))
    assert without_distances(lines) == [
        "The quick brown fox jumps over the lazy dog.",
        "The cat sat on the mat.",
        "To be or not to be, that is the question.",
    ]


def test_titan_images_finds_what_a_description_means(collections: Database, tmp_path: Path) -> None:
    lines = run(collections, tmp_path, SCRIPTS / "run_titan_images.py", program("titan-images"))
    assert without_distances(lines)[:2] == ["motorcycle_right.png", "motorcycle_left.png"]
    assert (tmp_path / "result.png").stat().st_size > 10_000


def test_roboflow_clip_finds_what_a_description_means(collections: Database, tmp_path: Path) -> None:
    lines = run(collections, tmp_path, SCRIPTS / "run_roboflow_clip.py", program("roboflow-clip"))
    assert without_distances(lines)[0] == "chelsea.png"
    assert (tmp_path / "result.png").stat().st_size > 10_000


def test_roboflow_s_own_client_understands_the_server_of_the_tests(tmp_path: Path) -> None:
    done = subprocess.run(
        [python(), SCRIPTS / "use_inference_sdk.py"],
        capture_output=True,
        text=True,
        check=False,
        timeout=600,
        cwd=tmp_path,
    )
    assert done.returncode == 0, done.stderr


def failure(database: Database, folder: Path, name: str, *options: str, **variables: str) -> str:
    """Return the error of an example that cannot ask its service: two lines, and nothing else."""
    done = subprocess.run(
        [python(), program(name), *options],
        capture_output=True,
        text=True,
        check=False,
        timeout=600,
        env={
            **environment(database.url),
            "HOME": str(folder),
            "AWS_EC2_METADATA_DISABLED": "true",
            **variables,
        },
        cwd=folder,
    )
    assert done.returncode == 1
    assert re.fullmatch("Error: .+\nHint: .+\n", done.stderr), done.stderr
    return done.stderr


def without(package: str, folder: Path) -> dict[str, str]:
    """Return the variables of a Python that finds this package nowhere."""
    (folder / f"{package}.py").write_text(f"raise ModuleNotFoundError('No module', name={package!r})")
    return {"PYTHONPATH": os.pathsep.join([str(folder), environment("")["PYTHONPATH"]])}


class Refusing(BaseHTTPRequestHandler):
    """A service that knows no key: it answers as Bedrock does."""

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        body = b'{"message": "The security token included in the request is invalid."}'
        self.send_response(403)
        self.send_header("x-amzn-ErrorType", "UnrecognizedClientException")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        pass


@pytest.mark.parametrize("name", ["titan-sentences", "titan-images"])
def test_titan_says_what_to_install_or_to_set(collections: Database, tmp_path: Path, name: str) -> None:
    options = ["a cat"]
    region = {"AWS_DEFAULT_REGION": "us-east-1"}
    keys = {"AWS_ACCESS_KEY_ID": "x", "AWS_SECRET_ACCESS_KEY": "secret"}

    def said(**variables: str) -> str:
        return failure(collections, tmp_path, name, *options, **variables)

    assert "Set AWS_DEFAULT_REGION" in said()
    assert "Unable to locate credentials\nHint: Set AWS_PROFILE, or AWS_ACCESS_KEY_ID" in said(**region)
    assert "nobody" in said(AWS_PROFILE="nobody", **region)
    with serving(Refusing) as url:
        refused = said(AWS_ENDPOINT_URL=url, **region, **keys)
    assert "UnrecognizedClientException" in refused
    assert "AWS_SECRET_ACCESS_KEY, to credentials that are complete and valid" in refused
    assert "secret" not in refused.replace("AWS_SECRET", "")
    lost = said(AWS_ENDPOINT_URL="http://127.0.0.1:1", AWS_MAX_ATTEMPTS="1", **region, **keys)
    assert "127.0.0.1:1" in lost
    assert "check the connection" in lost
    assert "`pip install boto3`" in said(**without("boto3", tmp_path))


def test_roboflow_says_what_to_install_or_to_set(collections: Database, tmp_path: Path) -> None:
    def said(server: str, **variables: str) -> str:
        return failure(
            collections,
            tmp_path,
            "roboflow-clip",
            "a cat",
            "--server",
            server,
            **variables,
            ROBOFLOW_API_KEY="k3y",
        )

    with serving(Refusing) as url:
        refused = said(url)
    assert "answered 403 Forbidden" in refused
    assert "ROBOFLOW_API_KEY" in refused
    assert "k3y" not in refused
    lost = said("http://127.0.0.1:1")
    assert "no answer from Roboflow Inference at http://127.0.0.1:1/clip/embed_image" in lost
    assert "k3y" not in lost
    assert "no answer" in said("nothing")
    with answering(lambda _: {"error": "none"}) as url:
        assert "something else" in said(url)
    assert "`pip install requests`" in said(url, **without("requests", tmp_path))


def test_the_model_of_captions_says_what_to_set(
    create_database: CreateDatabase, plain_server: PostgresServer, tmp_path: Path
) -> None:
    made = create_database(plain_server)
    with serving(Refusing) as url:
        refused = failure(made, tmp_path, "image-captions", "cats", "--model", url)
    assert "answered 403 Forbidden" in refused
    assert "HF_TOKEN" in refused
    assert "no answer from the model" in failure(
        made, tmp_path, "image-captions", "x", "--model", "http://127.0.0.1:1"
    )
    with answering(lambda _: {"error": "loading"}) as url:
        assert "something else" in failure(made, tmp_path, "image-captions", "x", "--model", url)


def test_image_search_without_its_package_says_what_to_install(collections: Database, tmp_path: Path) -> None:
    said = failure(
        collections, tmp_path, "image-search", "a cat", **without("sentence_transformers", tmp_path)
    )
    assert "`pip install sentence-transformers`" in said


def example(*arguments: str, **variables: str) -> str:
    """Return what the tool says of an error."""
    done = subprocess.run(
        [sys.executable, "-m", "tools.example", *arguments],
        capture_output=True,
        text=True,
        check=False,
        cwd=ROOT,
        env={**os.environ, **variables},
    )
    assert done.returncode == 1
    return done.stderr


def test_what_goes_wrong_is_an_error_with_a_hint() -> None:
    assert example("nothing").startswith(
        "Error: there is no example 'nothing'\nHint: There are: automatic-embeddings, face-similarity, "
    )
    said = example("hello-collections", DATABASE_URL="postgresql://u:p@127.0.0.1:1/db")
    assert said.splitlines()[-1].startswith("Hint: Is the server at 127.0.0.1:1 running")
    assert "Traceback" not in said


def test_a_left_over_database_that_cannot_be_upgraded_is_made_anew(
    plain_server: PostgresServer, capsys: pytest.CaptureFixture[str]
) -> None:
    with created(plain_server, DATABASE) as made:
        prepare(plain_server.url, "collections", {})
        made.execute("create table kept (id bigint)")
        prepare(plain_server.url, "collections", {})
        assert made.rows("select to_regclass('kept')::text") == [("kept",)]
        assert "made anew" not in capsys.readouterr().err

        made.execute("update pgmatch.collections_version set version_num = 'collections_9999'")
        made.end_session()
        prepare(plain_server.url, "collections", {})
        assert made.rows(
            "select to_regclass('kept')::text, revision from pgmatch.install where line = 'core'"
        ) == [(None, "core_0004")]
        assert "made anew: " in capsys.readouterr().err
