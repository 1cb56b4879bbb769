"""Letters of labor relations: what each kind says, must say, and is drawn from."""
