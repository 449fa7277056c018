"""Groups that prepare a title together: their rhythm, their hours, what became of them."""
