"""Track as OpenStreetMap draws it, and the movements a train can make on it."""
