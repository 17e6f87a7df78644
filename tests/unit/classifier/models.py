"""Small models for tests."""

from __future__ import annotations

from schemas.taxonomy import DEFINITIONS
from services.classifier.model import Model
from services.classifier.model_file import ModelFile, Pair, Phrase


def model_file() -> ModelFile:
    return ModelFile(
        version="test",
        language="en",
        positions=(100, 50, 10),
        characters=100,
        biases=dict.fromkeys(DEFINITIONS, -250),
        classes={
            "soldiers": {"conflict": 100},
            "fighting": {"conflict": 60, "crime": -20},
            "film": {},
        },
        pairs=(Pair(classes=("fighting", "soldiers"), weights={"conflict": 31}),),
        words=(
            Phrase(forms=("war", "wars"), weights={"conflict": 200}),
            Phrase(forms=("trade",), weights={"conflict": -40}),
        ),
        lexicon=(
            Phrase(forms=("troops",), weights={"conflict": 10}, classes=("soldiers",)),
            Phrase(forms=("army", "armies"), classes=("soldiers",)),
            Phrase(forms=("shells", "shelled"), classes=("fighting",)),
            Phrase(forms=("war film",), classes=("film",)),
        ),
        exclusions=(
            Phrase(forms=("trade war", "trade wars"), weights={"conflict": -70}),
            Phrase(forms=("army of fans",)),
        ),
    )


def model() -> Model:
    return Model(model_file())
