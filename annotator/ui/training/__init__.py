"""Models: trained, tested, compared and switched on from the window."""
