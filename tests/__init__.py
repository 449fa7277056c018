"""Tests: unit, integration and races on both databases, browser stories, rules about the code itself."""
