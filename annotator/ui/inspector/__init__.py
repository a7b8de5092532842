"""The list of spans and the inspector of one span."""
