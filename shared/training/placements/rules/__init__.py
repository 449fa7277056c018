"""The limits of immersions with their articles, and a row more from a day on."""
