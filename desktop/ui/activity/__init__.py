"""The Activity page: what happened, in sentences."""
