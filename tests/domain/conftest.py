"""Property tests have no deadline: the time of one example says nothing on a busy machine."""

from hypothesis import settings

settings.register_profile("domain", deadline=None)
settings.load_profile("domain")
