"""Local stubs for the parts of SciPy that andon uses; its own inference leaves most types open."""

from typing import Any

from scipy import optimize as optimize
from scipy import special as special
from scipy import stats as stats

__version__: str

def __getattr__(name: str) -> Any: ...  # incomplete on purpose
