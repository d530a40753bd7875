"""What the API answers, for its description. The tests hold every answer against these."""
