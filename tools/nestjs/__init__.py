"""The foldable "In NestJS" parts of the notebooks: what they say, and where they come from."""
