"""The Grafana dashboard: `python -m deploy.observability.dashboard` writes `dashboard.json`.

Needs grafana-foundation-sdk, of the development dependencies: its types are Grafana's schema.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from grafana_foundation_sdk.builders import dashboard, prometheus, timeseries
from grafana_foundation_sdk.cog.encoder import JSONEncoder
from grafana_foundation_sdk.models.dashboard import DataSourceRef, VariableHide

FILE = Path(__file__).with_name("dashboard.json")

_SOURCE = DataSourceRef(type_val="prometheus", uid="${datasource}")
_WIDTH, _HEIGHT = 8, 7
"""Of a panel, in units of Grafana's grid, which is 24 wide."""


class Panel(NamedTuple):
    """A panel: what it shows, the unit as Grafana calls it, and a query for each kind of line."""

    title: str
    unit: str
    queries: Mapping[str, str]
    """By the legend of their lines."""


def _quantiles(histogram: str, by: str = "") -> dict[str, str]:
    labels = f"le, {by}" if by else "le"
    legend = f"{{{{{by}}}}} " if by else ""
    return {
        f"{legend}{name}": f"histogram_quantile({share}, sum by ({labels}) "
        f"(rate({histogram}_bucket[$__rate_interval])))"
        for name, share in (("median", 0.5), ("99%", 0.99))
    }


def _rate(counter: str, by: str) -> str:
    return f"sum by ({by}) (rate({counter}[$__rate_interval]))"


ROWS: Mapping[str, Sequence[Panel]] = {
    "Throughput": (
        Panel("Records read", "cps", {"{{service}}": _rate("tagwire_records_in_total", "service")}),
        Panel("Records written", "cps", {"{{topic}}": _rate("tagwire_records_out_total", "topic")}),
        Panel(
            "Dead letters",
            "cps",
            {"{{service}} {{reason}}": _rate("tagwire_records_dead_total", "service, reason")},
        ),
        Panel(
            "Lag",
            "short",
            {"{{service}} {{topic}}": "sum by (service, topic) (tagwire_consumer_lag_records)"},
        ),
        Panel(
            "Records deleted unread",
            "short",
            {"{{service}}": "sum by (service) (increase(tagwire_records_skipped_total[1h]))"},
        ),
        Panel("Records of a batch", "short", _quantiles("tagwire_batch_records", "service")),
    ),
    "Time": (
        Panel("From dump to tags", "s", _quantiles("tagwire_end_to_end_seconds")),
        Panel("Age of records when done", "s", _quantiles("tagwire_record_age_seconds", "service")),
        Panel("A record's work", "s", _quantiles("tagwire_handler_seconds", "service")),
        Panel("A batch", "s", _quantiles("tagwire_batch_seconds", "service")),
        Panel("A transaction", "s", _quantiles("tagwire_transaction_seconds", "service")),
        Panel(
            "Transactions",
            "cps",
            {"{{service}} {{outcome}}": _rate("tagwire_transactions_total", "service, outcome")},
        ),
    ),
    "Workers": (
        Panel("Up", "short", {"{{instance}}": 'up{job="tagwire"}'}),
        Panel(
            "Since the last progress",
            "s",
            {"{{service}}": "time() - min by (service) (tagwire_last_progress_timestamp_seconds)"},
        ),
        Panel(
            "Partitions and rebalances",
            "short",
            {
                "{{service}} partitions": "sum by (service) (tagwire_assigned_partitions)",
                "{{service}} rebalances": "sum by (service) "
                "(increase(tagwire_rebalances_total[10m]))",
            },
        ),
        Panel("CPU", "short", {"{{service}}": _rate("process_cpu_seconds_total", "service")}),
        Panel(
            "Memory",
            "bytes",
            {"{{service}}": "max by (service) (process_resident_memory_bytes)"},
        ),
    ),
    "Content": (
        Panel(
            "Articles by source", "cps", {"{{source}}": _rate("tagwire_articles_total", "source")}
        ),
        Panel(
            "Articles that lack something",
            "percentunit",
            {
                "{{field}}": "sum by (field) (rate(tagwire_articles_lacking_total[1h])) "
                "/ on () group_left sum(rate(tagwire_articles_total[1h]))"
            },
        ),
        Panel(
            "Length of bodies (characters)", "short", _quantiles("tagwire_article_body_characters")
        ),
        Panel(
            "Since a source's last dump",
            "s",
            {
                "{{source}}": "topk(10, time() - "
                "max by (source) (tagwire_source_last_dump_timestamp_seconds))"
            },
        ),
        Panel("Tags", "cps", {"{{tag}}": _rate("tagwire_tags_total", "tag")}),
        Panel(
            "Confidence of tags", "percentunit", _quantiles("tagwire_tag_confidence_ratio", "tag")
        ),
        Panel(
            "Articles by what was made of them",
            "cps",
            {"{{outcome}}": _rate("tagwire_articles_classified_total", "outcome")},
        ),
    ),
    "Ingest": (
        Panel(
            "Requests",
            "reqps",
            {"{{route}} {{outcome}}": _rate("tagwire_ingest_requests_total", "route, outcome")},
        ),
        Panel("Time of a request", "s", _quantiles("tagwire_ingest_request_seconds", "route")),
        Panel("Bytes in flight", "bytes", {"{{instance}}": "tagwire_ingest_in_flight_bytes"}),
        Panel(
            "Dumps published",
            "cps",
            {"{{source}}": _rate("tagwire_ingest_published_total", "source")},
        ),
        Panel(
            "Dumps refused", "cps", {"{{reason}}": _rate("tagwire_ingest_refused_total", "reason")}
        ),
    ),
    "Audit": (
        Panel(
            "Balanced",
            "short",
            {"{{topic}} to {{to}}": "min by (topic, to) (tagwire_audit_balanced)"},
        ),
        Panel(
            "Inputs by fate",
            "short",
            {"{{topic}} {{fate}}": "sum by (topic, fate) (tagwire_audit_records)"},
        ),
        Panel(
            "Since the last audit",
            "s",
            {"seconds": "time() - max(tagwire_audit_last_timestamp_seconds)"},
        ),
    ),
}


def document() -> str:
    """Return the dashboard as JSON for Grafana, whose data source is chosen there."""
    made = dashboard.Dashboard("Tagwire").uid("tagwire").tags(["tagwire"])
    made = made.refresh("30s").time("now-1h", "now").timezone("browser").editable()
    source = dashboard.DatasourceVariable("datasource").type("prometheus")
    made = made.with_variable(source.label("Prometheus").hide(VariableHide.DONT_HIDE))
    for title, panels in ROWS.items():
        made = made.with_row(dashboard.Row(title))
        for panel in panels:
            made = made.with_panel(_panel(panel))
    return JSONEncoder(sort_keys=True, indent=2).encode(made.build()) + "\n"


def _panel(panel: Panel) -> timeseries.Panel:
    made = timeseries.Panel().title(panel.title).unit(panel.unit).min(0)
    made = made.datasource(_SOURCE).span(_WIDTH).height(_HEIGHT)
    for number, (legend, query) in enumerate(panel.queries.items()):
        target = prometheus.Dataquery().expr(query).legend_format(legend)
        made = made.with_target(target.ref_id(chr(ord("A") + number)))
    return made


if __name__ == "__main__":
    FILE.write_text(document(), encoding="utf-8")
