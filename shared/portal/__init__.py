"""What the public sees of the house: the home page, the basket, the way to the payment, the order that is followed."""
