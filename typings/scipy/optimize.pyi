"""Local stubs for `scipy.optimize`: the solvers that andon uses; the rest is open."""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

class OptimizeResult:
    x: Any
    fun: Any
    success: bool
    status: int
    message: str
    nfev: int
    nit: int

def brentq(
    f: Callable[[float], float],
    a: float,
    b: float,
    *,
    xtol: float = 2e-12,
    rtol: float = ...,
    maxiter: int = 100,
) -> float: ...
def minimize_scalar(
    fun: Callable[[float], float],
    bracket: Sequence[float] | None = None,
    bounds: tuple[float, float] | None = None,
    *,
    method: str | None = None,
    tol: float | None = None,
    options: dict[str, object] | None = None,
) -> OptimizeResult: ...
def minimize(
    fun: Callable[[NDArray[np.float64]], Any],
    x0: ArrayLike,
    *,
    method: str | None = None,
    jac: Any = None,
    bounds: Any = None,
    constraints: Any = (),
    tol: float | None = None,
    options: dict[str, object] | None = None,
) -> OptimizeResult: ...
def linear_sum_assignment(
    cost_matrix: ArrayLike, maximize: bool = False
) -> tuple[NDArray[np.int64], NDArray[np.int64]]: ...
def __getattr__(name: str) -> Any: ...  # incomplete on purpose
