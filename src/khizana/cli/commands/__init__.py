"""One module per command: `summary`, `add_arguments` and `run`."""
