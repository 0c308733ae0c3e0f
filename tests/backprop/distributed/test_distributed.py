"""Training on Dask's workers: the same network as on one machine, whatever happens to the workers."""

import json
import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import dask
import dask.array
import numpy as np
import pytest
from dask.delayed import delayed
from distributed import Client, Future, LocalCluster
from endless_training import EnoughError

from backprop import Dataset, Network, distributed
from backprop.distributed import cluster, sums
from backprop.distributed.chunks import write_chunks
from tests.thorough import THOROUGH

SIZES, EPOCHS, BATCH, ETA = [6, 5, 3], 2, 16, 0.5


def dataset_of(n, n_in=6, dtype=np.float64, seed=0):
    rng = np.random.default_rng(seed)
    X = np.asfortranarray(rng.uniform(size=(n_in, n)).astype(dtype))
    return Dataset(X, rng.integers(3, size=n), classes=3)


DATA = dataset_of(50)  # batches of 16, 16, 16 and 2


def network(kind=Network, **options):
    return kind(SIZES, **{"activation": "sigmoid", "seed": 7, **options})


def arrays(parameters):
    return [*parameters.weights, *parameters.biases]


def difference(one, other):
    return max(abs(a - b).max() for a, b in zip(arrays(one), arrays(other), strict=True))


def is_equal(one, other):
    return all(np.array_equal(a, b) for a, b in zip(arrays(one), arrays(other), strict=True))


def trained(net, data=DATA, **options):
    distributed.train(net, data, EPOCHS, BATCH, ETA, **{"progress": False, **options})
    return net


@pytest.fixture(scope="module")
def client():
    with distributed.local_client(2) as client:
        yield client


@pytest.fixture(scope="module")
def thread():
    """A client of one worker in this process, which starts in no time."""
    with one_thread() as client:
        yield client


def one_thread():
    return Client(
        processes=False,
        n_workers=1,
        threads_per_worker=1,
        dashboard_address="127.0.0.1:0",
        set_as_default=False,
    )


def alone(**options):
    """The network that learned on one machine, and its history."""
    net = network(**options)
    data = dataset_of(50, dtype=net.dtype)
    return net, net.train(data, EPOCHS, BATCH, ETA, test=data, progress=False)


def scale(client, workers):
    client.cluster.scale(workers)
    deadline = time.monotonic() + 60
    while len(client.nthreads()) != workers:
        assert time.monotonic() < deadline
        time.sleep(0.05)


# The same network.


def test_one_two_and_four_workers_give_the_same_bits_and_one_machine_the_same_to_1e_12(client):
    gradients, networks = [], []
    for workers in (1, 4, 2):
        scale(client, workers)
        gradients.append(distributed.gradients(network(), DATA, client))
        networks.append(trained(network(), client=client))
    assert is_equal(gradients[0], gradients[1])
    assert is_equal(gradients[0], gradients[2])
    assert difference(gradients[0], network().backpropagate(DATA.X, DATA.Y)) < 1e-12
    assert is_equal(networks[0], networks[1])
    assert is_equal(networks[0], networks[2])
    assert difference(networks[0], alone()[0]) < 1e-12


@pytest.mark.parametrize(
    ("options", "tolerance"),
    [
        ({}, 1e-12),
        ({"activation": "relu"}, 1e-12),
        ({"cost": "cross-entropy"}, 1e-12),
        ({"cost": "cross-entropy", "output": "sigmoid"}, 1e-12),
        ({"dtype": np.float32}, 1e-5),
    ],
)
def test_every_kind_of_network_learns_as_on_one_machine(thread, options, tolerance):
    wanted, history = alone(**options)
    net = network(**options)
    data = dataset_of(50, dtype=net.dtype)
    mine = distributed.train(net, data, EPOCHS, BATCH, ETA, test=data, client=thread, progress=False)
    assert difference(net, wanted) < tolerance
    assert {array.dtype for array in arrays(net)} == {np.dtype(options.get("dtype", np.float64))}
    assert np.allclose(mine.cost, history.cost, rtol=0, atol=tolerance)
    assert mine.accuracy == history.accuracy
    assert len(mine.seconds) == EPOCHS
    assert net._shuffling.integers(10**9) == wanted._shuffling.integers(10**9)


def in_files(folder):
    return write_chunks(DATA, folder / "chunks", size=13)[0].folder


def as_delayed_datasets(folder):
    return [delayed(DATA.__getitem__)(slice(*ends)) for ends in ((0, 3), (3, 30), (30, 50))]


def as_dask_arrays(folder):
    X = dask.array.from_array(DATA.X, chunks=(2, (20, 0, 30)))
    return X, dask.array.from_array(DATA.Y, chunks=(3, 7))


@pytest.mark.parametrize("form", [in_files, as_delayed_datasets, as_dask_arrays])
def test_every_form_of_the_data_gives_the_same_network(client, tmp_path, form):
    assert difference(trained(network(), form(tmp_path), client=client), alone()[0]) < 1e-12


def test_the_address_of_a_scheduler_is_enough(client):
    net = trained(network(), client=client.scheduler.address)
    assert difference(net, alone()[0]) < 1e-12
    assert client.nthreads()  # it was only borrowed


def test_a_share_larger_than_a_piece_is_taken_in_pieces(thread, monkeypatch):
    monkeypatch.setattr(sums, "PIECE", 3 * SIZES[0])
    assert difference(trained(network(), client=thread), alone()[0]) < 1e-12


# Each example once.

ONE_EACH = Dataset(np.eye(40), np.arange(40) % 3, classes=3)


class Recording(Network):
    """Records which examples made each step: with one input each, only their own column has slopes."""

    def update(self, gradients, eta):
        self.seen = [*getattr(self, "seen", []), np.flatnonzero(gradients.weights[0].any(axis=0))]
        super().update(gradients, eta)


class Dies(Recording):
    """Kills its worker once, in the middle of a step, and records that in a file."""

    def gradients(self, X, Y):
        if Path(self.file).exists() and Path(self.file).read_text() == "die":
            Path(self.file).write_text("dead")
            os.kill(os.getpid(), signal.SIGKILL)
        return super().gradients(X, Y)

    def update(self, gradients, eta):
        super().update(gradients, eta)
        if len(self.seen) == 3:
            Path(self.file).write_text("die")


def test_a_worker_killed_in_the_middle_of_an_epoch_changes_nothing(client, tmp_path):
    undisturbed, net = [kind([40, 5, 3], "sigmoid", seed=7) for kind in (Recording, Dies)]
    net.file = str(tmp_path / "file")
    before = set(client.run(os.getpid).values())
    for each in (undisturbed, net):
        distributed.train(each, ONE_EACH, 2, 5, ETA, client=client, progress=False)
    assert Path(net.file).read_text() == "dead"
    assert set(client.run(os.getpid).values()) != before
    assert is_equal(net, undisturbed)
    for epoch in (net.seen[:8], net.seen[8:]):
        assert sorted(np.concatenate(epoch)) == list(range(40))


def test_the_steps_of_an_epoch_add_up_to_the_slopes_of_all_examples(thread):
    class Still(Network):
        sums = None

        def update(self, gradients, eta):
            m = next(self.sizes_of_batches)
            more = [m * array for array in arrays(gradients)]
            self.sums = more if self.sums is None else [a + b for a, b in zip(self.sums, more, strict=True)]

    net = network(Still)
    net.sizes_of_batches = iter([16, 16, 16, 2])
    distributed.train(net, DATA, 1, BATCH, ETA, client=thread, progress=False)
    whole = arrays(network().backpropagate(DATA.X, DATA.Y))
    assert max(abs(a / 50 - b).max() for a, b in zip(net.sums, whole, strict=True)) < 1e-12


# What is sent.


class Unpacked(Network):
    """Counts how often a process unpacks a network."""

    times = 0

    def __setstate__(self, state):
        type(self).times += 1
        self.__dict__.update(state)


def times_unpacked():
    return Unpacked.times


def test_each_worker_gets_the_parameters_once_a_step(client):
    before = client.run(times_unpacked)
    trained(network(Unpacked), client=client)
    sent = 1 + EPOCHS * (4 + 1)  # to check the data, for four steps and for the cost
    after = client.run(times_unpacked)
    counts = [after[worker] - before.get(worker, 0) for worker in after]
    # The worker that asks for a network and passes it on unpacks it from the task, the other from the answer.
    assert 0 < max(counts) <= sent


# Workers and schedulers that are gone.


class Counting(Network):
    """Does something in the driver after a number of steps, or stops there by an exception."""

    at, steps = None, 0

    def __getstate__(self):
        return {**self.__dict__, "at": None}  # it stays in the driver

    def update(self, gradients, eta):
        if self.at is None and self.steps == self.limit:
            raise EnoughError
        super().update(gradients, eta)
        self.steps += 1
        if self.at and self.steps == self.limit:
            self.at()


def after(steps):
    net = network(Counting)
    net.limit = steps
    with pytest.raises(EnoughError):
        net.train(DATA, 10**6, BATCH, ETA, progress=False)
    return net


def test_without_any_worker_it_ends_with_the_weights_of_the_last_whole_step():
    net = network(Counting)
    with one_thread() as client:
        net.limit, net.at = 3, lambda: scale(client, 0)
        with pytest.raises(
            distributed.ClusterError, match=r"no worker is left .* the weights of 3 whole"
        ) as caught:
            trained(net, client=client, patience=0.5)
    assert "\n" not in str(caught.value)
    assert difference(net, after(3)) < 1e-12


def test_without_the_scheduler_it_ends_with_the_weights_of_the_last_whole_step():
    net = network(Counting)
    with (
        LocalCluster(
            processes=False, n_workers=1, threads_per_worker=1, dashboard_address="127.0.0.1:0"
        ) as cluster,
        Client(cluster, set_as_default=False, timeout=1) as client,
    ):
        net.limit, net.at = 5, cluster.close
        with pytest.raises(
            distributed.ClusterError, match=r"scheduler .* the weights of 5 whole steps"
        ) as caught:
            trained(net, client=client, patience=0.5)
    assert "\n" not in str(caught.value)
    assert difference(net, after(5)) < 1e-12


@pytest.mark.skipif(not THOROUGH, reason="starts a scheduler and a worker, and waits for seconds")
@pytest.mark.parametrize("how", [signal.SIGSTOP, signal.SIGKILL])
def test_a_scheduler_that_no_longer_answers_is_reported_within_twice_the_patience(tmp_path, how):
    file, patience, stopped = tmp_path / "scheduler.json", 5.0, []
    here = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}  # both unpack `Counting`
    scheduler, worker = (
        subprocess.Popen(
            [sys.executable, "-m", f"distributed.cli.dask_{part}", "--scheduler-file", file, *options],
            stderr=subprocess.DEVNULL,
            env=here,
        )
        for part, options in (
            ("scheduler", ["--host", "127.0.0.1", "--port", "0", "--no-dashboard"]),
            ("worker", ["--no-nanny", "--no-dashboard"]),
        )
    )
    net = network(Counting)
    net.limit, net.at = 5, lambda: (stopped.append(time.monotonic()), scheduler.send_signal(how))
    try:
        while not file.exists():
            time.sleep(0.1)
        with pytest.raises(distributed.ClusterError, match=r"does not answer; .* of 5 whole steps") as caught:
            distributed.train(
                net,
                DATA,
                10**6,
                BATCH,
                ETA,
                client=json.loads(file.read_text())["address"],
                progress=False,
                patience=patience,
            )
        took = time.monotonic() - stopped[0]
    finally:
        scheduler.kill()
        worker.kill()
    assert "\n" not in str(caught.value)
    print(f"{how.name}: reported after {took:.1f} s, with patience {patience:g}")
    assert took < 2 * patience


def zeroed(path):
    path.write_bytes(path.read_bytes()[:128] + bytes(path.stat().st_size - 128))


@pytest.mark.parametrize(
    ("harm", "message"),
    [
        (zeroed, r"X-00001\.npy was changed: example . has not the checksum"),
        (lambda path: path.write_bytes(path.read_bytes()[:-9]), r"X-00001\.npy is damaged or cut short"),
        (lambda path: path.unlink(), r"X-00001\.npy does not exist"),
    ],
)
def test_a_chunk_that_changes_while_it_trains_is_named_and_no_step_is_taken_with_it(
    thread, tmp_path, harm, message
):
    folder, net = in_files(tmp_path), network(Counting)
    net.limit, net.at = 3, lambda: harm(folder / "X-00001.npy")
    with pytest.raises((ValueError, FileNotFoundError), match=message) as caught:
        trained(net, folder, client=thread)
    assert "\n" not in str(caught.value)
    assert net.steps == 3
    assert difference(net, after(3)) < 1e-12


def test_results_that_are_dropped_are_made_again(thread):
    net = network(Counting)
    net.limit, net.at = 3, lambda: thread.cancel([Future(key, thread) for key in thread.futures])
    assert difference(trained(net, client=thread), alone()[0]) < 1e-12


def test_ctrl_c_stops_after_a_whole_step(thread):
    net = network(Counting)
    net.limit, net.at = 5, lambda: signal.raise_signal(signal.SIGINT)
    history = distributed.train(net, DATA, EPOCHS, BATCH, ETA, client=thread, progress=False)
    assert history.interrupted
    assert len(history.cost) == 1
    assert net.steps == 5
    assert difference(net, after(5)) < 1e-12
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler


def test_ctrl_c_in_a_terminal_stops_the_driver_and_its_workers_in_order(tmp_path):
    script = Path(__file__).parents[1] / "endless_distributed.py"
    process = subprocess.Popen(
        [sys.executable, script, tmp_path / "end.npz"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    try:
        assert process.stdout.readline() == "training\n"
        os.killpg(process.pid, signal.SIGINT)  # a terminal sends it to every process
        out, errors = process.communicate(timeout=60)
    finally:
        process.kill()
    assert (out, errors, process.returncode) == ("", "", 0)
    end = np.load(tmp_path / "end.npz")
    assert end["interrupted"]
    assert not len(end["left"])
    from endless_training import Counting, dataset_of

    wanted = Counting(limit=int(end["updates"]))
    with pytest.raises(EnoughError):
        wanted.train(dataset_of(40), 10**9, 8, 0.5, progress=False)
    assert max(abs(W - end[f"weights{l}"]).max() for l, W in enumerate(wanted.weights)) < 1e-12


# Data that does not fit.

LIMIT = 200_000_000


def most_memory():
    """Return the most bytes that this process has had in memory, by Linux's account."""
    status = Path("/proc/self/status").read_text()
    return 1024 * int(next(line.split()[1] for line in status.splitlines() if line.startswith("VmHWM")))


@pytest.mark.skipif(not THOROUGH, reason="takes long: make wide")
@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="asks Linux for the memory of a process")
def test_data_of_four_times_the_memory_of_the_workers_trains_to_the_end(tmp_path):
    part = dataset_of(2_500, n_in=20_000, dtype=np.float32)
    chunks = 4 * write_chunks(part, tmp_path / "chunks", size=2_500)  # one file, read as four
    assert 4 * sum(path.stat().st_size for path in chunks[0].folder.iterdir()) > 4 * LIMIT
    net = Network([20_000, 2, 3], seed=0, dtype=np.float32)
    with distributed.local_client(1, memory_limit=LIMIT) as client:
        (worker,) = client.run(os.getpid).values()
        history = distributed.train(net, chunks, 1, 500, 0.01, client=client, progress=False)
        assert len(history.cost) == 1
        assert list(client.run(os.getpid).values()) == [worker]  # it was not ended for its memory
        assert max(client.run(most_memory).values()) < LIMIT
    for path in chunks[0].folder.iterdir():
        path.unlink()


# What a user sees.


def test_the_bars_name_the_workers(client, capsys):
    distributed.train(network(), DATA, EPOCHS, BATCH, ETA, client=client, progress=True)
    out, errors = capsys.readouterr()
    assert "100% Completed" in out  # Dask's own bar, while the workers load the data
    assert f"{len(client.nthreads())} workers: " in errors
    assert all(address in errors for address in client.nthreads())
    assert "Epoch 2/2: 100%" in errors
    assert "4/4" in errors


def test_a_part_that_cannot_be_used_is_named_in_one_line(thread):
    parts = [delayed(DATA.__getitem__)(slice(20)), delayed(dataset_of)(20, n_in=5)]
    with pytest.raises(ValueError, match=r"data\[1\]\.X has shape \(5, 20\); expected \(6, m\)") as caught:
        trained(network(), parts, client=thread)
    assert "\n" not in str(caught.value)
    with pytest.raises(ValueError, match=r"data\[0\] is 3; expected a delayed Dataset"):
        trained(network(), [delayed(3)], client=thread)


def test_a_cost_that_overflows_keeps_the_weights_from_before_the_epoch(thread):
    net = network(activation="relu", output="relu")
    before = [array.copy() for array in arrays(net)]
    with pytest.raises(FloatingPointError, match="try a smaller eta"):
        distributed.train(net, DATA, 9, BATCH, 1e200, client=thread, progress=False)
    assert all(map(np.array_equal, arrays(net), before))


@pytest.mark.parametrize(
    ("data", "options", "message"),
    [
        (3, {}, "data is 3; expected a Dataset, a folder of chunks"),
        ([], {}, r"data is \[\]; expected a Dataset"),
        ([DATA], {}, "data is .*; expected a Dataset"),
        (dataset_of(5, n_in=7), {}, r"data\.X has shape \(7, 5\); expected \(6, m\)"),
        ([dask.array.ones((6, 5)), dask.array.ones((3, 4))], {}, r"shapes \(6, 5\) and \(3, 4\); expected"),
        (DATA, {"client": 3}, "client is 3; expected None, the address of a scheduler"),
        (DATA, {"epochs": 0}, "epochs is 0; expected at least 1"),
        (DATA, {"batch_size": 0.5}, "batch_size is 0.5; expected a whole number"),
        (DATA, {"eta": -1}, "eta is -1; expected a positive"),
        (DATA, {"test": 3}, "test is 3; expected a Dataset"),
    ],
)
def test_what_cannot_be_right_is_refused_before_any_worker_starts(monkeypatch, data, options, message):
    monkeypatch.delattr(cluster, "LocalCluster")
    with pytest.raises(ValueError, match=message) as caught:
        distributed.train(network(), data, **options)
    assert "\n" not in str(caught.value)


def test_files_of_another_network_are_refused(tmp_path):
    write_chunks(dataset_of(5, n_in=7), tmp_path / "folder")
    with pytest.raises(ValueError, match="7 inputs and 3 classes; expected 6 and 3, as the network has"):
        distributed.train(network(), tmp_path / "folder")


@pytest.mark.parametrize("address", ["tcp://127.0.0.1:9", "nowhere"])
def test_an_address_where_no_scheduler_answers_is_named_in_one_line(address):
    with pytest.raises(distributed.ClusterError, match=f"no scheduler answers at {address}") as caught:
        trained(network(), client=address, patience=0.2)
    assert "\n" not in str(caught.value)


def test_a_script_without_the_guard_is_told_so_in_one_line(tmp_path):
    script = tmp_path / "script.py"
    script.write_text("from backprop import distributed\nwith distributed.local_client(1):\n    pass\n")
    ended = subprocess.run([sys.executable, script], capture_output=True, text=True, timeout=60)
    assert ended.returncode == 1
    assert ended.stdout == ""
    assert ended.stderr.splitlines()[-1].startswith(
        "backprop.distributed.cluster.ClusterError: the workers did not start"
    )
    assert ended.stderr.count("Traceback") == 1


def test_without_dask_only_this_module_is_missing_and_says_what_to_install():
    code = "import sys; sys.modules['dask'] = None; import backprop; import backprop.distributed"
    ended = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert ended.stderr.splitlines()[-1].startswith("ImportError: backprop.distributed needs Dask")
    assert "pip install 'backpropagation-derived[distributed]'" in ended.stderr


def test_nothing_of_dask_is_left_running():
    threads = {thread.name for thread in threading.enumerate()}
    with one_thread() as client:
        trained(network(), client=client)
    left = {thread.name for thread in threading.enumerate()} - threads
    assert not {name for name in left if "IO loop" in name}
