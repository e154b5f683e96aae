"""How a simulated run makes its moves: as recorded steps, or as bare scripts."""
