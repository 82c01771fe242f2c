"""What is served: pages over HTTP, rooms over WebSockets. By ``python -m pong.server``, or plain
``daphne config.asgi:application``, or any other ASGI server."""

import gc
import os
from functools import partial

from channels.routing import ProtocolTypeRouter
from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
http = get_asgi_application()  # loads the apps, so it comes before whatever imports a model

from django.conf import settings  # noqa: E402

from config.goodbye import say_goodbye  # noqa: E402
from config.kept_files import KeptFiles  # noqa: E402
from config.root_path import FixedRootPath  # noqa: E402
from config.runtime import this_process  # noqa: E402
from config.under_daphne import fit_daphne  # noqa: E402
from pong.origin import SameOriginOnly  # noqa: E402
from pong.passes import visitor_of  # noqa: E402
from pong.routing import websocket_router  # noqa: E402

runtime = this_process()
drain = partial(say_goodbye, runtime)  # pong.server awaits it with its window, in seconds
fit_daphne(runtime)
application = FixedRootPath(
    ProtocolTypeRouter(
        {
            "http": http if settings.DEBUG else KeptFiles(http, prefix=settings.STATIC_URL),
            "websocket": SameOriginOnly(
                websocket_router(
                    rooms=runtime.node,
                    hall=runtime.hall,
                    connections=runtime.connections,
                    visitor_of=visitor_of,
                    release=settings.RELEASE,
                    server=runtime.server,
                ),
                allowed_hosts=settings.ALLOWED_HOSTS,
                trusted_origins=settings.CSRF_TRUSTED_ORIGINS,
            ),
        }
    )
)

# What has been loaded by now lives as long as the process: frozen, the collector never walks through it again. And the
# cycles that connections leave behind may wait: a full collection stops every room, so there is one for a million new
# objects instead of one for 70,000 (frame jitter with 80 rooms: context/performance.md).
gc.collect()
gc.freeze()
gc.set_threshold(10_000, 10, 10)
