"""What was learned: weights as data, made by `services.parser.training`."""
