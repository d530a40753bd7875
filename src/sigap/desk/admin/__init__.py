"""The administration pages: the office's data, its SOPs, its people. Views only; nothing writes."""
