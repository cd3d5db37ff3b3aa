"""A site that stood elsewhere comes over whole: read, converted, taken in, and accounted for."""
