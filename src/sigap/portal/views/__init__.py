"""One module a public page."""
