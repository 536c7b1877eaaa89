"""What a table is: labels, units, errors, its parts and forms, concordances, aggregation."""
