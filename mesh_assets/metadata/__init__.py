"""What is known of the data beside the data: where it comes from, and who uses it."""
