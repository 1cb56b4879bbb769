"""What the demonstration's accounts do in a case, one function per step."""
