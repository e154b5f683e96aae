"""The form of a prediction in a live notebook: radio buttons and a line for the reason."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from qlab.text import html
from qlab.text.words import uncoded

if TYPE_CHECKING:
    from qlab.teach.predict import Prediction

__all__ = ["form", "view"]


def view(prediction: Prediction) -> dict[str, Any]:
    """Return the form as what Jupyter displays, beside the text and the HTML; nothing if no notebook listens."""
    if not _is_live():
        return {}
    bundle: Any = form(prediction)._repr_mimebundle_()
    mime = "application/vnd.jupyter.widget-view+json"
    return {mime: bundle[mime]} if isinstance(bundle, dict) and mime in bundle else {}


def _is_live() -> bool:
    try:
        from IPython.core.getipython import get_ipython
    except ImportError:
        return False
    return getattr(get_ipython(), "kernel", None) is not None


def form(prediction: Prediction) -> Any:
    """Return radio buttons and a text field that write into the prediction."""
    import ipywidgets

    wide = ipywidgets.Layout(width="auto", max_width="60em")
    title = ipywidgets.HTML(str(html.element("strong", html.marked(f"Predict: {prediction.question}"))), layout=wide)
    options = [(uncoded(option), option) for option in prediction.options]  # a button's words are plain text
    radio = ipywidgets.RadioButtons(options=options, value=prediction.choice, layout=wide)
    reason = ipywidgets.Text(prediction.because, placeholder="because …", continuous_update=False, layout=wide)
    radio.observe(lambda change: setattr(prediction, "choice", change["new"]), "value")
    reason.observe(lambda change: setattr(prediction, "because", str(change["new"])), "value")
    return ipywidgets.VBox([title, radio, reason])
