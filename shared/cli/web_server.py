"""gunicorn's configuration (`--config python:shared.cli.web_server`): what may differ comes from the settings.

The application is loaded once, before the fork: it opens no connection until it is asked something, so that every
process has connections of its own.
"""

from shared.config import Settings

_settings = Settings.from_environ()

bind = f"{_settings.host}:{_settings.port}"
workers = _settings.workers
preload_app = True
worker_class = "gthread"
threads = 4
timeout = 60
graceful_timeout = 5
control_socket_disable = True
# Its own lines quote addresses in their arguments: our handler leaves those out.
logconfig_dict = {
    "handlers": {"stderr": {"class": "shared.web.logs.Stderr"}},
    "root": {"level": "WARNING", "handlers": ["stderr"]},
    "loggers": {"gunicorn.error": {"level": "WARNING", "handlers": ["stderr"], "propagate": False}},
}
