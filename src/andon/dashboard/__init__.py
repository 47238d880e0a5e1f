"""Pages that show artifacts; they read and never simulate."""

from andon.dashboard.comparison_page import make_comparison_page
from andon.dashboard.verdict_page import make_verdict_page

__all__ = ["make_comparison_page", "make_verdict_page"]
