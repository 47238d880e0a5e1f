"""Local stubs for the parts of SimPROCESD that andon uses; it ships no types."""
