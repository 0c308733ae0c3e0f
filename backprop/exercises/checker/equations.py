"""The book's numbered equations, as the checkers name them: what each says, and its chapter."""

EQUATIONS = {
    "eq-cost-x": ("the cost of one example", 1),
    "eq-total-cost": ("the cost of all inputs", 1),
    "eq-z": ("the weighted input", 2),
    "eq-a": ("the activation", 2),
    "eq-sigmoid": ("the sigmoid", 2),
    "eq-first-order": ("the change that one knob makes", 2),
    "eq-all-knobs": ("the change that all knobs make", 2),
    "eq-update": ("the update", 2),
    "eq-slope-of-mean": ("the slope of a mean", 3),
    "eq-delta": ("the error", 3),
    "eq-weight-slope": ("the slope of a weight", 3),
    "eq-bias-slope": ("the slope of a bias", 3),
    "eq-cost-slope": ("the slope of the cost at an output", 4),
    "eq-sigmoid-slope": ("the slope of the sigmoid", 4),
    "eq-relu": ("ReLU", 4),
    "eq-relu-slope": ("the slope of ReLU", 4),
    "eq-base-case": ("the base case", 4),
    "eq-sum-over-paths": ("the sum over paths", 5),
    "eq-path": ("one path", 5),
    "eq-inductive-step": ("the inductive step", 5),
    "eq-central-difference": ("the central difference", 2),
    "eq-mean-slopes": ("the mean slopes", 7),
    "eq-batch-slope": ("the slope of a batch", 7),
    "eq-mean-of-batches": ("the mean of the batches", 7),
    "eq-product": ("the product of two matrices", 8),
    "eq-forward": ("the forward pass", 8),
    "eq-base-case-matrix": ("the base case as matrices", 8),
    "eq-inductive-step-matrix": ("the inductive step as matrices", 8),
    "eq-weight-slope-matrix": ("the weight slopes as matrices", 8),
    "eq-bias-slope-matrix": ("the bias slopes as matrices", 8),
    "eq-input-slope": ("the slope at an input", 10),
    "eq-wrong-step": ("the change that a wrong step makes", 11),
    "eq-angle": ("the angle between two gradients", 11),
    "eq-quarter": ("errors that fade", 11),
    "eq-graph-base": ("the base case on a graph", 12),
    "eq-graph-step": ("the inductive step on a graph", 12),
    "eq-copied-slope": ("the slope of what is copied", 12),
    "eq-matmul-slopes": ("the slopes of a product", 12),
    "eq-softmax": ("softmax", 12),
    "eq-cross-entropy": ("the cross-entropy", 12),
    "eq-softmax-slope": ("the slope of softmax", 12),
    "eq-cross-entropy-error": ("the error of softmax with cross-entropy", 12),
    "eq-machines": ("the mean over machines", 13),
}

# What has no numbered equation is pointed to by its chapter.
CHAPTERS = {"sec-digits": 9, "sec-draw": 10}


def pointer(label: str) -> str:
    """Say where to look, such as "the equation for the base case, chapter 4 (eq-base-case)"."""
    if label in CHAPTERS:
        return f"chapter {CHAPTERS[label]} ({label})"
    name, chapter = EQUATIONS[label]
    return f"the equation for {name}, chapter {chapter} ({label})"
