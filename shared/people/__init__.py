"""People employed on insertion contracts: identity, contracts with dates, planned timetables."""
