"""The command line `ateliers`. Exit codes: 0 done, 1 the data are wrong, 2 the call or the settings are wrong."""
