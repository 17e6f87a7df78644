"""A tag of one's own, from a folder of data: no code and no schema knows it."""

from __future__ import annotations

import json
from pathlib import Path

import orjson
import pytest
from click.testing import CliRunner

from schemas.events import encode
from schemas.topics import ARTICLES, TAGGED, tag_topic
from services.classifier import app
from services.classifier.model_file import ModelFile, Phrase
from services.cli import cli
from services.ledger.audit import audit
from services.runtime.kafka.topic_admin import check_topics, create_topics
from services.runtime.process.errors import SetupError
from services.runtime.process.settings import Settings
from tests.integration.harness import publish
from tests.memory_kafka.server import memory_kafka
from tests.memory_kafka.stub_service import until, values
from tests.memory_kafka.worker import running_service
from tests.unit.classifier.test_core import article

pytestmark = pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")

STRIKE = tag_topic("strike-action")
MODEL = ModelFile(
    version="mine",
    language="en",
    positions=(100, 60),
    characters=600,
    biases={"strike-action": -200},
    classes={},
    pairs=(),
    words=(
        Phrase(forms=("strike", "strikes", "walkout"), weights={"strike-action": 250}),
        Phrase(forms=("union", "unions"), weights={"strike-action": 150}),
    ),
    lexicon=(),
    exclusions=(Phrase(forms=("air strike", "air strikes"), weights={}),),
)


@pytest.fixture
def pack(tmp_path: Path) -> Path:
    """A pack that lacks all it may lack."""
    taxonomy = [{"tag": "strike-action", "code": "medtop:09000000", "name": "labour"}]
    (tmp_path / "taxonomy.json").write_text(json.dumps(taxonomy), encoding="utf-8")
    (tmp_path / "model.json").write_text(MODEL.model_dump_json(), encoding="utf-8")
    return tmp_path


def run(pack: Path, *arguments: str, given: str = "") -> str:
    runner = CliRunner(env={"TAGWIRE_MODEL": str(pack), "FORCE_COLOR": None})
    result = runner.invoke(cli, arguments, input=given, catch_exceptions=False)
    assert result.exit_code == 0
    return result.stdout


def test_filters_give_it_and_explain_it(pack: Path) -> None:
    lines = "\n".join(
        json.dumps({"id": text, "headline": text})
        for text in ("Rail union calls a strike", "Air strikes hit the town")
    )
    tagged = [orjson.loads(line) for line in run(pack, "classify", given=lines).splitlines()]
    assert [[tag["tag"] for tag in one["tags"]] for one in tagged] == [["strike-action"], []]
    assert tagged[0]["tags"][0] | {"evidence": []} == {
        "tag": "strike-action",
        "code": "medtop:09000000",
        "name": "labour",
        "confidence": 88,
        "score": 200,
        "bias": -200,
        "subjects": [],
        "temporality": None,
        "evidence": [],
    }
    shown = run(pack, "classify", "--explain", given=lines)
    assert "[strike-action +250|strike]" in shown
    assert "not strike-action 12%: 200 points short" in shown


def test_it_can_be_checked_and_compared(pack: Path) -> None:
    checked = run(pack, "models", "check", str(pack))
    facts = dict(line.split(maxsplit=1) for line in checked.splitlines())
    assert facts["strike-action"] == "medtop:09000000 labour, on news-tagged-strike-action"
    assert facts["subjects"] == facts["temporality"] == "none"
    story = json.dumps({"id": "1", "headline": "Union calls a strike"})
    found = orjson.loads(
        run(pack, "models", "diff", "--json", "packaged", str(pack), "-", given=story)
    )
    assert found["tags"]["strike-action"]["added"] == 1
    assert "crime" in found["tags"]


def test_a_model_of_other_tags_is_refused(pack: Path) -> None:
    other = [{"tag": "epidemic", "code": "medtop:07000000", "name": "health"}]
    (pack / "taxonomy.json").write_text(json.dumps(other), encoding="utf-8")
    with pytest.raises(SetupError, match=r"model\.json: biases: 'epidemic' is missing"):
        CliRunner().invoke(cli, ["models", "check", str(pack)], catch_exceptions=False)


async def test_a_worker_writes_it_to_its_topic(pack: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async with memory_kafka() as kafka:
        settings = Settings(
            kafka_bootstrap_servers=kafka.bootstrap_servers,
            kafka_session_timeout_seconds=6,
            topic_partitions=2,
            model=pack,
        )
        assert STRIKE.name in await create_topics(settings)
        assert not any(STRIKE.name in finding for finding in await check_topics(settings))
        stories = (article("Union calls a strike"), article("Choir sings"))
        sent = [encode(one) for one in stories]
        await publish(settings, sent, topic=ARTICLES)
        async with running_service(settings, monkeypatch, app.run):
            await until(kafka, lambda: len(values(kafka, TAGGED)) == len(sent))
        (copy,) = values(kafka, STRIKE)
        assert orjson.loads(copy)["headline"] == "Union calls a strike"
        books = await audit(settings, None, lambda _done, _total: None)
        assert {stage.to[0] for stage in books if stage.topic == TAGGED.name} == {STRIKE.name}
