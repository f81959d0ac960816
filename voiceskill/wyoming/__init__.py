"""The coach's ear, understanding and voice for other programs, over the Wyoming protocol."""
