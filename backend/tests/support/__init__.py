"""What several test folders share: a client for the wire protocol, and servers to run it against."""
