"""Receipt of boxes, preserved files, fixity."""
