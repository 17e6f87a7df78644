"""What a record is, read and made: pure values and functions, no Kafka client."""
