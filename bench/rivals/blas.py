"""Which BLAS NumPy has loaded."""

import ctypes


def blas():
    """What the BLAS that is loaded says of itself."""
    with open("/proc/self/maps", encoding="utf8") as maps:
        paths = sorted({line.split()[-1] for line in maps if "blas" in line})
    for path in paths:
        try:
            config = ctypes.CDLL(path).openblas_get_config
        except (AttributeError, OSError):
            continue
        config.restype = ctypes.c_char_p
        return config().decode()
    return " ".join(paths) or "unknown"
