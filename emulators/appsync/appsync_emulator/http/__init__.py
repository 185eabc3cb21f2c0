"""Requests over HTTP, and what holds for every answer."""
