"""The network and the rules it keeps."""
