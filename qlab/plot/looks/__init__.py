"""Figures of what an observer looks at: a flow's tree, and how long jobs waited and ran."""
