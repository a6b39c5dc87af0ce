"""The steps of the pipeline and what they stand on.

Each step is one module: its options, a pure function, and a PTransform of the same name.
"""
