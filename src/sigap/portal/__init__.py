"""Public pages: file a complaint, follow it, check a paper. No account, no script needed."""
