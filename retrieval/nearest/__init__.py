"""The vector leg: the rows whose vectors are nearest, exactly or by cells."""
