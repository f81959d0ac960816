"""How a satellite and the coach come to know each other: a code that is typed once, and a token from then on."""
