"""Says where the time of a request goes: reads `perf script -F comm,ip,sym | swift demangle --simplified`.

A sample belongs to the innermost of its frames that one of the rules knows. SQLite works for several parts, so its own frames
count only where no caller is known.
"""
import collections
import sys

RULES = [
    ("Embedding: encoder", ["BertEncoder", "EncodingJob", "SentenceEncoder", "TokenEncoder"]),
    ("Embedding: tokenizer", ["UnigramTokenizer", "UnigramModel", "WordPiece", "TextPreparation",
                              "EmbeddingWork.tokenize"]),
    ("Embedding: queue, threads, memory", ["EmbeddingWork", "WorkerPool", "FairQueue", "TextEmbedder",
                                           "RecentEmbeddings"]),
    ("Vector search", ["EmbeddedVectorIndex", "SearchThreads", "PartitionedVectors", "TenantIndex", "OriginalsFile",
                       "OriginalVectors", "TenantLifecycle", "LoadingThreads"]),
    ("Decision: guards and score", ["PromptJudge", "PromptText", "PromptPair", "Guard", "ScoreModel", "PairFeatures",
                                    "BoostedTrees", "AnswerComparison", "PairEvidence", "WeightedSimilarity",
                                    "Scanner", "Lexicon", "RequestNature", "Alignment", "Stemmer"]),
    ("Candidates: read from the store", ["SQLiteEntryStore.entries", "SQLiteEntryStore.entry", "EntryRow",
                                         "DetailsCoding", "RequestCoding"]),
    ("JSON decode", ["JSONParser", "JSONValue.init(parsing", "CompatibleRequest.", "FieldReader", "MessageDecoding",
                     "NativeRequest."]),
    ("Identity digest", ["RequestIdentity.init", "DigestInput", "SHA256"]),
    ("Memory maps", ["MemoryState.", "AnswerCache", "ExactIndex"]),
    ("Reply encode", ["CompatibleReply", "NativeReply", "JSONWriter"]),
    ("Journal: take in", ["Journal.record", "JournalQueue.", "Journal.countHit", "QueryRecord.init"]),
    ("Journal: write to the store", ["QueryLog", "WriteQueue", "UsageTable", "Journal.flush", "JournalBatch",
                                     "QueryRecord"]),
    ("Metrics", ["RequestMetrics", "CacheMetrics", "Prometheus"]),
    ("Lookup, the rest", ["SemanticCache."]),
    ("Body collect", ["Request.body(", "collectBody", "RequestBody"]),
    ("Middleware, request id and log", ["RequestMiddleware"]),
    ("Router and responder", ["Router", "Hummingbird.Application", "RouterResponder", "CompatibleRoutes",
                              "NativeRoutes"]),
    ("HTTP server (Hummingbird)", ["Hummingbird", "HTTPServer", "HTTPUserEventHandler", "ResponseBodyWriter"]),
    ("NIO: HTTP codec", ["NIOHTTP", "c_nio_llhttp", "HTTPDecoder", "HTTPResponseEncoder", "HTTPTypes"]),
    ("NIO: channel, system calls", ["NIOPosix", "NIOCore", "ChannelHandlerContext", "ChannelPipeline",
                                    "SelectableEventLoop", "BaseStreamSocketChannel"]),
    ("Concurrency runtime, dispatch", ["swift::", "swift_task", "swift_job", "_dispatch"]),
]
# Counts wherever it stands among the frames: the verifier runs the encoder's layers too.
FIRST_RULES = [("Verifier", ["VerificationWork", "AdaptedLayers", "VerifierHead", "VerifierModel", "PromptVerifier"])]
LAST_RULES = [("SQLite, for whom is not known", ["sqlite3", "GRDB", "DatabasePool", "DatabaseQueue", "SerializedDatabase"])]


def category(frames):
    for rules in [FIRST_RULES, RULES, LAST_RULES]:
        for frame in frames:
            for name, marks in rules:
                if any(mark in frame for mark in marks):
                    return name
    return "Anything else"


def samples(lines):
    thread, frames = None, []
    for line in lines:
        if not line.strip():
            if frames:
                yield thread, frames
            thread, frames = None, []
        elif not line[0].isspace() or thread is None:
            thread, frames = line.strip(), []
        else:
            frames.append(line.strip().partition(" ")[2])
    if frames:
        yield thread, frames


def main():
    counts = collections.Counter(category(frames) for _, frames in samples(sys.stdin))
    total = sum(counts.values())
    print("| Part | Share of the server's CPU |\n| --- | --- |")
    for name, count in counts.most_common():
        print(f"| {name} | {count / total:.1%} |")
    print(f"\n{total} samples")


main()
