"""The demonstration application: background jobs as a company runs them."""
