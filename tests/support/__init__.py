"""What tests and benchmarks stand on: a private PostgreSQL server and the installed Chromium."""
