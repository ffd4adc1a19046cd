"""The HTTP/1.1 exchange as a state machine: bytes in, a reply out; it knows no socket, no clock and no strategy."""
