"""The artefact: what a verifier adds to the embedding model, as safetensors (half precision) with a JSON data sheet."""

import hashlib
import json
import pathlib

import torch
from safetensors.torch import load_file, save_file

from .joint import Shape, Verifier

FORMAT = 1


def write(path, verifier, sheet):
    """Writes PATH.safetensors and PATH.json."""
    path = pathlib.Path(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    tensors = {_renumbered(name, verifier.shape.frozen): value.detach().half().contiguous().cpu()
               for name, value in verifier.state_dict().items()}
    weights = path.with_suffix(".safetensors")
    save_file(tensors, weights, metadata={"format": str(FORMAT), "shape": json.dumps(verifier.shape.asdict())})
    weights.chmod(0o644)  # the library leaves it to its owner alone
    sheet = {
        "format": FORMAT, "shape": verifier.shape.asdict(),
        "sha256": hashlib.sha256(weights.read_bytes()).hexdigest(), "bytes": weights.stat().st_size, **sheet,
    }
    path.with_suffix(".json").write_text(json.dumps(sheet, indent=1, ensure_ascii=False) + "\n")


def read(path, file, kind=None):
    """The verifier of an artefact. `kind`: what its layers compute in; what is fast here unless given."""
    verifier = Verifier(file, Shape(**sheet(path)["shape"]), kind)
    verifier.load_state_dict(weights(path))
    return verifier.eval()


def weights(path):
    """What an artefact has learnt, in single precision, by the verifier's names."""
    frozen = sheet(path)["shape"]["frozen"]
    stored = load_file(pathlib.Path(path).with_suffix(".safetensors"))
    return {_renumbered(name, -frozen): value.float() for name, value in stored.items()}


def sheet(path):
    """The data sheet of an artefact."""
    return json.loads(pathlib.Path(path).with_suffix(".json").read_text())


def _renumbered(name, frozen):
    """Layers are numbered as in the embedding model: `layers.0.query.down` becomes `layers.8.query.down`."""
    parts = name.split(".")
    if parts[0] == "layers":
        parts[1] = str(int(parts[1]) + frozen)
    return ".".join(parts)

