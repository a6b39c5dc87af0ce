"""Steps of enrichment that users bring: what they declare, and their runs in processes of their own."""
