"""The coach: commands and news of what was played go in, stages to play and facts to record come out. No I/O."""
