"""Properties are judged by their answers, not by their speed: the machine that runs them may be busy.

Loaded with the plugins, before any file with tests is imported: `@given` keeps the settings of that moment.
"""

from hypothesis import settings

settings.register_profile("unhurried", deadline=None)
settings.load_profile("unhurried")
