"""The reading desk: page image, text, passages, corrections."""
