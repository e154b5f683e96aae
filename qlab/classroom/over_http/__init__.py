"""A class over HTTP: the phones' routes, the wall's, and what serves them."""
