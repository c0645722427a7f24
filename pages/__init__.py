"""What the visitor sees: one file a page, thin; they lay out what geo/ computes."""
