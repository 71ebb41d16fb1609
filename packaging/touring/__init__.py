"""The tour: the journeys of the product in the real app, each step a picture."""
