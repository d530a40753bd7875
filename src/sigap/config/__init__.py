"""How an installation is set up: environment, keys, settings, addresses, logs."""
