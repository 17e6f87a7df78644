"""What stands on aiokafka's insides: a new version may change them."""
