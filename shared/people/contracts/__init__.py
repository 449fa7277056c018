"""What the law says of a contract before it is signed: how long, how many hours, for how much, who goes beyond."""
