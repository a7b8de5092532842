"""Suggestions in the article: found in the background, accepted, corrected or refused by one key each."""
