from hypothesis import settings

# The same examples in every run; no deadline, because machines are shared.
settings.register_profile("repeatable", derandomize=True, deadline=None, max_examples=100)
if settings.get_current_profile_name() == "default":  # none was chosen
    settings.load_profile("repeatable")
