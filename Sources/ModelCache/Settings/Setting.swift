/// One thing that can be configured: its key, what values it takes, its default and what it is for.
///
/// The key `server.port` is `port` under `server` in the file, `MODELCACHE_SERVER_PORT` in the environment.
public struct Setting: Sendable {
    /// The values that a setting takes. All are read from text, so that a file, the environment and a flag
    /// follow the same rules.
    public enum Kind: Sendable, Equatable {
        case text
        case integer(ClosedRange<Int>)
        case number(ClosedRange<Double>)
        case boolean
        /// `512`, `64KiB`, `8MiB`, `2GiB`.
        case bytes(ClosedRange<Int>)
        /// `250ms`, `30s`, `5m`, `1h`, `30d`; zero only where it means something.
        case duration(isZeroAllowed: Bool)
        case choice([String])
        /// A list; on one line its items are separated by commas.
        case list
    }

    public let key: String
    public let kind: Kind
    public let standard: String
    public let summary: String

    init(_ key: String, _ kind: Kind, standard: String, _ summary: String) {
        self.key = key
        self.kind = kind
        self.standard = standard
        self.summary = summary
    }

    /// The name in the environment.
    public var variable: String {
        "MODELCACHE_" + key.uppercased().replacing(".", with: "_")
    }
}

extension Setting {
    /// All settings, in the order in which they are shown.
    public static let all: [Setting] = [
        Setting("server.host", .text, standard: "127.0.0.1", "Address to listen on"),
        Setting("server.port", .integer(0...65_535), standard: "5000", "Port to listen on; 0 chooses one"),
        Setting(
            "server.body_limit", .bytes(1_024...1 << 30), standard: "8MiB", "Largest request body"),
        Setting(
            "server.idle_timeout", .duration(isZeroAllowed: false), standard: "60s",
            "A connection that sends nothing for this long is closed"),
        Setting(
            "server.shutdown_timeout", .duration(isZeroAllowed: true), standard: "30s",
            "How long requests in flight may take to finish at shutdown"),
        Setting("data.folder", .text, standard: "data", "Where the store lives"),
        Setting(
            "cache.mode", .choice(CacheMode.allCases.map(\.rawValue)), standard: "semantic",
            "What may be served: off, exact (identical requests), shadow (decide and log only), semantic"),
        Setting(
            "cache.decision", .choice(["judged", "similarity"]), standard: "judged",
            "What decides about semantic hits: judged (guards and a calibrated score), similarity (the cosine alone)"),
        Setting(
            "cache.risk", .number(0...0.5), standard: "0.02",
            "Share of the served semantic hits that may be wrong, when the decision is judged"),
        Setting(
            "cache.risk_of", .choice(RiskBasis.allCases.map(\.rawValue)), standard: "hits",
            "What cache.risk is a share of: hits (semantic hits that are served), lookups (all that come to the decision)"
        ),
        Setting(
            "cache.learning", .choice(["answers", "feedback"]), standard: "answers",
            "What moves a tenant's threshold: answers (of misses that are inserted later) and feedback, or feedback alone"
        ),
        Setting(
            "cache.score_model", .text, standard: "",
            "Score model that 'modelcache calibrate' has made; empty for the one that comes with the embedding model"),
        Setting(
            "cache.verifier", .choice(["on", "off"]), standard: "on",
            "Whether a second model reads both prompts where the score has doubts: on (where there is one for the embedding model), off"
        ),
        Setting(
            "cache.verifier_budget", .duration(isZeroAllowed: false), standard: "500ms",
            "How long a lookup waits for the verifier; over it, it is a miss"),
        Setting(
            "cache.lookup_budget", .duration(isZeroAllowed: false), standard: "2s",
            "How long a lookup may take, with its embedding and the verifier; over it, it is a miss"),
        Setting(
            "cache.volatile", .choice(["limited", "served"]), standard: "limited",
            "Answers to prompts about what changes or is the asker's own: limited (identical requests, for a short time), served"
        ),
        Setting(
            "cache.volatile_age", .duration(isZeroAllowed: true), standard: "5m",
            "How long such answers are served, when they are limited"),
        Setting(
            "cache.threshold", .number(0...1), standard: "0.95",
            "Lowest cosine of a semantic hit, when the decision is similarity"),
        Setting(
            "cache.threshold_long", .number(0...1), standard: "0.95",
            "As cache.threshold, for prompts of more than 256 characters"),
        Setting(
            "cache.system", .choice(PartitionRules.System.allCases.map(\.rawValue)), standard: "masked",
            "How system prompts are compared: exact, masked (see cache.mask), semantic, ignore"),
        Setting(
            "cache.context", .choice(["exact", "turnwise", "spliced", "conversation"]), standard: "exact",
            "How earlier turns are compared: exact, turnwise (user turns by meaning), spliced (all as one text), "
                + "conversation (all as one text in the verifier's form); a tenant may set last (not at all)"),
        Setting(
            "cache.sampling", .choice(PartitionRules.Sampling.allCases.map(\.rawValue)), standard: "exact",
            "How sampling parameters are compared: exact, classed (temperature by class, delivery not at all)"),
        Setting(
            "cache.mask", .list, standard: "dates, times, uuids, ids",
            "What is blanked in system prompts: dates, times, uuids, ids, emails, numbers, /PATTERN/"),
        Setting(
            "cache.rewrite", .list, standard: "",
            "Changes to matched texts, in this order: /PATTERN/REPLACEMENT/"),
        Setting(
            "cache.eviction", .choice(EvictionAlgorithm.allCases.map(\.rawValue)), standard: "s3-fifo",
            "Which entry goes when the capacity is reached; see docs/eviction.md"),
        Setting(
            "cache.capacity_entries", .integer(1...1_000_000_000), standard: "1000000",
            "Entries of all tenants together"),
        Setting(
            "cache.capacity_bytes", .bytes(0...1 << 50), standard: "0",
            "Bytes of all entries together (texts, vectors and 256 for each); 0 for no bound"),
        Setting(
            "cache.ttl", .duration(isZeroAllowed: true), standard: "30d",
            "How long an answer is served after it was written; 0s for no end"),
        Setting(
            "cache.ttl_maximum", .duration(isZeroAllowed: true), standard: "0s",
            "The longest ttl that an insert may ask for; 0s for no bound"),
        Setting(
            "cache.sliding", .boolean, standard: "false",
            "Whether a hit extends the time of an answer; an insert may say otherwise"),
        Setting(
            "cache.stale", .duration(isZeroAllowed: true), standard: "0s",
            "How long an expired answer is served as stale while one caller refreshes it; an insert may say otherwise"),
        Setting(
            "cache.undo_window", .duration(isZeroAllowed: true), standard: "1h",
            "How long deleted entries can be restored; 0s removes them at once"),
        Setting(
            "cache.answer_memory", .bytes(0...1 << 40), standard: "64MiB",
            "Memory for the most recently used answers"),
        Setting(
            "embedding.provider", .choice(EmbeddingProvider.allCases.map(\.rawValue)), standard: "local",
            "Who computes embeddings: local (an installed model), onnx (any model.onnx, by ONNX Runtime), openai (any service with its protocol), "
                + "tei (Text Embeddings Inference)"),
        Setting(
            "embedding.model", .text, standard: "e5-small",
            "The embedding model for tenants in shadow or semantic mode; see 'modelcache model list'"),
        Setting(
            "embedding.folder", .text, standard: "",
            "Where models are installed; empty for modelcache/models in the user's cache folder"),
        Setting(
            "embedding.onnx_folder", .text, standard: "",
            "Folder with model.onnx and tokenizer.json, when the provider is onnx"),
        Setting(
            "embedding.onnx_library", .text, standard: "",
            "Path of libonnxruntime.so; empty for the system's, or the one of the Python package onnxruntime"),
        Setting(
            "embedding.threads", .integer(0...1_024), standard: "0",
            "Threads that compute embeddings; 0 for one a core"),
        Setting(
            "embedding.windows", .choice(EmbeddingWindows.allCases.map(\.rawValue)), standard: "weighted",
            "Local texts longer than the model takes: weighted (the average of windows, by their tokens), "
                + "plain (all windows alike), truncate (only the beginning)"),
        Setting(
            "embedding.prefix", .text, standard: "",
            "Put before every text that is embedded; empty for the model's own"),
        Setting(
            "embedding.url", .text, standard: "",
            "Endpoint of the service with its path, as https://api.openai.com/v1/embeddings"),
        Setting(
            "embedding.remote_model", .text, standard: "",
            "The model's name at the service; tei serves one and is not told"),
        Setting(
            "embedding.dimensions", .integer(0...65_536), standard: "0",
            "Components of the service's vectors; must be stated"),
        Setting(
            "embedding.key_variable", .text, standard: "",
            "The environment variable that holds the service's key; empty for no key"),
        Setting(
            "embedding.timeout", .duration(isZeroAllowed: false), standard: "10s",
            "How long one request to the service may take"),
        Setting(
            "embedding.queue", .integer(1...1_000_000), standard: "1024",
            "Calls that may wait for an embedding; more are refused as busy"),
        Setting(
            "embedding.memory", .bytes(0...1 << 40), standard: "32MiB",
            "Memory for the embeddings of recent texts"),
        Setting(
            "embedding.max_text", .bytes(1...1 << 30), standard: "64KiB",
            "Longest text that is embedded; longer ones are found only by identical requests"),
        Setting(
            "compatible.blocked_models", .list, standard: "",
            "Models that /modelcache refuses to query and to insert (codes 105, 305)"),
        Setting("journal.enabled", .boolean, standard: "true", "Whether queries are logged in the store"),
        Setting(
            "journal.rows", .integer(0...1_000_000_000), standard: "100000",
            "Newest rows of the query log that are kept"),
        Setting(
            "journal.bytes", .bytes(0...1 << 50), standard: "256MiB",
            "Text of the query log that is kept, newest first; 0 for no bound"),
        Setting(
            "journal.age", .duration(isZeroAllowed: true), standard: "30d",
            "How long rows of the query log are kept; 0s for no end"),
        Setting(
            "journal.history", .duration(isZeroAllowed: true), standard: "400d",
            "How long the hourly counts are kept that reports are made of; 0s for no end"),
        Setting(
            "journal.queue", .integer(0...10_000_000), standard: "10000",
            "Rows that may wait to be written; more are shed"),
        Setting(
            "log.level", .choice(["trace", "debug", "info", "notice", "warning", "error", "critical"]),
            standard: "info", "Least severe log lines that are written"),
        Setting("log.format", .choice(["text", "json"]), standard: "text", "Form of log lines"),
    ]

    /// The settings that each tenant may have of its own, as `tenants.NAME.KEY`.
    public static let ofTenants: [Setting] = [
        Setting(
            "mode", .choice(CacheMode.allCases.map(\.rawValue)), standard: "cache.mode",
            "As cache.mode, for this tenant"),
        Setting(
            "decision", .choice(["judged", "similarity"]), standard: "cache.decision",
            "As cache.decision, for this tenant"),
        Setting("risk", .number(0...0.5), standard: "cache.risk", "As cache.risk, for this tenant"),
        Setting(
            "risk_of", .choice(RiskBasis.allCases.map(\.rawValue)), standard: "cache.risk_of",
            "As cache.risk_of, for this tenant"),
        Setting(
            "learning", .choice(["answers", "feedback"]), standard: "cache.learning",
            "As cache.learning, for this tenant"
        ),
        Setting(
            "volatile", .choice(["limited", "served"]), standard: "cache.volatile", "As cache.volatile, for this tenant"
        ),
        Setting(
            "volatile_age", .duration(isZeroAllowed: true), standard: "cache.volatile_age",
            "As cache.volatile_age, for this tenant"),
        Setting(
            "threshold", .number(0...1), standard: "cache.threshold",
            "As cache.threshold, for this tenant"),
        Setting(
            "threshold_long", .number(0...1), standard: "cache.threshold_long",
            "As cache.threshold_long, for this tenant"),
        Setting(
            "system", .choice(PartitionRules.System.allCases.map(\.rawValue)), standard: "cache.system",
            "As cache.system, for this tenant"),
        Setting(
            "context", .choice(PartitionRules.Context.allCases.map(\.rawValue)), standard: "cache.context",
            "As cache.context, for this tenant; also last (only the last message counts)"),
        Setting(
            "sampling", .choice(PartitionRules.Sampling.allCases.map(\.rawValue)), standard: "cache.sampling",
            "As cache.sampling, for this tenant"),
        Setting(
            "capacity_entries", .integer(0...1_000_000_000), standard: "0",
            "Entries of this tenant; 0 for no bound of its own"),
        Setting(
            "capacity_bytes", .bytes(0...1 << 50), standard: "0",
            "Bytes of this tenant's entries; 0 for no bound of its own"),
        Setting("ttl", .duration(isZeroAllowed: true), standard: "cache.ttl", "As cache.ttl, for this tenant"),
        Setting(
            "ttl_maximum", .duration(isZeroAllowed: true), standard: "cache.ttl_maximum",
            "As cache.ttl_maximum, for this tenant"),
        Setting("sliding", .boolean, standard: "cache.sliding", "As cache.sliding, for this tenant"),
        Setting("stale", .duration(isZeroAllowed: true), standard: "cache.stale", "As cache.stale, for this tenant"),
        Setting("mask", .list, standard: "cache.mask", "As cache.mask, for this tenant"),
        Setting("rewrite", .list, standard: "cache.rewrite", "As cache.rewrite, for this tenant"),
    ]

    /// Variables that begin with `MODELCACHE_` and are no settings: they belong to commands and tests.
    static let otherVariables: Set<String> = [
        "MODELCACHE_CONFIG", "MODELCACHE_ENVIRONMENT", "MODELCACHE_SERVER", "MODELCACHE_KERNELS",
        "MODELCACHE_MODELS",
    ]

    /// Whether a variable is one of those that Kubernetes sets in every pod beside a Service named `modelcache`:
    /// `MODELCACHE_PORT`, `MODELCACHE_SERVICE_PORT_HTTP`, `MODELCACHE_PORT_5000_TCP_ADDR`.
    static func isServiceLink(_ variable: String) -> Bool {
        ["MODELCACHE_PORT", "MODELCACHE_SERVICE_HOST", "MODELCACHE_SERVICE_PORT"].contains(variable)
            || variable.hasPrefix("MODELCACHE_SERVICE_PORT_")
            || variable.wholeMatch(of: /MODELCACHE_PORT_[0-9]+_.+/) != nil
    }
}
