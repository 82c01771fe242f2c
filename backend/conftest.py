"""What every test run shares. The project's real settings choose the channel layer; this only checks that they do."""

from __future__ import annotations

import logging
import os
from collections.abc import Iterator

import pytest
from hypothesis import settings

from tests.support import traffic

# In CI a run is the same run each time, and a slow machine is no failure.
settings.register_profile("ci", derandomize=True, deadline=None)
settings.register_profile("dev", deadline=None)
settings.load_profile("ci" if os.environ.get("CI") else "dev")


@pytest.fixture(scope="session", autouse=True)
def channel_layer_follows_redis_url() -> None:
    """With REDIS_URL the tests run on Redis, without it in memory, exactly as the server does."""
    from channels_redis.pubsub import RedisPubSubChannelLayer
    from django.conf import settings as django_settings
    from django.utils.module_loading import import_string

    backend = import_string(django_settings.CHANNEL_LAYERS["default"]["BACKEND"])
    assert issubclass(backend, RedisPubSubChannelLayer) == bool(os.environ.get("REDIS_URL")), backend


@pytest.fixture(scope="session", autouse=True)
def only_pytest_keeps_the_log() -> None:
    """The server's handler writes from a thread, to standard error itself, also where pytest does not capture it."""
    from config.logs import NeverWaits

    root = logging.getLogger()
    for handler in [handler for handler in root.handlers if isinstance(handler, NeverWaits)]:
        root.removeHandler(handler)


@pytest.fixture(autouse=True)
def traffic_is_as_documented() -> Iterator[None]:
    """A message that is not in the AsyncAPI document fails its test, also where somebody has caught the first error."""
    yield
    assert traffic.take_faults() == []
