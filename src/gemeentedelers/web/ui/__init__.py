"""The look: base templates, components, labels, doors. Everything two sites share because it looks alike."""
