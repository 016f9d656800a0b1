"""What two results differ in: figures, areas, values of places, rows of tables."""
