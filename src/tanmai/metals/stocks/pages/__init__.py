"""Pages and pictures of the commands of metals."""
