"""The office's papers: frozen facts in, PDF/A out. No models, no Django, no clock."""
