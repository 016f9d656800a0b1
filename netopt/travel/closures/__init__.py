"""Closures: what remains of travel between zones when stations, links or border crossings are taken away."""
