"""What a robot can know of itself and of the world, with the faults of real sensors."""
