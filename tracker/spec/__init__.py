"""The plan as people write it: typed models, the YAML loader with positions, and JSON Schema."""
