"""Staff pages: sign-in, desk, case, counter, books, reports, administration."""
