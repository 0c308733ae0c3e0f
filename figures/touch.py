"""The pictures that answer when they are touched, one function each."""

from figures.interactive.draw_digit import draw_digit

__all__ = ["draw_digit"]
