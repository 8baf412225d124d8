"""A question that is put to one member: how it looks, what its buttons do, and what became of it."""
