"""Chapter 11: what the solution of an exercise says of a bug that its readers may plant."""

from backprop import Network, load_digits
from backprop.debugging import bugs


class SlopeOfTheActivation(Network):
    def errors(self, weighted_inputs, activations, Y):
        deltas = super().errors(weighted_inputs, activations, Y)
        slope = self.functions[0].derivative(activations[1])
        return [(self.weights[1].T @ deltas[1]) * slope, deltas[1]]


def test_the_slope_at_the_activation_is_a_few_degrees_off_learns_and_is_found_with_one_example():
    train, validation = load_digits()
    row = bugs.examine(SlopeOfTheActivation, train, validation)
    assert min(row.start, row.later) > 1
    assert max(row.start, row.later) < 15
    assert row.accuracy[-1] > 0.8
    assert "m=1" in row.caught
