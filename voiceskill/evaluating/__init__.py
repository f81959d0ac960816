"""How well a recogniser hears: labelled recordings go the way that the microphone's samples go, and are counted."""
