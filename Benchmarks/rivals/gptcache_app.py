"""GPTCache's own HTTP app on SQLite and FAISS, with MiniLM.

    gptcache_app.py DATA-FOLDER TOKENIZER

Everything is as `gptcache_server` sets it up, besides two things: the embedding, because its own ONNX model is another one and is
fetched from a hub, and the size of its eviction list, which would otherwise drop all but 1,000 entries. It writes its index
file at `flush` and exit only, as by default; SQLite is committed at every put.
"""

import os
import signal
import socket
import sys

# FAISS's threads wait by spinning. On two cores that doubles the processor time of a lookup and slows it.
os.environ.setdefault("OMP_NUM_THREADS", "1")

from gptcache.adapter.api import init_similar_cache
from gptcache.manager.factory import manager_factory
from gptcache_server import server
import uvicorn

from minilm import DIMENSION, MiniLM


class Embedding:
    dimension = DIMENSION

    def __init__(self, tokenizer):
        self.model = MiniLM(tokenizer)

    def to_embeddings(self, text, **_):
        return self.model.embed(text)


def main():
    # A Swift program's threads may start this one with signals blocked, and then it would not end when told to.
    signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGTERM, signal.SIGINT})
    folder, tokenizer = sys.argv[1:]
    os.makedirs(folder, exist_ok=True)
    data = manager_factory("sqlite,faiss", data_dir=folder, vector_params={"dimension": DIMENSION},
                           eviction_params={"max_size": 10_000_000})
    init_similar_cache(data_dir=folder, embedding=Embedding(tokenizer), data_manager=data)
    listener = socket.create_server(("127.0.0.1", 0), backlog=128)
    print(f"http://127.0.0.1:{listener.getsockname()[1]}", flush=True)
    uvicorn.Server(uvicorn.Config(server.app, access_log=False, log_level="warning")).run(sockets=[listener])


main()
