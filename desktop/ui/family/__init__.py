"""What a person sees of the family's cloud: connecting, its people and computers, and how the library's copies fare."""
