"""From stages (lines, chimes and their offsets) to loudspeaker samples, and news of what has been played."""
