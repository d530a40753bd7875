"""How pages look: tokens, components, base templates, forms from schemas. No domain word."""
