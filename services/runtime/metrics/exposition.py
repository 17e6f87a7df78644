"""Metrics in Prometheus' text format, those of a service labelled with its name.

The label is put on where they are served, so that a sample reads the same whether a service is
asked itself or `tagwire up`, which joins the answers of all.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from prometheus_client import CollectorRegistry, Metric, ProcessCollector, generate_latest
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4
from prometheus_client.parser import text_string_to_metric_families
from prometheus_client.samples import Sample
from stamina.instrumentation import get_prometheus_counter

from services.runtime.metrics.definitions import REGISTRIES, SetBy

CONTENT_TYPE = CONTENT_TYPE_PLAIN_0_0_4

_LABEL = "service"


class _Families:
    """Families that are there already, as something that a registry would collect."""

    def __init__(self, families: Iterable[Metric]) -> None:
        self._families = families

    def collect(self) -> Iterable[Metric]:
        return self._families


def rendered(service: str, *set_by: SetBy) -> bytes:
    """Return the metrics that these set, with those of the process and of its retries."""
    process = CollectorRegistry()
    ProcessCollector(registry=process)
    collectors = [*(REGISTRIES[one] for one in set_by), process]
    families = [family for one in collectors for family in one.collect()]
    if (retries := get_prometheus_counter()) is not None:
        families += retries.collect()
    return _text(_labelled(family, service) for family in families)


def joined(texts: Iterable[str]) -> bytes:
    """Return several answers as one: of each family a single one, with the samples of all."""
    families: dict[str, Metric] = {}
    for text in texts:
        for family in text_string_to_metric_families(text):
            kept = families.setdefault(family.name, family)
            if kept is not family:
                kept.samples += family.samples
    return _text(families.values())


def _labelled(family: Metric, service: str) -> Metric:
    labelled = Metric(family.name, family.documentation, family.type)
    labelled.samples = [_with_service(one, service) for one in _counted(family.samples)]
    return labelled


def _counted(samples: Iterable[Sample]) -> Iterator[Sample]:
    """Leave out when a sample began, which doubles their number: Prometheus does not read it."""
    return (one for one in samples if not one.name.endswith("_created"))


def _with_service(sample: Sample, service: str) -> Sample:
    return sample._replace(labels={_LABEL: service, **sample.labels})


def _text(families: Iterable[Metric]) -> bytes:
    return generate_latest(_Families(families))
