"""All of Tagwire on this machine, for `tagwire demo` and `tagwire up`."""
