"""How words are said: from the recogniser's own dictionary, or by rule for words that it lacks."""
