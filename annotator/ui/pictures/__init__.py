"""Pictures of the article on screen, saved to a file."""
