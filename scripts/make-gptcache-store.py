#!/usr/bin/env python3
"""Makes a store of GPTCache with the real package, and writes it down as SQL for the tests.

    python3 -m venv venv && venv/bin/pip install gptcache faiss-cpu sqlalchemy
    venv/bin/python scripts/make-gptcache-store.py FOLDER [Tests/StorageTests/Fixtures/gptcache.sql]

FOLDER gets sqlite.db and faiss.index, as an application of GPTCache leaves them: three questions, one of them deleted,
one with a session, one whose answer came with what it depends on.
"""

import os
import re
import sqlite3
import sys

import numpy as np
from gptcache.manager import CacheBase, VectorBase, get_data_manager
from gptcache.manager.scalar_data.base import Answer, CacheData, DataType, Question, QuestionDep


def vector(seed):
    values = np.random.default_rng(seed).normal(size=8).astype("float32")
    return values / np.linalg.norm(values)


def make(folder):
    os.makedirs(folder, exist_ok=True)
    database = os.path.join(folder, "sqlite.db")
    scalar = CacheBase("sqlite", sql_url="sqlite:///" + database)
    index = VectorBase("faiss", dimension=8, index_path=os.path.join(folder, "faiss.index"))
    manager = get_data_manager(scalar, index)
    ids = scalar.batch_insert(
        [
            CacheData(question="What is GPTCache?", answers=["A cache.", "Another answer."], embedding_data=vector(1)),
            CacheData(question="你是谁?", answers=[Answer("助手", DataType.STR)], embedding_data=vector(2), session_id="s"),
            CacheData(question="It is deleted", answers=["gone"], embedding_data=vector(3)),
            CacheData(
                question=Question("What is in it?", [QuestionDep("document", "a cat", DataType.STR)]),
                answers=[Answer("A cat.", DataType.STR)],
                embedding_data=vector(4),
            ),
            CacheData(
                question="Draw a cat", answers=[Answer("http://localhost/cat.png", DataType.IMAGE_URL)],
                embedding_data=vector(5),
            ),
        ]
    )
    scalar.mark_deleted([ids[2]])
    manager.close()
    return database


def dump(database, path):
    with sqlite3.connect(database) as connection:
        script = "\n".join(connection.iterdump()) + "\n"
    # The moment of making would make every run another file.
    script = re.sub(r"'20\d\d-\d\d-\d\d \d\d:\d\d:\d\d(\.\d+)?'", "'2026-01-02 03:04:05.678901'", script)
    with open(path, "w", encoding="utf-8") as file:
        file.write(script)


if __name__ == "__main__":
    if len(sys.argv) not in (2, 3):
        raise SystemExit(__doc__)
    made = make(sys.argv[1])
    if len(sys.argv) == 3:
        dump(made, sys.argv[2])
