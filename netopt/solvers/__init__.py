"""Arrays in, arrays out: OR-Tools behind one small face."""
