"""The verifier: the top layers of the embedding model over both texts in one sequence, and a small head.

Below, every text went through the frozen layers by itself. Here the tokens of both stand in one sequence, those of the
second text after those of the first; each keeps the position it had in its own text. What tells the texts apart must not
depend on which comes first, so that the score is symmetric and one pass is enough:

- `cross_bias`, one number per layer and head, is added to the logits of attention from a token to those of the *other*
  text. A head can so look only across, only at home, or at both.
- `matched` is added to each token whose id also occurs in the other text, `unmatched` to the others. (The prefix and the
  end of the text are tokens like any other.)
- The head sees sums, maxima, products and absolute differences of the two sides.

Layers are adapted by a difference of low rank. PreTTR (arXiv 2004.14255) has the split of layers, LoRA (arXiv 2106.09685)
the adapters.
"""

from dataclasses import asdict, dataclass, fields

import torch
from torch import nn
from torch.nn import functional

from .encoder import Layer, fast_kind


@dataclass
class Shape:
    """What a verifier is made of. All of it is in the artefact's data sheet."""

    frozen: int = 8
    rank: int = 16
    width: int = 64  # of the head's inner layer
    dropout: float = 0.1
    match: bool = True

    def asdict(self):
        return asdict(self)


@dataclass
class Batch:
    """B pairs, padded to S tokens. `side` is 0 for the first text, 1 for the second, -1 for padding."""

    tokens: torch.Tensor  # B x S x H
    side: torch.Tensor  # B x S
    matched: torch.Tensor  # B x S, bool
    embeddings: torch.Tensor  # B x 2 x H, length 1

    def to(self, device):
        return Batch(*(getattr(self, field.name).to(device) for field in fields(self)))


class Verifier(nn.Module):
    def __init__(self, file, shape, kind=None):
        """`kind`: what the layers compute in; what is fast here unless given."""
        super().__init__()
        kind = kind or fast_kind()
        self.shape, self.hidden, self.kind = shape, file.hidden, kind
        count = file.layers - shape.frozen
        self.layers = nn.ModuleList(
            Layer(file, number, rank=shape.rank) for number in range(shape.frozen, file.layers))
        # Half of the heads begin with a liking for the other text, half for their own.
        start = torch.tensor([1.0, -1.0]).repeat(file.heads // 2)
        self.layers.to(kind)  # the frozen weights; what is learnt goes back to single precision
        for parameter in self.layers.parameters():
            parameter.data = parameter.data.float()
        self.cross_bias = nn.Parameter(start.repeat(count, 1))
        self.matched = nn.Parameter(torch.zeros(file.hidden))
        self.unmatched = nn.Parameter(torch.zeros(file.hidden))
        self.enter = nn.Linear(6 * file.hidden + 1, shape.width)
        self.leave = nn.Linear(shape.width, 1)
        self.dropout = nn.Dropout(shape.dropout)

    def forward(self, batch):
        """The logit of "both want the same answer", one for each pair."""
        x, here = batch.tokens, batch.side >= 0
        if self.shape.match:
            x = x + torch.where(batch.matched[..., None], self.matched, self.unmatched)
        x = x.to(self.kind)
        across = (batch.side[:, :, None] != batch.side[:, None, :])[:, None].float()
        padding = torch.where(here, 0.0, -1e4)[:, None, None]
        for layer, bias in zip(self.layers, self.cross_bias):
            x = layer(x, padding + across * bias[:, None, None])
        return self._head(x.float(), batch, here)

    def _head(self, x, batch, here):
        means = []
        for side in (0, 1):
            own = (batch.side == side)[..., None]
            means.append((x * own).sum(1) / own.sum(1))
        first, second = means
        greatest = x.masked_fill(~here[..., None], -1e4).amax(1)
        one, other = batch.embeddings.unbind(1)
        product = one * other * self.hidden
        features = torch.cat([
            (first + second) / 2, (first - second).abs(), first * second, greatest,
            (one - other).abs() * self.hidden ** 0.5, product, product.mean(1, keepdim=True),
        ], dim=1)
        return self.leave(self.dropout(functional.gelu(self.enter(features)))).squeeze(1)
