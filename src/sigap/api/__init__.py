"""The HTTP API, version 1, and the addresses of health. No models, no writing of its own."""
