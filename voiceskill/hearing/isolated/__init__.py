"""A recogniser in a process of its own, which may crash or hang without taking the coach with it."""
