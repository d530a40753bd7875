"""Who works here: users, their roles and deputies, tokens. Knows no case."""
