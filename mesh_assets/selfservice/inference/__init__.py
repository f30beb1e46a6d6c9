"""What a sample lets one promise. A sample is not the world: what is not certain is left open."""
