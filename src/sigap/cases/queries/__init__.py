"""What is read for deciding and for display. Nothing here writes."""
