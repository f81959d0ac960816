"""Decides when the coach asks of himself whether to stretch. The time goes in, yes or no comes out. No I/O."""

from voiceskill.reminding.memory import Memory, Snooze
from voiceskill.reminding.reminders import Reminders
from voiceskill.reminding.settings import ReminderSettings

__all__ = ["Memory", "ReminderSettings", "Reminders", "Snooze"]
