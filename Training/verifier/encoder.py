"""The layers of a BERT encoder, with room for what the verifier adds: low-rank adapters and a bias between the texts.

Shapes: B sequences, S tokens (padded), H hidden, N heads. `mask` and `bias` are added to the attention's logits.
"""

import math

import torch
from torch import nn
from torch.nn import functional


def device():
    """Where verifiers compute; frozen layers always do on the processor."""
    return "cuda" if torch.cuda.is_available() else "cpu"


def fast_kind(device="cpu"):
    """What layers compute in there: bfloat16 where there is arithmetic for it (four times as fast, vectors equal to
    0.9998), single precision on other processors, where bfloat16 would be twenty times as slow."""
    has_arithmetic = device == "cuda" or torch.ops.mkldnn._is_mkldnn_bf16_supported()
    return torch.bfloat16 if has_arithmetic else torch.float32


class AdaptedLinear(nn.Module):
    """A frozen linear layer y = xWᵀ + b, plus a learnt difference of low rank: (xAᵀ)Bᵀ."""

    def __init__(self, weight, bias, rank=0):
        super().__init__()
        self.register_buffer("weight", weight, persistent=False)
        self.register_buffer("bias", bias, persistent=False)
        if rank:
            outputs, inputs = weight.shape
            self.down = nn.Parameter(torch.randn(rank, inputs) / math.sqrt(inputs))
            self.up = nn.Parameter(torch.zeros(outputs, rank))
        else:
            self.down = self.up = None

    def forward(self, x):
        y = functional.linear(x, self.weight, self.bias)
        if self.down is None:
            return y
        narrow = functional.linear(x, self.down.to(x.dtype))
        return y + functional.linear(narrow, self.up.to(x.dtype))


class Layer(nn.Module):
    """One encoder layer: attention and feed-forward, each followed by a residual sum and a layer norm."""

    LINEAR = {"query": "q", "key": "k", "value": "v", "output": "ao", "enter": "fi", "leave": "fo"}

    def __init__(self, file, number, rank=0):
        super().__init__()
        self.heads, self.epsilon = file.heads, file.epsilon
        sizes = {"enter": (file.inner, file.hidden), "leave": (file.hidden, file.inner)}
        for name, stored in self.LINEAR.items():
            shape = sizes.get(name, (file.hidden, file.hidden))
            weight = file.tensor(f"l{number}.{stored}.w", *shape)
            bias = file.tensor(f"l{number}.{stored}.b", shape[0])
            setattr(self, name, AdaptedLinear(weight, bias, rank))
        for name, stored in {"attention_norm": "aln", "output_norm": "oln"}.items():
            for part, suffix in (("weight", "w"), ("bias", "b")):
                self.register_buffer(
                    f"{name}_{part}", file.tensor(f"l{number}.{stored}.{suffix}", file.hidden), persistent=False)

    def forward(self, x, mask):
        batch, length, hidden = x.shape
        width = hidden // self.heads

        def split(y):
            return y.view(batch, length, self.heads, width).transpose(1, 2)

        logits = split(self.query(x)) @ split(self.key(x)).transpose(2, 3) / math.sqrt(width) + mask
        weights = logits.softmax(-1).to(x.dtype)
        context = (weights @ split(self.value(x))).transpose(1, 2).reshape(batch, length, hidden)
        x = self._norm(x + self.output(context), self.attention_norm_weight, self.attention_norm_bias)
        inner = self.leave(functional.gelu(self.enter(x)))
        return self._norm(x + inner, self.output_norm_weight, self.output_norm_bias)

    def _norm(self, x, weight, bias):
        return functional.layer_norm(x, (x.shape[-1],), weight, bias, self.epsilon)


class Encoder(nn.Module):
    """The embedding model as it is: its tokens after any layer, and the embedding (mean over tokens, length 1)."""

    def __init__(self, file):
        super().__init__()
        self.words = file.tensor("emb.word", file.vocabulary, file.hidden)
        self.places = file.tensor("emb.pos", file.positions, file.hidden) + file.tensor(
            "emb.type", 2, file.hidden)[0]
        self.norm = file.tensor("emb.ln.w", file.hidden), file.tensor("emb.ln.b", file.hidden)
        self.epsilon = file.epsilon
        self.layers = nn.ModuleList(Layer(file, number) for number in range(file.layers))
        self.kind = torch.float32

    def fast(self):
        """The layers in what is fast here."""
        self.kind = fast_kind()
        self.layers.to(self.kind)
        return self

    @torch.no_grad()
    def forward(self, ids, lengths, taps=()):
        """ids: B x S. Returns the embeddings, B x H, and the tokens after each number of layers named in `taps`."""
        here = torch.arange(ids.shape[1])[None] < lengths[:, None]
        return self.run(self.words[ids], here, taps)

    def run(self, words, here, taps=()):
        """The same from the words' vectors, B x S x H. `here` (B x S) says which places hold a token."""
        x = words + self.places[:words.shape[1]]
        x = functional.layer_norm(x, (x.shape[-1],), *self.norm, self.epsilon).to(self.kind)
        mask = torch.where(here, 0.0, -1e30)[:, None, None]
        tapped = {}
        for number, layer in enumerate(self.layers):
            if number in taps:
                tapped[number] = x
            x = layer(x, mask)
        if len(self.layers) in taps:
            tapped[len(self.layers)] = x
        pooled = (x.float() * here[..., None]).sum(1) / here.sum(1, keepdim=True)
        return functional.normalize(pooled, dim=-1), tapped
