"""Mails: written in the unit that causes them, sent by the worker; in the demonstration shown on a page instead."""
