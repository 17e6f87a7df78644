"""The plain source: aiokafka's consumer in the worker's own event loop, the way out of Faust."""
