"""The pictures that answer when they are touched, one function each."""

from figures.interactive.draw_digit import draw_digit
from figures.interactive.nudge import nudge
from figures.interactive.roll_down import roll_down
from figures.interactive.send_back import send_back

__all__ = ["draw_digit", "nudge", "roll_down", "send_back"]
