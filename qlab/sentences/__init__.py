"""What a step did and why, in one plain sentence."""
