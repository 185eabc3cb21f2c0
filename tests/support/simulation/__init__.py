"""One kit for every test that simulates: a clock with threads, ports that fail, and crashes."""
