"""Makes the models of `services.parser.models` from pages and the truth about them."""
