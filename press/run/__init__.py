"""Executing the chapters, each in a kernel of its own."""
