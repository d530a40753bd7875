"""One module a work surface."""
