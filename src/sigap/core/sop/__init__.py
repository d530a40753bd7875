"""An SOP as data: its definition, reading, checking, running and printing."""
