"""The page in the browser: follow along, set up, look back. It watches the room from beside, and never holds it up."""
