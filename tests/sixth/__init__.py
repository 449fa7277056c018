"""Where a sixth workshop lives, without a table, to show that mounting one takes a folder and no other edit."""
