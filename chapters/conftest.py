"""For `pytest --nbval chapters`: still pictures are compared."""

import os

os.environ.setdefault("BACKPROP_STILL", "1")
