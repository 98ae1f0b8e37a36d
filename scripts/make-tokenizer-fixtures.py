#!/usr/bin/env python3
"""Makes the fixtures of the tokenizer tests: texts, small tokenizers, and the ids that the reference gives.

    pip install tokenizers==0.23.3 sentencepiece protobuf
    scripts/make-tokenizer-fixtures.py --models DIRECTORY

DIRECTORY holds the published vocabularies that two of the fixtures are made with (they are not committed; the README
beside the fixtures says how to get them): all-MiniLM-L6-v2/tokenizer.json and e5-small-q4.bin.

The reference is the package `tokenizers`. It would find special tokens such as `</s>` inside a text, which this
project's tokenizers never do, so the reference is given vocabularies whose special pieces are renamed.

    --differential COUNT OUTPUT    writes other random texts and their ids instead, for a comparison at length:
                                   OUTPUT/texts.bin and OUTPUT/NAME.bin, each record a 32-bit count and its items
    --speed                        prints how long the reference takes instead: see TokenizerSpeedTests
"""

import argparse
import base64
import json
import pathlib
import random
import struct
import tempfile
import time
import unicodedata

import tokenizers
from tokenizers import Tokenizer, models, normalizers, pre_tokenizers, processors, trainers

FIXTURES = pathlib.Path(__file__).resolve().parent.parent / "Tests/EmbeddingsTests/Fixtures"
TEXT_COUNT = 2400
# The small tokenizers need fewer texts to show every behaviour.
SMALL_TEXT_COUNT = 600
NORMALIZED_COUNT = 400
BROKEN_COUNT = 100

# Everyday requests in many scripts, written for this file.
SENTENCES = """
How do I enable dark mode on my phone?
How do I disable dark mode on my phone?
What's the boiling point of water at 3,000 metres (9,843 ft)?
Please summarise the attached report in three bullet points; keep it under 120 words!
Can't log in: error 0x80070005, e-mail me at someone@example.org or see https://example.org/a?b=c&d=e#f
def quicksort(xs): return xs if len(xs) < 2 else quicksort([x for x in xs[1:] if x < xs[0]])
The café's naïve façade, jalapeño and crème brûlée cost $12.50 + 7% = £9.99?
Wie schalte ich den Dunkelmodus ein? Die Straße heißt Große Gänsegasse, Übergröße.
Comment désactiver le mode sombre ? L'été, où êtes-vous allés, mon cœur ?
¿Cómo activo el modo oscuro? ¡El niño comió piñas mañana!
Como faço para ativar o modo escuro? Não há pão, só maçã.
Come si attiva la modalità scura? Perché no, però è così.
Hoe zet ik de donkere modus aan? Zo'n reünie van financiële coöperaties.
Jak włączyć tryb ciemny? Zażółć gęślą jaźń, proszę.
Jak zapnu tmavý režim? Příliš žluťoučký kůň úpěl ďábelské ódy.
Hogyan kapcsolom be a sötét módot? Árvíztűrő tükörfúrógép.
Cum activez modul întunecat? Țara și știința în câmpie.
Karanlık mod nasıl açılır? İstanbul'da ılık bir gün, ığdır.
Hur slår jag på mörkt läge? Åska över ön, älg och räksmörgås.
Miten tumma tila otetaan käyttöön? Työhyvinvointipalveluntarjoaja.
Hvernig kveiki ég á dökkri stillingu? Þetta er æði, ég á þrjú ær.
Kaip įjungti tamsų režimą? Žąsų šėlsmas, ūkis.
Làm thế nào để bật chế độ tối? Tiếng Việt có nhiều dấu thanh đẹp lắm.
Как включить тёмный режим? Съешь ещё этих мягких французских булок.
Як увімкнути темний режим? Їжак ґречно їсть п'ять яблук є.
Како да укључим тамни режим? Љубав, њива, џеп, ћирилица.
Πώς ενεργοποιώ τη σκοτεινή λειτουργία; Ο ΟΔΥΣΣΕΑΣ γύρισε, ἐν ἀρχῇ ἦν ὁ λόγος.
Ինչպե՞ս միացնել մութ ռեժիմը։ Բարև ձեզ։
როგორ ჩავრთო მუქი რეჟიმი? გამარჯობა მსოფლიო.
איך מפעילים מצב כהה? שָׁלוֹם עֲלֵיכֶם, זה עולה 50₪.
كيف أفعّل الوضع الداكن؟ السَّلَامُ عَلَيْكُمْ، رقم ١٢٣٤٥٦.
چگونه حالت تاریک را فعال کنم؟ می‌خواهم کتاب‌ها را ببینم.
ڈارک موڈ کیسے آن کریں؟ یہ بہت اچھا ہے۔
डार्क मोड कैसे चालू करें? क्षत्रिय ज्ञान श्रीमान, ₹१२३.
ডার্ক মোড কীভাবে চালু করব? কেমন আছো, বাংলাদেশ কোথায়?
ਡਾਰਕ ਮੋਡ ਕਿਵੇਂ ਚਾਲੂ ਕਰੀਏ? ਸਤ ਸ੍ਰੀ ਅਕਾਲ.
ડાર્ક મોડ કેવી રીતે ચાલુ કરવો? નમસ્તે વિશ્વ.
டார்க் பயன்முறையை எப்படி இயக்குவது? கொக்கு பறக்கிறது.
డార్క్ మోడ్ ఎలా ఆన్ చేయాలి? కృష్ణా నది ఎక్కడ?
ಡಾರ್ಕ್ ಮೋಡ್ ಆನ್ ಮಾಡುವುದು ಹೇಗೆ? ನಮಸ್ಕಾರ ಕೋಟೆ.
ഡാർക്ക് മോഡ് എങ്ങനെ ഓണാക്കാം? മലയാളം പൊട്ടൻ കൊള്ളാം.
අඳුරු ප්‍රකාරය සක්‍රිය කරන්නේ කෙසේද? ශ්‍රී ලංකාව.
เปิดโหมดมืดอย่างไร น้ำใจที่ยิ่งใหญ่ ๑๒๓ บาท
ຂ້ອຍຈະເປີດໂໝດມືດໄດ້ແນວໃດ? ສະບາຍດີ
မှောင်မိုဒ်ကို ဘယ်လိုဖွင့်မလဲ။ မြန်မာစာ
តើខ្ញុំបើករបៀបងងឹតដោយរបៀបណា? ភាសាខ្មែរ
བོད་ཡིག་གི་དཔེ་དེབ། རྒྱལ་ཁབ།
የጨለማ ሁነታን እንዴት ማብራት እችላለሁ? ሰላም ለዓለም።
如何开启深色模式？价格是１２３元（含税）。
如何關閉深色模式？臺灣的鐵路與「繁體字」。
ダークモードを有効にするにはどうすればいいですか？ｶﾀｶﾅ、㌔、㈱、がぎぐ。
다크 모드를 어떻게 켜나요? 각하, 한국어 띄어쓰기 ㄱㄴㄷ.
𠮷野家で食べる。𩸽と𠀋、㐀㐁 葛󠄀城
ᏣᎳᎩ ᎦᏬᏂᎯᏍᏗ ᎤᎵᎮᎵᏍᏗ
ᠮᠣᠩᠭᠣᠯ ᠪᠢᠴᠢᠭ ᐃᓄᒃᑎᑐᑦ ⴰⵎⴰⵣⵉⵖ ߒߞߏ
𝕳𝖔𝖜 𝒅𝒐 𝓘 𝔢𝔫𝔞𝔟𝔩𝔢 ⓓⓐⓡⓚ ｍｏｄｅ? ﬁne ﬀ Ⅷ ² ½ ℃ №
""".strip().splitlines()

SPECIALS = ["</s>", "<s>", "<unk>", "<pad>", "<mask>", "[CLS]", "[SEP]", "[UNK]", "[PAD]", "[MASK]", "##ing", "##",
            "\u2581", "\u2581the", "a\u2581b", "<0x0A>"]
SPACES = [" ", "  ", "   ", "\t", "\n", "\r\n", "\r", "\u000b", "\u000c", "\u0085", "\u00a0", "\u1680", "\u2003",
          "\u2009", "\u200b", "\u2028", "\u2029", "\u202f", "\u205f", "\u3000", "\ufeff", "\u180e"]
EMOJI = ["😀", "🤣", "👍🏽", "👩‍👩‍👧‍👦", "🏳️‍🌈", "🇩🇪🇯🇵", "❤️", "1️⃣", "🧑🏿‍🚀", "🫠", "☃", "✈︎", "🏴󠁧󠁢󠁥󠁮󠁧󠁿", "👨‍💻", "🥲", "™️", "©"]
CONTROLS = ["\u0000", "\u0001", "\u0007", "\u0008", "\u001b[31m", "\u007f", "\u009f", "\u00ad", "\u061c", "\u200c",
            "\u200d", "\u200e", "\u200f", "\u202a", "\u202e", "\u2066", "\u2069", "\ufffd", "\ufffe", "\U0010ffff",
            "\ue000", "\U000f0000", "\U000e0001", "\u2060", "\ufff9", "\u0600", "\u06dd", "\u070f", "\u110bd"]
MARKS = ["\u0301", "\u0300", "\u0308", "\u0323", "\u0302", "\u0327", "\u0345", "\u20e3", "\u20dd", "\ufe0f", "\u0651",
         "\u064e", "\u05b0", "\u05bc", "\u3099", "\u309a", "\u0e31", "\u0e48", "\u093c", "\u094d", "\u09be", "\u1161",
         "\u11a8", "\u302e", "\u0f71", "\u0f74", "\u0653", "\u0338"]
BLOCKS = [(0x20, 0x7e), (0xa0, 0x24f), (0x250, 0x36f), (0x370, 0x52f), (0x530, 0x6ff), (0x700, 0x8ff), (0x900, 0xdff),
          (0xe00, 0x10ff), (0x1100, 0x11ff), (0x1200, 0x1aff), (0x1b00, 0x1fff), (0x2000, 0x2bff), (0x2c00, 0x2fff),
          (0x3000, 0x33ff), (0x3400, 0x9fff), (0xa000, 0xabff), (0xac00, 0xd7a3), (0xe000, 0xe0ff), (0xf900, 0xffff),
          (0x10000, 0x10fff), (0x11000, 0x11fff), (0x12000, 0x1bfff), (0x1c000, 0x1efff), (0x1f000, 0x1faff),
          (0x20000, 0x2ffff), (0x30000, 0x3ffff), (0xe0000, 0xe01ff), (0, 0x10ffff)]


# MARK: - Texts


def random_scalars(random, count):
    low, high = random.choice(BLOCKS)
    scalars = (random.randint(low, high) for _ in range(count))
    return "".join(chr(scalar) for scalar in scalars if not 0xD800 <= scalar < 0xE000)


def mutated(random, text):
    """A text with one or two things done to it that tokenizers treat specially."""
    for _ in range(random.randint(0, 2)):
        position = random.randint(0, len(text))
        kind = random.randrange(12)
        if kind < 6:
            pool = [SPACES, EMOJI, CONTROLS, MARKS, SPECIALS, SENTENCES][kind]
            inserted = "".join(random.choice(pool)[:40] for _ in range(random.randint(1, 3)))
            text = text[:position] + inserted + text[position:]
        elif kind == 6:
            text = random.choice([str.upper, str.lower, str.title, str.swapcase])(text)
        elif kind == 7:
            text = unicodedata.normalize(random.choice(["NFC", "NFD", "NFKC", "NFKD"]), text)
        elif kind == 8:
            text = "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c for c in text)
        elif kind == 9:
            text = text.replace(" ", random.choice(SPACES + [""]))
        elif kind == 10:
            text = text[:position] + random_scalars(random, 6) + text[position:]
        else:
            text = text[:position] + "".join(random.choice("!?.,;:-_()[]{}<>/\\|@#$%^&*+=~`'\"") for _ in range(4))
    return text


def make_text(random):
    kind = random.randrange(20)
    if kind < 13:
        sentence = random.choice(SENTENCES)
        start = random.randint(0, len(sentence) // 2)
        return mutated(random, sentence[start:start + random.randint(1, 60)])
    if kind == 13:
        return "".join(random.choice(EMOJI) for _ in range(random.randint(1, 6)))
    if kind == 14:
        return "".join(random.choice(random.choice([SPACES, CONTROLS, MARKS, SPECIALS, EMOJI])) for _ in range(8))
    if kind == 15:
        letter = random.choice(["a", "z", "é", "中", "が", "가", "д", "-", "▁", "😀", random_scalars(random, 1)])
        return letter * random.choice([1, 2, 3, 15, 16, 99, 100, 101])
    if kind == 16:
        return random_scalars(random, random.randint(1, 4)) + random.choice(MARKS) * random.randint(1, 3)
    if kind == 17:
        return " ".join(mutated(random, word) for word in random.choice(SENTENCES).split()[:6])
    return random_scalars(random, random.randint(1, 30))


def make_texts(count, seed):
    source = random.Random(seed)
    texts = ["", " ", "\u2581", "\u0000", "\u0301", "a", "\u3000", "  two  spaces  ", "x" * 400, "\n\n\n"] + SENTENCES
    while len(texts) < count:
        texts.append(make_text(source))
    return texts[:count]


def make_broken(count, seed):
    """Byte strings that are not UTF-8: cut, shuffled, with stray, overlong and surrogate sequences."""
    source = random.Random(seed)
    stray = [b"\xff", b"\xfe", b"\x80", b"\xc0\xaf", b"\xc3", b"\xe2\x82", b"\xed\xa0\x80", b"\xed\xb0\x80", b"\xf0\x9f\x98",
             b"\xf5\x80\x80\x80", b"\xf4\x90\x80\x80", b"\xe0\x80\x80"]
    broken = []
    while len(broken) < count:
        data = bytearray(make_text(source).encode()[:60])
        for _ in range(source.randint(1, 3)):
            position = source.randint(0, len(data))
            data[position:position + source.randint(0, 2)] = source.choice(stray)
        broken.append(bytes(data))
    return broken


# MARK: - The reference


def without_special_pieces(description):
    """A tokenizer.json whose special tokens cannot be matched by any text, and that adds none to the ids."""
    description = json.loads(json.dumps(description))
    special = {token["id"] for token in description["added_tokens"]}
    description.update(added_tokens=[], post_processor=None, truncation=None, padding=None)
    model = description["model"]

    def renamed(piece, number):
        return f"\U0010ffff\U0010fffe{number}\U0010fffe\U0010ffff" if number in special else piece

    if model["type"] == "WordPiece":
        model["unk_token"] = renamed(model["unk_token"], model["vocab"][model["unk_token"]])
        model["vocab"] = {renamed(piece, number): number for piece, number in model["vocab"].items()}
    else:
        model["vocab"] = [[renamed(piece, number), score] for number, (piece, score) in enumerate(model["vocab"])]
    return description


def reference(description):
    tokenizer = Tokenizer.from_str(json.dumps(without_special_pieces(description)))
    return lambda text: tokenizer.encode(text, add_special_tokens=False).ids


def e5_reference(path):
    """The Unigram tokenizer inside e5-small-q4.bin: form C, a code point map, SentencePiece's spaces."""
    data = path.read_bytes()
    count, _, _, _, unknown = struct.unpack_from("<5i", data, 44)
    (size,) = struct.unpack_from("<Q", data, 64)
    position = 72
    offsets = struct.unpack_from(f"<{count + 1}I", data, position)
    position += 4 * (count + 1)
    scores = struct.unpack_from(f"<{count}f", data, position)
    position += 4 * count
    blob = data[position:position + size]
    position += size
    (entries,) = struct.unpack_from("<i", data, position)
    position += 8
    code_points = {}
    for _ in range(entries):
        scalar, length = struct.unpack_from("<IB", data, position)
        code_points[scalar] = "".join(map(chr, struct.unpack_from(f"<{length}I", data, position + 5)))
        position += 5 + 4 * length
    pieces = [blob[offsets[i]:offsets[i + 1]].decode() for i in range(count)]
    for number in [0, 1, 2, 3, count - 1]:
        pieces[number] = f"\U0010ffff\U0010fffe{number}\U0010fffe\U0010ffff"

    tokenizer = Tokenizer(models.Unigram(list(zip(pieces, scores)), unk_id=unknown))
    tokenizer.normalizer = normalizers.Sequence(
        [normalizers.Replace(tokenizers.Regex(" {2,}"), " "), normalizers.Strip()])
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace(prepend_scheme="always")
    compose = normalizers.NFC()
    return lambda text: tokenizer.encode(
        compose.normalize_str(text).translate(code_points), add_special_tokens=False).ids


# MARK: - Small tokenizers


def sentencepiece_map():
    """A compiled character map of a few dozen rules, made by SentencePiece itself."""
    import sentencepiece
    from sentencepiece import sentencepiece_model_pb2

    rules = {"\t": " ", "\n": " ", "\r": " ", "\r\n": " ", "\u00a0": " ", "\u3000": " ", "\u200b": "", "\u00ad": "",
             "\ufb01": "fi", "\u00bd": "1/2", "\u2126": "\u03a9", "\u338f": "kg", "\ufdfa": "\u0635\u0644\u0649 \u0627\u0644\u0644\u0647",
             "e\u0301": "\u00e9", "a\u0308": "\u00e4", "o\u0302\u0323": "\u1ed9", "\u304b\u3099": "\u304c", "\u1100\u1161": "\uac00"}
    rules.update({chr(0xFEE0 + ord(c)): c for c in "ABCabc0123456789?!()"})
    rules.update({"\uff41\u0301": "\u00e1", "\U0001d400": "A", "\U0001f600\ufe0f": ":)"})
    with tempfile.TemporaryDirectory() as folder:
        table = pathlib.Path(folder, "rules.tsv")
        hexadecimal = lambda text: " ".join(f"{ord(c):X}" for c in text)
        table.write_text("".join(f"{hexadecimal(a)}\t{hexadecimal(b)}\n" for a, b in sorted(rules.items())))
        corpus = pathlib.Path(folder, "corpus.txt")
        corpus.write_text("\n".join(SENTENCES[:8]))
        sentencepiece.SentencePieceTrainer.train(
            input=str(corpus), model_prefix=f"{folder}/m", vocab_size=80, hard_vocab_limit=False,
            normalization_rule_tsv=str(table), minloglevel=2)
        model = sentencepiece_model_pb2.ModelProto.FromString(pathlib.Path(folder, "m.model").read_bytes())
    return base64.b64encode(model.normalizer_spec.precompiled_charsmap).decode()


def trained_wordpiece(normalizer, pre_tokenizer, size):
    specials = ["[PAD]", "[UNK]", "[CLS]", "[SEP]"]
    tokenizer = Tokenizer(models.WordPiece(unk_token="[UNK]"))
    tokenizer.normalizer = normalizer
    tokenizer.pre_tokenizer = pre_tokenizer
    tokenizer.train_from_iterator(
        SENTENCES, trainers.WordPieceTrainer(vocab_size=size, special_tokens=specials, show_progress=False))
    return tokenizer


def trained_unigram(normalizer, pre_tokenizer, size, mark="\u2581"):
    specials = ["<s>", "<pad>", "</s>", "<unk>", "<mask>"]
    tokenizer = Tokenizer(models.Unigram())
    tokenizer.normalizer = normalizer
    tokenizer.pre_tokenizer = pre_tokenizer
    tokenizer.train_from_iterator(
        SENTENCES, trainers.UnigramTrainer(
            vocab_size=size, special_tokens=specials, unk_token="<unk>", show_progress=False))
    return tokenizer


def small_tokenizers():
    """Name and tokenizer.json of tokenizers that together use every part that is supported."""
    bert = pre_tokenizers.BertPreTokenizer()
    uncased = trained_wordpiece(normalizers.BertNormalizer(lowercase=True), bert, 900)
    uncased.post_processor = processors.TemplateProcessing(
        single="[CLS] $A [SEP]", pair="[CLS] $A [SEP] $B:1 [SEP]:1", special_tokens=[("[CLS]", 2), ("[SEP]", 3)])
    uncased.enable_truncation(16)
    uncased.enable_padding(length=16, pad_id=0)

    cased = trained_wordpiece(
        normalizers.BertNormalizer(lowercase=False, handle_chinese_chars=False, clean_text=False), bert, 900)
    cased.post_processor = processors.BertProcessing(("[SEP]", 3), ("[CLS]", 2))

    words = trained_wordpiece(
        normalizers.Sequence([
            normalizers.NFKD(), normalizers.StripAccents(), normalizers.Lowercase(), normalizers.NFKC(),
            normalizers.Strip(left=False, right=True)]),
        pre_tokenizers.Sequence([pre_tokenizers.WhitespaceSplit(), pre_tokenizers.Whitespace()]), 700)

    sentencepiece = trained_unigram(
        normalizers.Sequence([
            normalizers.Precompiled(base64.b64decode(sentencepiece_map())),
            normalizers.Replace(tokenizers.Regex(" {2,}"), " ")]),
        pre_tokenizers.Sequence([pre_tokenizers.WhitespaceSplit(), pre_tokenizers.Metaspace()]), 1200)
    sentencepiece.post_processor = processors.RobertaProcessing(("</s>", 2), ("<s>", 0))

    whole = trained_unigram(
        normalizers.Sequence([
            normalizers.NFD(), normalizers.Replace("''", '"'), normalizers.Prepend("\u2581"),
            normalizers.Replace(tokenizers.Regex("-+"), "-")]),
        pre_tokenizers.Metaspace(prepend_scheme="first", split=False), 900)
    whole.post_processor = processors.TemplateProcessing(single="$A </s>", special_tokens=[("</s>", 2)])

    composed = trained_unigram(
        normalizers.Sequence([normalizers.NFC(), normalizers.Strip()]),
        pre_tokenizers.Metaspace(replacement="_", prepend_scheme="never"), 900)

    return {"bert-uncased": uncased, "bert-cased": cased, "wordpiece-words": words,
            "unigram-sentencepiece": sentencepiece, "unigram-whole-text": whole, "unigram-composed": composed}


# MARK: - Classes of scalars


def scalar_ranges(is_member):
    """The scalars for which `is_member` holds, as inclusive ranges."""
    ranges = []
    for scalar in range(0x110000):
        if 0xD800 <= scalar < 0xE000 or not is_member(chr(scalar)):
            continue
        if ranges and ranges[-1][1] == scalar - 1:
            ranges[-1][1] = scalar
        else:
            ranges.append([scalar, scalar])
    return ranges


def scalar_classes():
    """What the reference does with each scalar by itself, which shows the tables behind it."""
    off = dict(clean_text=False, handle_chinese_chars=False, strip_accents=False, lowercase=False)
    clean = normalizers.BertNormalizer(**off | {"clean_text": True}).normalize_str
    separate = normalizers.BertNormalizer(**off | {"handle_chinese_chars": True}).normalize_str
    strip_nonspacing = normalizers.BertNormalizer(**off | {"strip_accents": True}).normalize_str
    strip = normalizers.StripAccents().normalize_str
    bert = pre_tokenizers.BertPreTokenizer().pre_tokenize_str
    words = pre_tokenizers.Whitespace().pre_tokenize_str
    split = pre_tokenizers.WhitespaceSplit().pre_tokenize_str
    return {
        "other": scalar_ranges(lambda c: (clean(c) == "" or c in "\t\n\r") and c != "\ufffd"),
        "whitespace": scalar_ranges(lambda c: len(split(f"a{c}a")) == 2),
        "punctuation": scalar_ranges(lambda c: len(bert(f"a{c}a")) == 3),
        "nonspacingMark": scalar_ranges(lambda c: strip_nonspacing(c) == ""),
        "mark": scalar_ranges(lambda c: strip(c) == ""),
        "wordCharacter": scalar_ranges(lambda c: len(words(f"a{c}a")) == 1),
        "ideograph": scalar_ranges(lambda c: separate(c) != c),
    }


# MARK: - Normalization forms

FORMS = {"NFC": normalizers.NFC(), "NFD": normalizers.NFD(), "NFKC": normalizers.NFKC(), "NFKD": normalizers.NFKD()}


def fnv1a(data):
    """The 64-bit hash of Fowler, Noll and Vo."""
    value = 0xCBF29CE484222325
    for byte in data:
        value = (value ^ byte) * 0x100000001B3 & 0xFFFFFFFFFFFFFFFF
    return value


def block_hashes(normalize):
    """For each 256 scalars of which normalization changes any, a hash of what each becomes."""
    hashes = {}
    for block in range(0x1100):
        scalars = [chr(value) for value in range(block << 8, block + 1 << 8) if not 0xD800 <= value < 0xE000]
        results = [normalize(scalar) for scalar in scalars]
        if results != scalars:
            hashes[f"{block:x}"] = f"{fnv1a('|'.join(results).encode()):016x}"
    return hashes


def mark_heavy_texts(count, seed):
    """Letters, syllables and jamo with runs of marks, whose order and composition matter."""
    source = random.Random(seed)
    letters = [c for sentence in SENTENCES for c in sentence] + [chr(0x1100 + i) for i in range(0x100)] + [
        "\u212b", "\u1e9b", "\uf900", "\U0002f800", "\U0001d15e", "\u0958", "\u2adc", "\ufb2c", "\U00011099", "\U000e0067"]
    ranges = [(0x300, 0x36f), (0x591, 0x5c7), (0x610, 0x65f), (0x1dc0, 0x1dff), (0x302a, 0x309a), (0x1100, 0x11ff),
              (0x9bc, 0x9d7), (0xf71, 0xf84), (0x110b0, 0x110ba), (0x1d165, 0x1d172), (0x1160, 0x11ff)]
    texts = []
    for _ in range(count):
        text = ""
        for _ in range(source.randint(1, 4)):
            low, high = source.choice(ranges)
            marks = [source.choice(MARKS), chr(source.randint(low, high)), chr(source.randint(low, high))]
            text += source.choice(letters) + "".join(source.choice(marks) for _ in range(source.randint(0, 5)))
        texts.append(text)
    return texts


def normalization():
    texts = mark_heavy_texts(NORMALIZED_COUNT, seed=20260703)
    return {
        "blocks": {name: block_hashes(form.normalize_str) for name, form in FORMS.items()},
        "texts": [[text] + [form.normalize_str(text) for form in FORMS.values()] for text in texts],
    }


# MARK: - Files


def published_references(folder):
    minilm = json.loads((folder / "all-MiniLM-L6-v2/tokenizer.json").read_text())
    return {"all-MiniLM-L6-v2": reference(minilm),
            "multilingual-e5-small": e5_reference(folder / "e5-small-q4.bin")}


def small_references():
    return {path.stem: reference(json.loads(path.read_text())) for path in sorted((FIXTURES / "Tokenizers").glob("*.json"))}


def write_fixtures(folder):
    texts = make_texts(TEXT_COUNT, seed=20260701)
    broken = make_broken(BROKEN_COUNT, seed=20260702)
    (FIXTURES / "Tokenizers").mkdir(parents=True, exist_ok=True)
    write_json(FIXTURES / "texts.json", {"texts": texts, "brokenHex": [data.hex() for data in broken]})

    write_json(FIXTURES / "scalar-classes.json", scalar_classes())
    write_json(FIXTURES / "normalization.json", normalization())

    references = published_references(folder)
    # Training takes its pieces in another order each time, so tokenizers that are there are kept.
    if not any((FIXTURES / "Tokenizers").iterdir()):
        for name, tokenizer in small_tokenizers().items():
            write_json(FIXTURES / f"Tokenizers/{name}.json", json.loads(tokenizer.to_str()))
    small = small_references()
    references.update(small)
    for name, encode in references.items():
        own = texts[:SMALL_TEXT_COUNT] if name in small else texts
        lines = [encode(text) for text in own + [data.decode(errors="replace") for data in broken]]
        (FIXTURES / f"{name}.ids").write_text("".join(" ".join(map(str, ids)) + "\n" for ids in lines))


def write_json(path, value):
    path.write_text(json.dumps(value, ensure_ascii=False, separators=(",", ":")) + "\n")


def write_differential(folder, count, output):
    output.mkdir(parents=True, exist_ok=True)
    texts = make_texts(count, seed=random.SystemRandom().getrandbits(64))
    with open(output / "texts.bin", "wb") as file:
        for text in texts:
            data = text.encode()
            file.write(struct.pack("<I", len(data)) + data)
    references = published_references(folder) | small_references()
    for name, encode in references.items():
        with open(output / f"{name}.bin", "wb") as file:
            for text in texts:
                ids = encode(text)
                file.write(struct.pack(f"<I{len(ids)}i", len(ids), *ids))


def print_speed(folder):
    """The reference's time for the texts of TokenizerSpeedTests, without special tokens."""
    sentences = " ".join(make_texts(10 + len(SENTENCES), seed=0)[10:])
    megabyte = (sentences + " ") * (1_000_000 // len(sentences.encode()))
    for name, encode in published_references(folder).items():
        texts = []
        for count in (12, 60, 256):
            length = count
            while len(encode(sentences[:length])) < count:
                length += 1
            texts.append(sentences[:length])
        for text in texts + [megabyte, "a" * 1_000_000]:
            times = []
            for _ in range(5 if len(text) > 100_000 else 2_000):
                start = time.perf_counter()
                tokens = len(encode(text))
                times.append(time.perf_counter() - start)
            print(f"{name}: {tokens} tokens, {min(times) * 1e6:.1f} microseconds")


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--models", type=pathlib.Path, required=True)
    parser.add_argument("--differential", nargs=2, metavar=("COUNT", "OUTPUT"))
    parser.add_argument("--speed", action="store_true")
    arguments = parser.parse_args()
    if arguments.speed:
        print_speed(arguments.models)
    elif arguments.differential:
        write_differential(arguments.models, int(arguments.differential[0]), pathlib.Path(arguments.differential[1]))
    else:
        write_fixtures(arguments.models)
