"""Notebooks that leave the book: to take home, and for students and instructors."""
