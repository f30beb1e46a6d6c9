"""The schema registry: what it demands of subjects, who approves a break, what it keeps."""
