import CacheCore
import Foundation

/// Everything that can be set, with the values in effect.
///
/// Sources in rising order: defaults, `modelcache.yaml`, `modelcache.ENVIRONMENT.yaml`, variables
/// `MODELCACHE_...`, flags. An unknown key anywhere is an error.
public struct Configuration: Sendable {
    public var host = "127.0.0.1"
    public var port = 5_000
    /// Bytes.
    public var bodyLimit = 8 << 20
    public var idleTimeout = Duration.seconds(60)
    public var shutdownTimeout = Duration.seconds(30)
    public var dataFolder = "data"
    /// By default in semantic mode, where the embedding model is installed.
    public var policy = CachePolicy(standard: TenantPolicy(mode: .semantic)) {
        didSet { isPolicyChosen = true }
    }
    /// Whether somebody set the policy. If not, a missing embedding model is no error: identical requests are answered.
    var isPolicyChosen = false
    /// Whether entries are filed anew in the background when rules have changed. Not a setting: false is for
    /// processes that do not know all rules.
    public var refilesEntries = true
    /// Bytes.
    public var answerMemory = 64 << 20
    public var embeddingProvider = EmbeddingProvider.local
    public var embeddingModel = "e5-small"
    /// Empty for the default folder.
    public var embeddingFolder = ""
    /// 0 for one a core.
    public var embeddingThreads = 0
    public var embeddingWindows = EmbeddingWindows.weighted
    /// The folder of `model.onnx` and `tokenizer.json`.
    public var embeddingOnnxFolder = ""
    /// The path of libonnxruntime; empty to look for it.
    public var embeddingOnnxLibrary = ""
    /// Put before every text; empty for the model's own.
    public var embeddingPrefix = ""
    /// The endpoint of a service, with its path.
    public var embeddingURL = ""
    public var embeddingRemoteModel = ""
    /// Components of a service's vectors; 0 if not stated.
    public var embeddingDimensions = 0
    /// The environment variable that holds a service's key; empty for no key.
    public var embeddingKeyVariable = ""
    public var embeddingTimeout = Duration.seconds(10)
    public var embeddingQueue = 1_024
    /// Bytes.
    public var embeddingMemory = 32 << 20
    /// Bytes.
    public var embeddingMaximumText = 64 << 10
    /// The file of a score model; empty for the shipped one.
    public var scoreModelFile = ""
    /// Whether doubtful candidates are read by a verifier, where there is one for the embedding model.
    public var usesVerifier = true
    /// How long a lookup waits for the verifier.
    public var verifierBudget = Duration.milliseconds(500)
    /// How long a lookup may look for what means the same.
    public var lookupBudget = Duration.seconds(2)
    public var blockedModels: [String] = []
    public var isJournalEnabled = true
    /// How much of the query log, and of the hourly sums that reports are made of, is kept.
    public var logLimits = QueryLogLimits()
    public var journalQueue = 10_000
    public var logLevel = "info"
    public var logFormat = "text"

    /// The defaults.
    public init() {
        policy.standard.rules = .readingWords
    }
}

/// One setting with its value and where it comes from.
public struct EffectiveSetting: Sendable, Equatable {
    public let key: String
    public let value: String
    /// `default`, a file with its line, a variable or a flag.
    public let source: String
    public let summary: String
}

extension Configuration {
    /// The file that is read when none is named, if it is there.
    public static let defaultFile = "modelcache.yaml"

    /// Reads the configuration.
    ///
    /// - Parameters:
    ///   - file: the YAML file; nil for `modelcache.yaml` if there is one.
    ///   - environmentName: lays `modelcache.NAME.yaml`, beside the file, over it.
    ///   - variables: the process's environment.
    ///   - flags: values by key, each with the flag that gave it.
    /// - Returns: the configuration, and every setting with its source for people to look at.
    public static func load(
        file: String? = nil, environmentName: String? = nil,
        variables: [String: String] = ProcessInfo.processInfo.environment,
        flags: [String: (text: String, flag: String)] = [:]
    ) throws(ConfigurationError) -> (Configuration, [EffectiveSetting]) {
        let file = file ?? variables["MODELCACHE_CONFIG"]
        let environmentName = environmentName ?? variables["MODELCACHE_ENVIRONMENT"]
        var files: [SettingFile] = []
        let base = file ?? defaultFile
        if file != nil || FileManager.default.fileExists(atPath: base) {
            files.append(try SettingFile(path: base))
        }
        if let environmentName {
            let url = URL(filePath: base)
            let overlay =
                url.deletingPathExtension().relativePath + ".\(environmentName)."
                + (url.pathExtension.isEmpty ? "yaml" : url.pathExtension)
            files.insert(try SettingFile(path: overlay), at: 0)
        }
        let sources = try SettingSources(files: files, environment: variables, flags: flags)
        return try resolve(sources)
    }

    private static func resolve(
        _ sources: SettingSources
    ) throws(ConfigurationError) -> (Configuration, [EffectiveSetting]) {
        var effective: [EffectiveSetting] = []
        var configuration = Configuration()
        for setting in Setting.all {
            let found = sources.find(setting.key.split(separator: ".").map(String.init))
            let value = SettingValue(
                setting: setting, text: found?.text ?? setting.standard,
                source: found?.source ?? "default")
            try value.check()
            try configuration.apply(value)
            effective.append(EffectiveSetting(value))
        }
        for tenant in sources.tenants {
            var policy = configuration.policy.standard
            for setting in Setting.ofTenants {
                let path = ["tenants", tenant.name, setting.key]
                guard let found = sources.find(path) else { continue }
                let value = SettingValue(setting: setting, text: found.text, source: found.source)
                try value.check()
                try policy.apply(value)
                effective.append(EffectiveSetting(value, key: path.joined(separator: ".")))
            }
            configuration.policy.tenants[tenant] = policy
        }
        configuration.isPolicyChosen =
            sources.find(["cache", "mode"]) != nil
            || sources.tenants.contains { sources.find(["tenants", $0.name, "mode"]) != nil }
        try configuration.checkEmbedding()
        return (configuration, effective)
    }

    private mutating func apply(_ value: SettingValue) throws(ConfigurationError) {
        switch value.setting.key {
        case "server.host": host = value.text
        case "server.port": port = try value.integer()
        case "server.body_limit": bodyLimit = try value.bytes()
        case "server.idle_timeout": idleTimeout = try value.duration()
        case "server.shutdown_timeout": shutdownTimeout = try value.duration()
        case "data.folder": dataFolder = value.text
        case "cache.mode", "cache.decision", "cache.risk", "cache.risk_of", "cache.learning", "cache.volatile",
            "cache.volatile_age",
            "cache.threshold",
            "cache.threshold_long", "cache.system", "cache.context", "cache.sampling", "cache.mask", "cache.rewrite":
            try policy.standard.apply(value)
        case "cache.undo_window": policy.undoWindow = try value.duration() / .seconds(1)
        case "cache.ttl", "cache.ttl_maximum", "cache.sliding", "cache.stale": try policy.standard.apply(value)
        case "cache.eviction": policy.eviction = EvictionAlgorithm(rawValue: value.text) ?? policy.eviction
        case "cache.capacity_entries": policy.capacity.entries = try value.integer()
        case "cache.capacity_bytes": policy.capacity.bytes = try value.bytes().nonZero
        case "cache.answer_memory": answerMemory = try value.bytes()
        case "embedding.provider":
            embeddingProvider = EmbeddingProvider(rawValue: value.text) ?? embeddingProvider
        case "embedding.onnx_folder": embeddingOnnxFolder = value.text
        case "embedding.onnx_library": embeddingOnnxLibrary = value.text
        case "embedding.windows": embeddingWindows = EmbeddingWindows(rawValue: value.text) ?? embeddingWindows
        case "embedding.prefix": embeddingPrefix = value.text
        case "embedding.url": embeddingURL = value.text
        case "embedding.remote_model": embeddingRemoteModel = value.text
        case "embedding.dimensions": embeddingDimensions = try value.integer()
        case "embedding.key_variable": embeddingKeyVariable = value.text
        case "embedding.timeout": embeddingTimeout = try value.duration()
        case "embedding.model": embeddingModel = value.text
        case "embedding.folder": embeddingFolder = value.text
        case "embedding.threads": embeddingThreads = try value.integer()
        case "embedding.queue": embeddingQueue = try value.integer()
        case "embedding.memory": embeddingMemory = try value.bytes()
        case "embedding.max_text": embeddingMaximumText = try value.bytes()
        case "cache.score_model": scoreModelFile = value.text
        case "cache.verifier": usesVerifier = value.text == "on"
        case "cache.verifier_budget": verifierBudget = try value.duration()
        case "cache.lookup_budget": lookupBudget = try value.duration()
        case "compatible.blocked_models": blockedModels = value.list
        case "journal.enabled": isJournalEnabled = try value.boolean()
        case "journal.rows": logLimits.rows = try value.integer()
        case "journal.bytes": logLimits.bytes = try value.bytes().nonZero
        case "journal.age": logLimits.age = (try value.duration() / .seconds(1)).nonZero
        case "journal.history": logLimits.history = (try value.duration() / .seconds(1)).nonZero
        case "journal.queue": journalQueue = try value.integer()
        case "log.level": logLevel = value.text
        case "log.format": logFormat = value.text
        default: preconditionFailure("the setting \(value.setting.key) has no effect")
        }
    }
}

extension TenantPolicy {
    fileprivate mutating func apply(_ value: SettingValue) throws(ConfigurationError) {
        switch value.setting.key.split(separator: ".").last {
        case "mode": mode = CacheMode(rawValue: value.text) ?? mode
        case "decision": isJudged = value.text == "judged"
        case "risk": risk = try value.number()
        case "learning": learnsFromAnswers = value.text == "answers"
        case "risk_of": riskBasis = RiskBasis(rawValue: value.text) ?? riskBasis
        case "volatile":
            volatileAge = value.text == "served" ? nil : volatileAge ?? 300
        case "volatile_age":
            if volatileAge != nil { volatileAge = try value.duration() / .seconds(1) }
        case "threshold": threshold = Float(try value.number())
        case "threshold_long": longThreshold = Float(try value.number())
        case "ttl": timeToLive = (try value.duration() / .seconds(1)).nonZero
        case "ttl_maximum": maximumTimeToLive = (try value.duration() / .seconds(1)).nonZero
        case "sliding": isSliding = try value.boolean()
        case "stale": staleTime = try value.duration() / .seconds(1)
        case "capacity_entries": capacityEntries = try value.integer().nonZero
        case "capacity_bytes": capacityBytes = try value.bytes().nonZero
        default: try rules.apply(value)
        }
    }
}

extension Numeric {
    /// Nil where 0 stands for "none".
    fileprivate var nonZero: Self? { self == 0 ? nil : self }
}

extension EffectiveSetting {
    fileprivate init(_ value: SettingValue, key: String? = nil) {
        self.init(
            key: key ?? value.setting.key, value: value.text, source: value.source,
            summary: value.setting.summary)
    }
}
