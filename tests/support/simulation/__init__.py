"""Simulation for tests: a clock with threads, ports that fail, and crashes."""
