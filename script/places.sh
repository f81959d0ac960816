# shellcheck shell=bash disable=SC2034
# Where script/install puts what a user has of this program, and where script/uninstall finds it.

# The coach, and a satellite of one. A machine may be both.
services=(voiceskill voiceskill-satellite)

programs=$HOME/.local/lib/voiceskill
command=$HOME/.local/bin/voiceskill
units=${XDG_CONFIG_HOME:-$HOME/.config}/systemd/user
data=${XDG_DATA_HOME:-$HOME/.local/share}/voiceskill
settings=${XDG_CONFIG_HOME:-$HOME/.config}/voiceskill
cache=${XDG_CACHE_HOME:-$HOME/.cache}/voiceskill

# There while systemd runs, as sd_booted(3) has it; tests put another in its place.
systemd=${SYSTEMD_RUN:-/run/systemd/system}
