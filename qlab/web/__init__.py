"""HTTP within limits: what the demonstration application and a class's votes are both served with."""
