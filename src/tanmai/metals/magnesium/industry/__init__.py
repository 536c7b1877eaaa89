"""The magnesium works and their industry: plants, cost, cluster, park, concentration, boundary."""
