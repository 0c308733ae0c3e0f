"""For `pytest --nbval chapters`: what is compared are the still pictures."""

import os

os.environ.setdefault("BACKPROP_STILL", "1")
