"""Users, grants, second factor, permissions and throttles."""
