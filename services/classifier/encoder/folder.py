"""The encoder's folder in a model pack."""

from __future__ import annotations

from collections.abc import Sequence
from importlib.resources.abc import Traversable

from services.classifier.data_files import read_data_file
from services.classifier.encoder.encoder_file import EncoderFile
from services.classifier.encoder.network import Network
from services.classifier.encoder.scorer import EncoderScorer
from services.classifier.evidence import Scorer


def read_encoder(
    folder: Traversable, tags: Sequence[str], student: Scorer | None = None
) -> EncoderScorer:
    """Return the encoder in the folder; its points will be in the order of the tags.

    A linear student spares it the headlines that plainly carry no tag.

    Raises:
        ValueError: a file is none of its kind, or they don't fit together; the message says
            in one line what is wrong.
        OSError: a file cannot be read.

    """
    try:
        file = read_data_file(EncoderFile, (folder / "encoder.json").read_bytes(), tags)
    except ValueError as error:
        raise ValueError(f"encoder.json: {error}") from None
    tokenizer, network = (
        (folder / name).read_bytes() for name in ("tokenizer.json", "encoder.onnx")
    )
    return EncoderScorer(
        file, Network(tokenizer, network, len(tags), file.max_tokens), tags, student
    )
