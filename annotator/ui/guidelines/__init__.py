"""Guidelines beside the article: the page of the label at hand, its editor, examples from real spans."""
