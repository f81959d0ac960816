"""The program on a small machine in another room: microphone and loudspeaker here, everything else at the coach's."""
