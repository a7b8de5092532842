"""The label palette under the article."""
