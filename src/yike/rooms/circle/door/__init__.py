"""What residents ask at the door, and the words in which they are answered. Nothing is written, nothing kept."""
