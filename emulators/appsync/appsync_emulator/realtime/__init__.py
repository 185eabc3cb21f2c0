"""Subscriptions over WebSockets."""
