"""What has become of those who have left: the months after which they are called, and what they said."""
