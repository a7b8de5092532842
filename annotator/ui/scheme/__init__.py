"""The scheme editor: groups, labels and values changed in place, every span touched shown before anything is done."""
