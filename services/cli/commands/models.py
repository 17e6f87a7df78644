"""`tagwire models`: looks into model files, and shows what another one would change."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click

from schemas.events import Article
from schemas.topics import tag_topic
from services.classifier.pack import Pack
from services.cli.arguments.drafts import read_draft
from services.cli.arguments.groups import SuggestingGroup
from services.cli.arguments.inputs import for_each
from services.cli.models.comparison import Comparison, Judged, summary
from services.cli.models.comparison_display import show_comparison
from services.cli.models.model_files import describe, model_data, open_pack
from services.cli.models.training import EncoderOptions, train_encoder, train_linear
from services.cli.terminal.harmless import echo, harmless, write_json
from services.records.record import Record
from services.runtime.process.chosen_tags import PACKAGED


@click.group(cls=SuggestingGroup)
def models() -> None:
    """Look into a model, compare what two of them do to your articles, or train one."""


@models.command()
@click.argument("model", default=PACKAGED, metavar="[MODEL]")
def show(model: str) -> None:
    """Say what MODEL is: version, language, sizes, and its training report's numbers.

    MODEL is a model pack's folder, the path of a linear model's file, or the word
    `packaged` (the default) or `packaged-linear` for those that come with Tagwire.
    """
    data = model_data(model)
    facts = [("model", model), ("bytes", f"{len(data):,}"), *describe(data)]
    _show_facts(facts)


def _show_facts(facts: Sequence[tuple[str, str]]) -> None:
    width = max(len(name) for name, _ in facts)
    for name, value in facts:
        echo(harmless(f"{name:<{width}}  {value}"))


@models.command()
@click.argument("pack", metavar="PACK")
def check(pack: str) -> None:
    """Check a model pack, and say which tags it gives and on which topics.

    PACK is a folder with taxonomy.json, a model (model.json, or the folder encoder), and, if
    wanted, subjects.json and temporality.json. What is wrong with it is one line, exit code 2.

    \b
      tagwire models check my-pack
      TAGWIRE_MODEL=my-pack tagwire topics create
      TAGWIRE_MODEL=my-pack tagwire up
    """  # noqa: D301  click looks for the backspace character itself
    found = open_pack(pack)
    facts = [
        ("version", found.version),
        ("language", found.scorer.language),
        ("subjects", "yes" if found.subjects else "none"),
        ("temporality", "yes" if found.cues else "none"),
        *(
            (one.tag, f"{one.code} {one.name}, on {tag_topic(one.tag).name}")
            for one in found.taxonomy
        ),
    ]
    _show_facts(facts)


@models.command()
@click.argument("old")
@click.argument("new")
@click.argument("paths", nargs=-1, required=True, metavar="FILE|DIR|-...")
@click.option("--json", "as_json", is_flag=True, help="One JSON object, also in a terminal.")
@click.option("--fail-on-change", is_flag=True, help="Exit 1 if an article gains or loses a tag.")
def diff(
    *, old: str, new: str, paths: tuple[str, ...], as_json: bool, fail_on_change: bool
) -> None:
    """Show which tags change on articles when NEW takes the place of OLD.

    OLD and NEW are models as `tagwire models show` takes them; the FILEs hold JSON lines
    of Article, as `tagwire parse` writes them, and - is stdin.

    \b
      tagwire parse pages/ | tagwire models diff packaged new.json -
      tagwire models diff --fail-on-change packaged new.json golden.jsonl

    Lists each tag that an article gains (+) or loses (-), and each that stays (~) with a
    confidence that moves by 10 points or more, with both scores and the evidence that
    changed most: a tag is given from score 0.

    Exits 0 also when tags change; 1 with --fail-on-change, or if a line was no Article.
    """  # noqa: D301  click looks for the backspace character itself
    from services.classifier.core import classify, passed_over  # noqa: PLC0415 - slow to load

    before, after = open_pack(old), open_pack(new)

    def judged(article: Article, pack: Pack) -> Judged:
        return Judged(classify(article, pack), passed_over(article, pack))

    def both(record: Record) -> tuple[Judged, Judged]:
        article = read_draft(record)
        return judged(article, before), judged(article, after)

    comparison = Comparison(dict.fromkeys(one.tag for one in before.taxonomy + after.taxonomy))
    complete = for_each(paths, both, lambda pair: comparison.add(*pair))
    versions = before.version, after.version
    if as_json:
        write_json(summary(comparison, *versions))
    else:
        show_comparison(comparison, f"{old} {versions[0]} → {new} {versions[1]}")
    if not complete or (fail_on_change and comparison.tags_changed):
        sys.exit(1)


_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@models.command()
@click.argument("pack", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.argument("items", nargs=-1, required=True, type=_FILE, metavar="ITEMS...")
@click.option("--encoder", is_flag=True, help="Make the encoder; without it the linear model.")
@click.option("--report", type=click.Path(path_type=Path), help="Write the report here as well.")
@click.option(
    "--measure", "measured", multiple=True, type=_FILE, help="Items to measure the encoder on."
)
@click.option("--texts", multiple=True, type=_FILE, help="Texts that show which words there are.")
@click.option("--passes", default=3, show_default=True, help="Passes of the encoder over ITEMS.")
@click.option("--layers", default=6, show_default=True, type=click.IntRange(1, 6))
@click.option("--seed", default=1, show_default=True)
@click.option("--start", type=click.Path(exists=True, path_type=Path), help="Go on from this one.")
def train(pack: Path, items: tuple[Path, ...], **options: Any) -> None:  # noqa: ANN401 - of click
    """Make PACK's model from labelled ITEMS, and say how good it is on some held back.

    ITEMS are JSON lines: `headline` or `title`, `paragraphs` or `text`, `tags`, and perhaps
    `source`, `date`, `kind`, `ambiguous`; `why: random` holds an item back for calibration.
    The linear model takes lines with `title`, `text` and `section` too. Needs the extra `train`.
    The tags are those of PACK/taxonomy.json, without it the packaged ones.

    \b
      tagwire models train my-pack labelled.jsonl
      tagwire models train my-pack labelled.jsonl --encoder --measure more.jsonl

    With --encoder it takes hours on one core, and writes PACK/encoder.
    """  # noqa: D301  click looks for the backspace character itself
    if options["encoder"]:
        how = EncoderOptions(**{name: options[name] for name in EncoderOptions._fields})
        told = train_encoder(pack, items, how, echo)
        if options["report"]:
            options["report"].write_text(json.dumps(told, indent=1) + "\n", encoding="utf-8")
    else:
        told = train_linear(pack, items, options["report"])
    write_json(told)
