from __future__ import annotations

from deploy.brokers.nodes import Node, configuration

THREE = [Node(1, 20_001, 20_011), Node(2, 20_002, 20_012), Node(3, 20_003, 20_013)]


def test_a_node_alone_needs_no_other() -> None:
    config = configuration(THREE[0], THREE[:1])

    assert config["controller.quorum.voters"] == "1@127.0.0.1:20011"
    assert config["advertised.listeners"] == "PLAINTEXT://127.0.0.1:20001"
    assert config["transaction.state.log.replication.factor"] == "1"
    assert config["min.insync.replicas"] == "1"


def test_three_nodes_hold_everything_and_two_suffice() -> None:
    for node in THREE:
        config = configuration(node, THREE)
        assert config["node.id"] == str(node.id)
        assert config["controller.quorum.voters"] == (
            "1@127.0.0.1:20011,2@127.0.0.1:20012,3@127.0.0.1:20013"
        )
        assert config["offsets.topic.replication.factor"] == "3"
        assert config["transaction.state.log.replication.factor"] == "3"
        assert config["transaction.state.log.min.isr"] == "2"
        assert config["min.insync.replicas"] == "2"
