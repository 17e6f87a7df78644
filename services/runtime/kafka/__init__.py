"""Kafka as services use it: clients, topics, groups, offsets."""
