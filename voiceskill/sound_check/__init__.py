"""Finds out how well the coach hears from where the user lies: how loud it is there, and what is understood."""

from voiceskill.sound_check.advice import advice
from voiceskill.sound_check.check import Sound, SoundCheck
from voiceskill.sound_check.level import Level
from voiceskill.sound_check.loudness import Loudness
from voiceskill.sound_check.trial import Attempt, Trial

__all__ = ["Attempt", "Level", "Loudness", "Sound", "SoundCheck", "Trial", "advice"]
