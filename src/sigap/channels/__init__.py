"""Ways in and out: one file each. What several ways share (fields, uploads) stands here too."""
