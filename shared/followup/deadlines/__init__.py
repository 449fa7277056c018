"""What expires: one list by days left, each line with somebody who sees to it, or put off with a reason."""
