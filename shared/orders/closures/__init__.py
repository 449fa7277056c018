"""The days on which a workshop serves nobody: said once, and nothing offers them any more."""
