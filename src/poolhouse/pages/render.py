"""Views into HTML. Everything that is put into a template is escaped."""

from __future__ import annotations

from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from poolhouse.pages.assets import Assets
from poolhouse.pages.views import FormPage, Frame, Page

FOLDER = Path(__file__).parent / "templates"


class Renderer:
    def __init__(self, assets: Assets) -> None:
        templates = Environment(
            loader=FileSystemLoader(FOLDER),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            auto_reload=False,
        )
        templates.globals["asset"] = assets.path
        self._form = templates.get_template("form.html")
        self._message = templates.get_template("message.html")

    def html(self, page: Page, frame: Frame) -> str:
        template = self._form if isinstance(page, FormPage) else self._message
        return template.render(page=page, frame=frame, text=frame.texts)
