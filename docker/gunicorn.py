"""The web server in a container; `make run` gives its own options on the command line."""

import os

bind = "0.0.0.0:8000"  # only the proxy shares this network
worker_class = "gthread"
workers = int(os.environ.get("WEB_CONCURRENCY", "2"))
threads = 4
preload_app = True
graceful_timeout = 20
timeout = 60
worker_tmp_dir = "/dev/shm"  # noqa: S108  # the heartbeat must never wait for a disk
control_socket_disable = True
accesslog = "-"
