"""The pure part: SOPs, office time, deadlines, numbers, retention. Standard library only."""
