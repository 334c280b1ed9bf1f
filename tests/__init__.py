"""The tests. A package, as a package of that name in the environment would hide them."""
