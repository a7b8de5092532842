"""How far annotators agree, and the places where their layers differ."""
