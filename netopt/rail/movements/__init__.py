"""What a kind of train can do on a track: turns, profiles, movements, routes."""
