"""How pages look: the templates, the style sheet, and the colours that charts share with it."""

from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

__all__ = ["COLOURS", "render", "with_theme_colours"]

_TEMPLATES = Path(__file__).parent / "templates"

COLOURS = {
    "ink": "#010101",
    "soft": "#020202",
    "line": "#030303",
    "pass": "#040404",
    "fail": "#050505",
    "paper": "#060606",
}
"""Stand-ins that a drawing uses; `with_theme_colours` turns each into a variable of the style
sheet, so that one drawing serves light, dark and print."""


def with_theme_colours(svg: str) -> str:
    """Replace the stand-ins of `COLOURS` by the variables of the style sheet."""
    for name, stand_in in COLOURS.items():
        svg = svg.replace(stand_in, f"var(--{name})")
    return svg


def render(template: str, **values: object) -> str:
    """Fill a template of the package; all text is escaped.

    Args:
        template: File name in the templates folder.
        **values: What the template shows.

    Returns:
        The page.
    """
    environment = Environment(
        loader=FileSystemLoader(_TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters["words"] = _words
    css = Markup((_TEMPLATES / "page.css").read_text(encoding="utf-8"))  # our own, not escaped
    return environment.get_template(template).render(css=css, **values)


def _words(name: str) -> str:
    """Print a snake-case name as words."""
    return name.replace("_", " ")
