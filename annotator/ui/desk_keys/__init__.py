"""What an annotator's hands do all day: edges, copies, repetition, the brush, relations by mouse, excluded zones."""
