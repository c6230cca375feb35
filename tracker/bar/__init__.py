"""The bar: what decides whether a phase is complete, how that changed since the work began, and what became of the tests."""
