"""Forms in the house's own templates: label, hint, error and control, tied together for screen readers."""

from __future__ import annotations

from django.forms.renderers import TemplatesSetting


class Renderer(TemplatesSetting):
    """Django's renderer with the templates of the design system."""

    form_template_name = "look/form.html"
    field_template_name = "look/field.html"
