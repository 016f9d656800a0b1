"""The rooms of the criticality measure: what may be removed, what each removal does to access, and how it is told."""
