"""The design system: tokens, components, shells."""
