"""A bar that shows how far something has come."""

from typing import Any


def progress_bar(total: int, name: str, progress: bool | None, **options: Any) -> Any:
    """Return tqdm's bar: in a terminal if `progress` is None, always if it is True, never if it is False.

    >>> with progress_bar(2, "Epoch 1/1", progress=False) as bar:
    ...     bar.update() is None  # nothing is shown
    True
    """
    from tqdm import tqdm  # here, because not everybody who imports backprop trains

    return tqdm(total=total, desc=name, disable=None if progress is None else not progress, **options)
