"""A recording in other programs' formats: Mermaid, OpenTelemetry, tables for Parquet, an animated picture."""
