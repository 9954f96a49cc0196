"""Trains a small convolutional network on scikit-learn's digits and writes it as an ONNX model.

    apt-get install python3-sklearn python3-onnx && python3 make.py

Two convolutions of 3×3 pixels, one pool and a dense layer, trained with Adam in NumPy alone on 1297 of the 1797 images. Writes
digits.onnx (float32), calibration.npy (40 of the training images) and test.npz (the other 500 images with their digits), and says
how many of these the network knows in float64.
"""
import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper
from sklearn.datasets import load_digits

images, digits = load_digits(return_X_y=True)
images = images / 16  # grey values from 0 to 16
rng = np.random.default_rng(1)
order = rng.permutation(len(images))
images, digits = images[order], digits[order]
train, test = slice(0, 1297), slice(1297, None)


def unfolded(maps):
    """Of maps (n, channels, rows, columns) the nine values around each place: (n, channels, 9, rows, columns)."""
    _, _, rows, columns = maps.shape
    padded = np.pad(maps, ((0, 0), (0, 0), (1, 1), (1, 1)))
    return np.stack([padded[:, :, i : i + rows, j : j + columns] for i in range(3) for j in range(3)], 2)


def folded(values):
    """The adjoint of `unfolded`."""
    n, channels, _, rows, columns = values.shape
    padded = np.zeros((n, channels, rows + 2, columns + 2))
    for k in range(9):
        i, j = divmod(k, 3)
        padded[:, :, i : i + rows, j : j + columns] += values[:, :, k]
    return padded[:, :, 1:-1, 1:-1]


def flat(kernels):
    return kernels.reshape(*kernels.shape[:2], 9)


def doubled(maps):
    return np.repeat(np.repeat(maps, 2, 2), 2, 3)


weights = {
    "k1": rng.normal(0, 0.4, (8, 1, 3, 3)), "b1": np.zeros(8),
    "k2": rng.normal(0, 0.15, (16, 8, 3, 3)), "b2": np.zeros(16),
    "w": rng.normal(0, 0.06, (10, 256)), "b": np.zeros(10),
}


def forward(x):
    near = unfolded(x)
    first = np.maximum(np.einsum("ock,nckij->noij", flat(weights["k1"]), near) + weights["b1"][:, None, None], 0)
    pooled = first.reshape(len(x), 8, 4, 2, 4, 2).max((3, 5))
    around = unfolded(pooled)
    second = np.maximum(np.einsum("ock,nckij->noij", flat(weights["k2"]), around, optimize=True) + weights["b2"][:, None, None], 0)
    scores = second.reshape(len(x), -1) @ weights["w"].T + weights["b"]
    return near, first, pooled, around, second, scores


def gradients(x, wanted):
    near, first, pooled, around, second, scores = forward(x)
    shares = np.exp(scores - scores.max(1, keepdims=True))
    error = shares / shares.sum(1, keepdims=True)
    error[np.arange(len(x)), wanted] -= 1
    error /= len(x)
    back2 = (error @ weights["w"]).reshape(second.shape) * (second > 0)
    pool = folded(np.einsum("noij,ock->nckij", back2, flat(weights["k2"]), optimize=True))
    back1 = doubled(pool) * (first == doubled(pooled)) * (first > 0)
    return {
        "w": error.T @ second.reshape(len(x), -1), "b": error.sum(0),
        "k2": np.einsum("noij,nckij->ock", back2, around, optimize=True).reshape(16, 8, 3, 3), "b2": back2.sum((0, 2, 3)),
        "k1": np.einsum("noij,nckij->ock", back1, near, optimize=True).reshape(8, 1, 3, 3), "b1": back1.sum((0, 2, 3)),
    }


mean = {name: np.zeros_like(value) for name, value in weights.items()}
square = {name: np.zeros_like(value) for name, value in weights.items()}
step = 0
for epoch in range(40):
    shuffled = rng.permutation(1297)
    for start in range(0, 1297, 64):
        some = shuffled[start : start + 64]
        step += 1
        for name, gradient in gradients(images[train][some].reshape(-1, 1, 8, 8), digits[train][some]).items():
            mean[name] = 0.9 * mean[name] + 0.1 * gradient
            square[name] = 0.999 * square[name] + 0.001 * gradient**2
            down = mean[name] / (1 - 0.9**step) / (np.sqrt(square[name] / (1 - 0.999**step)) + 1e-8)
            weights[name] = weights[name] - 2e-3 * down

weights = {name: value.astype(np.float32) for name, value in weights.items()}
nodes = [
    helper.make_node("Conv", ["image", "k1", "b1"], ["h1"], name="conv1", pads=[1, 1, 1, 1]),
    helper.make_node("Relu", ["h1"], ["h2"], name="relu1"),
    helper.make_node("MaxPool", ["h2"], ["h3"], name="pool", kernel_shape=[2, 2], strides=[2, 2]),
    helper.make_node("Conv", ["h3", "k2", "b2"], ["h4"], name="conv2", pads=[1, 1, 1, 1]),
    helper.make_node("Relu", ["h4"], ["h5"], name="relu2"),
    helper.make_node("Flatten", ["h5"], ["h6"], name="flatten"),
    helper.make_node("Gemm", ["h6", "w", "b"], ["scores"], name="head", transB=1),
]
graph = helper.make_graph(
    nodes, "digits",
    [helper.make_tensor_value_info("image", TensorProto.FLOAT, ["batch", 1, 8, 8])],
    [helper.make_tensor_value_info("scores", TensorProto.FLOAT, ["batch", 10])],
    [numpy_helper.from_array(value, name) for name, value in weights.items()],
)
model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)])
model.ir_version = 8
onnx.checker.check_model(model)
onnx.save(model, "digits.onnx")

# series × channels × time steps: an image is a series of one step
np.save("calibration.npy", images[train][:40, :, None].astype(np.float32))
np.savez_compressed("test.npz", X=images[test][:, :, None].astype(np.float32), y=digits[test])
known = forward(images[test].reshape(-1, 1, 8, 8))[-1].argmax(1) == digits[test]
print(f"{known.sum()} of {len(known)} known")
