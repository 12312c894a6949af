"""Text to tree to text: what a person asks for. No SQL, no Qt."""
