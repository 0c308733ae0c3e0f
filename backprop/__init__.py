"""Backpropagation in NumPy, small enough to read in one sitting.

>>> from backprop import Network, load_digits
>>> train, test = load_digits()
>>> net = Network([64, 20, 10], seed=1)
>>> history = net.train(train, epochs=3, batch_size=10, eta=1.0, test=test)
"""

from backprop.data import Dataset, load_digits, load_mnist
from backprop.debugging.diagnosis import Diagnosis, diagnose
from backprop.network import Network
from backprop.parameters import Gradients
from backprop.training import History

__all__ = ["Dataset", "Diagnosis", "Gradients", "History", "Network", "diagnose", "load_digits", "load_mnist"]
