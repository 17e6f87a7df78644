"""Keeps of a quantised network the weights in 8 bits, and has it computed in floats.

Products of 8 bits scale what they read by its range, which the last bits of a float move: a
processor with other instructions then gives other scores. Floats differ in their last bits
alone, and the classifier rounds those away.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import onnx
from onnx import helper

_PRODUCT = "MatMulInteger"


class _Product(NamedTuple):
    """A product as `quantize_dynamic` writes it: quantised, multiplied, cast and scaled."""

    nodes: tuple[Any, ...]
    read: str
    weights: str
    zero: str
    scale: str
    written: str


def keep_weights_only(path: Path) -> None:
    """Rewrite the network, as `onnxruntime.quantization.quantize_dynamic` wrote it."""
    model = onnx.load(path)
    nodes = list(model.graph.node)
    products = {id(one.nodes[-1]): one for one in _products(nodes)}
    gone = {id(node) for one in products.values() for node in one.nodes}
    widened: set[str] = set()
    kept: list[Any] = []
    for node in nodes:
        if product := products.get(id(node)):
            kept += _in_floats(product, widened)
        elif id(node) not in gone:
            kept.append(node)
    del model.graph.node[:]
    model.graph.node.extend(kept)
    onnx.checker.check_model(model)
    onnx.save(model, path)


def _products(nodes: list[Any]) -> Iterator[_Product]:
    makes = {name: node for node in nodes for name in node.output}
    takes = {name: node for node in nodes for name in node.input}
    for node in nodes:
        if node.op_type != _PRODUCT:
            continue
        quantised, cast = makes[node.input[0]], takes[node.output[0]]
        scaled = takes[cast.output[0]]
        (both,) = (makes[name] for name in scaled.input if name != cast.output[0])
        (scale,) = (name for name in both.input if name not in quantised.output)
        yield _Product(
            (quantised, node, cast, both, scaled),
            quantised.input[0], node.input[1], node.input[3], scale, scaled.output[0],
        )  # fmt: skip


def _in_floats(product: _Product, widened: set[str]) -> Iterator[Any]:
    weights = f"{product.weights}_widened"
    if weights not in widened:
        widened.add(weights)
        yield helper.make_node(
            "DequantizeLinear", [product.weights, product.scale, product.zero], [weights], axis=1
        )
    yield helper.make_node("MatMul", [product.read, weights], [product.written])
