"""Reads a BERT encoder from a folder as Hugging Face lays it out (`config.json`, `model.safetensors`, `tokenizer.json`).

Made for all-MiniLM-L6-v2, as a second model to train a verifier on; it offers what `ModelFile` does.
"""

import json
import pathlib

from safetensors.torch import load_file
from tokenizers import Tokenizer

LINEAR = {
    "q": "attention.self.query", "k": "attention.self.key", "v": "attention.self.value",
    "ao": "attention.output.dense", "aln": "attention.output.LayerNorm",
    "fi": "intermediate.dense", "fo": "output.dense", "oln": "output.LayerNorm",
}
EMBEDDINGS = {
    "word": "word_embeddings.weight", "pos": "position_embeddings.weight", "type": "token_type_embeddings.weight",
    "ln.w": "LayerNorm.weight", "ln.b": "LayerNorm.bias",
}


class ModelFolder:
    """The tensors, under the names of the model file, and the tokenizer."""

    def __init__(self, path):
        self.path = pathlib.Path(path)
        config = json.loads((self.path / "config.json").read_text())
        if config["model_type"] != "bert" or config["hidden_act"] != "gelu":
            raise ValueError(f"{path}: not a BERT encoder with GELU")
        self.hidden, self.layers = config["hidden_size"], config["num_hidden_layers"]
        self.heads, self.inner = config["num_attention_heads"], config["intermediate_size"]
        self.vocabulary, self.positions = config["vocab_size"], config["max_position_embeddings"]
        self.epsilon = config["layer_norm_eps"]
        self.tensors = load_file(self.path / "model.safetensors")

    def tensor(self, name, *shape):
        """A tensor in single precision. `emb.word`, or `l3.q.w`: the weights of the query in layer 3."""
        first, rest = name.split(".", 1)
        if first == "emb":
            stored = f"embeddings.{EMBEDDINGS[rest]}"
        else:
            part, kind = rest.split(".")
            stored = f"encoder.layer.{first[1:]}.{LINEAR[part]}.{'weight' if kind == 'w' else 'bias'}"
        return self.tensors[stored].float().reshape(shape)

    def token_ids(self, texts, limit=512):
        """The ids of each text: begin, the text's pieces (cut at the limit), end."""
        tokenizer = Tokenizer.from_file(str(self.path / "tokenizer.json"))
        tokenizer.no_padding()  # the file pads to a fixed length
        tokenizer.enable_truncation(limit)
        return [encoding.ids for encoding in tokenizer.encode_batch(list(texts))]
