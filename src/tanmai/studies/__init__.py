"""From options to results: a study, a comparison, an extraction, with tables and record."""
