"""What a run leaves behind, and everything that works from that folder alone."""
