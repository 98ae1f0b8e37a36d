"""Trains a verifier. A run is a folder: `settings.json`, `checkpoint.pt`, `log.jsonl`; a broken run goes on from it."""

import json
import math
import pathlib
import time
from dataclasses import asdict, dataclass

import torch
from torch.nn import functional

from . import artefact, measures, pairs as pair_sets
from .batches import PairBatches
from .encoder import device, fast_kind
from .joint import Shape, Verifier
from .mine import mined_pairs


@dataclass
class Settings:
    frozen: int = 8
    rank: int = 16
    width: int = 64
    dropout: float = 0.1
    match: bool = True
    rate: float = 1e-3  # of the adapters and vectors
    head_rate: float = 1e-3
    decay: float = 0.01
    epochs: float = 2
    batch: int = 32  # pairs of average length
    longest: int = 140  # tokens of both texts together; longer pairs are left out of training
    trap_weight: float = 1.0
    focal: float = 0.0  # exponent of the focal loss, on traps
    smoothing: float = 0.02
    families: int = 0  # at most so many, 0: all
    public: str = ""  # "qqp:6000,lcqmc:4000": pairs of each public set
    public_weight: float = 0.3
    mined: str = ""  # a file of `mine`: traps of weight 1
    start: str = ""  # a run, or an artefact, whose adapters and head are begun from; it may have more frozen layers
    seed: int = 1


def training_set(families, data, settings):
    """The pairs, and the weight of each."""
    pairs = pair_sets.training_pairs(pair_sets.thinned(families, settings.families), settings.seed)
    if settings.mined:
        pairs += mined_pairs(settings.mined, training=True)
    weights = [1.0] * len(pairs)
    for name, count in (part.split(":") for part in settings.public.split(",") if part):
        more = pair_sets.public_pairs(data, name, "train")
        chosen = torch.randperm(len(more), generator=torch.Generator().manual_seed(1))[:int(count)]
        pairs += [more[i] for i in chosen]
        weights += [settings.public_weight] * len(chosen)
    return pairs, weights


def loss_of(logits, same, weights, settings):
    target = same * (1 - 2 * settings.smoothing) + settings.smoothing
    loss = functional.binary_cross_entropy_with_logits(logits, target, reduction="none")
    trap = torch.where(same > 0, 1.0, settings.trap_weight)
    if settings.focal:
        # Traps that the model already refuses count little, those it would serve count fully.
        trap = torch.where(same > 0, trap, trap * logits.sigmoid().detach() ** settings.focal)
    return (loss * weights * trap).mean()


@torch.no_grad()
def scores(verifier, data, tokens=4096):
    verifier.eval()
    result = torch.zeros(len(data.pairs))
    for numbers in data.in_order(tokens):
        result[numbers] = verifier(data.batch(numbers).to(verifier.cross_bias.device)).cpu()
    return result.numpy()


def train(folder, file, activations, ids, settings, families, data, held_out, every=400, stop_after=None):
    """`held_out`: pairs that are measured on the way. `stop_after`: seconds, after which `Unfinished` is raised. Returns the verifier."""
    folder = pathlib.Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    begin_or_go_on(folder, settings)
    torch.manual_seed(settings.seed)
    pairs, weights = training_set(families, data, settings)
    texts = {text for pair in pairs for text in (pair.first, pair.second)}
    activations.add(texts)
    training = PairBatches(pairs, activations, settings.frozen, ids(texts))
    weights, same = torch.tensor(weights), torch.tensor([float(pair.same) for pair in pairs])
    shape = Shape(settings.frozen, settings.rank, settings.width, settings.dropout, settings.match)
    verifier = Verifier(file, shape, fast_kind(device()))
    if settings.start:
        begin_from(verifier, learnt(settings.start), settings.start)
    verifier, weights, same = verifier.to(device()), weights.to(device()), same.to(device())
    head = [*verifier.enter.parameters(), *verifier.leave.parameters()]
    known = {id(parameter) for parameter in head} | {id(verifier.cross_bias)}
    rest = [parameter for parameter in verifier.parameters() if id(parameter) not in known]
    optimizer = torch.optim.AdamW([
        {"params": rest, "lr": settings.rate, "weight_decay": settings.decay},
        {"params": head, "lr": settings.head_rate, "weight_decay": settings.decay},
        {"params": [verifier.cross_bias], "lr": settings.rate * 10, "weight_decay": 0.0},
    ])
    per_epoch = len(training.shuffled(settings.batch, 0, settings.longest))
    steps = int(per_epoch * settings.epochs)
    schedule = torch.optim.lr_scheduler.LambdaLR(optimizer, lambda step: _rate(step, steps))
    first = _resume(folder / "checkpoint.pt", verifier, optimizer, schedule)
    begun, busy, running, measured = time.time(), time.process_time(), 0.0, first
    log = open(folder / "log.jsonl", "a", buffering=1)
    for step in range(first, steps):
        if step % per_epoch == 0 or step == first:
            batches = training.shuffled(settings.batch, settings.seed * 1000 + step // per_epoch, settings.longest)
        verifier.train()
        numbers = batches[step % per_epoch % len(batches)]
        loss = loss_of(verifier(training.batch(numbers).to(device())), same[numbers], weights[numbers], settings)
        optimizer.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(verifier.parameters(), 1.0)
        optimizer.step()
        schedule.step()
        running += loss.item()
        if (step + 1) % every == 0 or step + 1 == steps:
            report = measures.family_report(held_out.pairs, scores(verifier, held_out))
            entry = {"step": step + 1, "of": steps, "loss": running / (step + 1 - measured), "seconds": round(time.time() - begun),
                     "cpu": round(time.process_time() - busy), **report}
            running, measured = 0.0, step + 1
            log.write(json.dumps(entry) + "\n")
            log.flush()
            print(f"{folder.name} {step + 1}/{steps} {entry['seconds']} s, cpu {entry['cpu']} s, "
                  f"loss {entry['loss']:.4f}  {measures.line(report)}", flush=True)
            _save(folder / "checkpoint.pt", step + 1, verifier, optimizer, schedule)
            if stop_after and time.time() - begun > stop_after and step + 1 < steps:
                raise Unfinished(f"{folder} stopped after {step + 1} of {steps} steps; the same command goes on with it")
    return verifier


class Unfinished(Exception):
    """A run that was stopped on the way: nothing is to be made of it yet."""


def begin_or_go_on(folder, settings):
    """Notes a run's settings; one that is gone on with must have the same: its pairs, their order and its start hang on them."""
    path = folder / "settings.json"
    if (folder / "checkpoint.pt").exists():
        begun = json.loads(path.read_text())
        changed = [name for name, value in asdict(settings).items() if begun.get(name) != value]
        if changed:
            raise ValueError(f"{folder} was begun with another value of {', '.join(changed)}; take another folder")
    path.write_text(json.dumps(asdict(settings), indent=1))


def learnt(run):
    """The weights of a run's last checkpoint, or of an artefact."""
    if pathlib.Path(run).is_dir():
        return torch.load(pathlib.Path(run) / "checkpoint.pt", weights_only=True, map_location="cpu")["verifier"]
    return artefact.weights(run)


def begin_from(verifier, state, run):
    """Takes over what another run has learnt, layer by layer from the top; further layers begin unadapted."""
    count = len(state["cross_bias"])
    missing = len(verifier.layers) - count
    if missing < 0:
        raise ValueError(f"{run} adapts {count} layers, more than the {len(verifier.layers)} of this run")
    own = verifier.state_dict()
    for name, value in state.items():
        if name == "cross_bias":
            own[name][missing:] = value
            continue
        if name.startswith("layers."):
            _, number, rest = name.split(".", 2)
            name = f"layers.{int(number) + missing}.{rest}"
        if own[name].shape != value.shape:
            raise ValueError(f"{name} is {tuple(own[name].shape)} here and {tuple(value.shape)} in {run}")
        own[name] = value
    # Layers that are new look across texts no more than below them, where each text was by itself.
    own["cross_bias"][:missing] = -4
    verifier.load_state_dict(own)


def average(folder, run, start, share):
    """Writes a run whose weights are `share` of a run's and the rest of those it was begun from; both must adapt the same layers.

    Such a mean errs less on what neither has seen than either end: WiSE-FT (arXiv 2109.01903).
    """
    state = torch.load(pathlib.Path(run) / "checkpoint.pt", weights_only=True, map_location="cpu")
    ours, theirs = state["verifier"], learnt(start)
    if {name: value.shape for name, value in ours.items()} != {name: value.shape for name, value in theirs.items()}:
        raise ValueError(f"{run} and {start} do not adapt the same layers")
    folder = pathlib.Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    settings = json.loads((pathlib.Path(run) / "settings.json").read_text())
    (folder / "settings.json").write_text(json.dumps({**settings, "share": share}, indent=1))
    weights = {name: torch.lerp(theirs[name], value, share) for name, value in ours.items()}
    torch.save({"step": state["step"], "verifier": weights}, folder / "checkpoint.pt")


def _rate(step, steps):
    """Linear warm-up over 5 % of the steps, then half a cosine to nothing."""
    warm = max(1, int(0.05 * steps))
    if step < warm:
        return (step + 1) / warm
    return 0.5 * (1 + math.cos(math.pi * (step - warm) / max(1, steps - warm)))


def _save(path, step, verifier, optimizer, schedule):
    torch.save({"step": step, "verifier": verifier.state_dict(), "optimizer": optimizer.state_dict(),
                "schedule": schedule.state_dict()}, path.with_suffix(".new"))
    path.with_suffix(".new").rename(path)


def _resume(path, verifier, optimizer, schedule):
    if not path.exists():
        return 0
    state = torch.load(path, weights_only=True, map_location="cpu")
    verifier.load_state_dict(state["verifier"])
    optimizer.load_state_dict(state["optimizer"])
    schedule.load_state_dict(state["schedule"])
    return state["step"]
