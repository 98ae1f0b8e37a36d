import Embeddings
import Foundation
import ModelCache
import TestSupport
import Testing

@Suite("The configuration")
struct ConfigurationTests {
    let folder = TemporaryFolder()

    private func write(_ name: String, _ text: String) throws -> String {
        let path = folder.path + "/" + name
        try Data(text.utf8).write(to: URL(filePath: path))
        return path
    }

    private func load(
        _ yaml: String, variables: [String: String] = [:], flags: [String: (text: String, flag: String)] = [:]
    ) throws -> Configuration {
        try Configuration.load(file: write("modelcache.yaml", yaml), variables: variables, flags: flags).0
    }

    @Test("answers identical requests where the model is not installed, unless somebody asked for more")
    func missingModel() async throws {
        var configuration = Configuration()
        configuration.embeddingFolder = TemporaryFolder().path
        let cache = try await SemanticCache.inMemory(configuration: configuration)
        try await cache.insert(CacheRequest(tenant: "t", prompt: "p"), answer: "a")
        guard case .hit = await cache.lookup(CacheRequest(tenant: "t", prompt: "p")) else {
            Issue.record("a miss")
            return
        }
        configuration.policy.standard.mode = .shadow
        await #expect(throws: ModelLibraryError.self) {
            try await SemanticCache.inMemory(configuration: configuration)
        }
    }

    @Test("has defaults for everything, which the catalogue states")
    func defaults() throws {
        let (loaded, effective) = try Configuration.load(file: write("modelcache.yaml", ""), variables: [:])
        let defaults = Configuration()
        #expect(String(describing: loaded) == String(describing: defaults))
        #expect(effective.map(\.key) == Setting.all.map(\.key))
        #expect(effective.allSatisfy { $0.source == "default" })
    }

    @Test("bounds what is kept and for how long, in all and for a tenant")
    func retention() throws {
        let policy = try load(
            """
            cache: {eviction: sieve, capacity_entries: 500, capacity_bytes: 1MiB, ttl: 1h, ttl_maximum: 2h}
            tenants:
              small: {capacity_entries: 5, ttl: 0s}
            """
        ).policy
        #expect(policy.eviction == .sieve)
        #expect(policy.capacity == EvictionCapacity(entries: 500, bytes: 1 << 20))
        #expect(policy["other"].timeToLive == 3_600.0)
        #expect(policy["other"].maximumTimeToLive == 7_200.0)
        #expect(policy["other"].capacityEntries == nil)
        #expect(policy["small"].capacityEntries == 5)
        #expect(policy["small"].timeToLive == nil)
        #expect(throws: ConfigurationError.self) { try load("cache: {eviction: best}") }
        #expect(throws: ConfigurationError.self) { try load("cache: {capacity_entries: 0}") }
    }

    @Test("lets later sources override earlier ones")
    func precedence() throws {
        let file = try write("modelcache.yaml", "server: {port: 1, host: a, body_limit: 2MiB}")
        _ = try write("modelcache.prod.yaml", "server:\n  port: 2\n  host: b\n")
        let (configuration, _) = try Configuration.load(
            file: file, environmentName: "prod", variables: ["MODELCACHE_SERVER_PORT": "3", "HOME": "/"],
            flags: ["server.port": ("4", "--port")])
        #expect(configuration.port == 4)
        #expect(configuration.host == "b")
        #expect(configuration.bodyLimit == 2 << 20)
    }

    @Test("reads rules of single tenants, whose names may be anything")
    func tenants() throws {
        let configuration = try load(
            """
            cache: {mode: shadow, decision: similarity, threshold: 0.9, threshold_long: 0.9}
            tenants:
              a.b c:
                mode: semantic
              租户:
                threshold: 0.97
                threshold_long: 0.97
            """)
        #expect(configuration.policy["a.b c"] == TenantPolicy(mode: .semantic, threshold: 0.9, rules: .readingWords))
        #expect(configuration.policy["租户"] == TenantPolicy(mode: .shadow, threshold: 0.97, rules: .readingWords))
        #expect(configuration.policy["other"] == TenantPolicy(mode: .shadow, threshold: 0.9, rules: .readingWords))
    }

    @Test("reads partition rules, in which commas and slashes may be part of a pattern")
    func partitionRules() throws {
        let configuration = try load(
            #"""
            cache:
              system: semantic
              mask: [dates, '/ticket-\d{2,4}/', '/a\/b/']
              rewrite: ['/^please, //', '/colou?r/color/']
            tenants:
              a: {context: last, mask: none, sampling: classed}
            """#)
        let rules = configuration.policy.standard.rules
        #expect(rules.system == .semantic)
        #expect(rules.mask.kinds == .dates)
        #expect(rules.mask.patterns.map(\.source) == [#"ticket-\d{2,4}"#, "a/b"])
        #expect(rules.rewrites.map(\.name) == ["/^please, //", "/colou?r/color/"])
        let tenant = configuration.policy["a"].rules
        #expect(tenant.context == .last)
        #expect(tenant.sampling == .classed)
        #expect(tenant.mask == .none)
        #expect(tenant.system == .semantic)
        #expect(tenant.rewrites == rules.rewrites)
    }

    @Test(
        "reads sizes, times, lists and switches",
        arguments: [
            ("server: {body_limit: 1048576}", "bodyLimit", "1048576"),
            ("server: {body_limit: 1.5 MiB}", "bodyLimit", "1572864"),
            ("server: {idle_timeout: 1.5m}", "idleTimeout", "90.0 seconds"),
            ("server: {shutdown_timeout: 250ms}", "shutdownTimeout", "0.25 seconds"),
            ("compatible: {blocked_models: [a, b-c]}", "blockedModels", #"["a", "b-c"]"#),
            ("compatible: {blocked_models: 'a, b-c'}", "blockedModels", #"["a", "b-c"]"#),
            ("journal: {enabled: off}", "isJournalEnabled", "false"),
            ("journal:\n  enabled:", "isJournalEnabled", "true"),
        ])
    func values(_ yaml: String, _ property: String, _ expected: String) throws {
        let mirror = Mirror(reflecting: try load(yaml))
        let value = mirror.children.first { $0.label == property }?.value
        #expect(value.map { "\($0)" } == expected)
    }

    @Test(
        "refuses unknown keys with a suggestion, and values that are none",
        arguments: [
            ("sever: {port: 1}", "modelcache.yaml:1: unknown key sever.port. Did you mean server.port?"),
            ("\ncache:\n  thresold: 1", "modelcache.yaml:3: unknown key cache.thresold. Did you mean cache.threshold?"),
            ("tenants: {a: {mod: x}}", "modelcache.yaml:1: unknown key tenants.a.mod. Did you mean mode?"),
            (
                "quite: {another: 1}",
                "modelcache.yaml:1: unknown key quite.another. See modelcache config for all keys."
            ),
            (
                "cache: {mode: fast}",
                "modelcache.yaml:1: cache.mode is 'fast', but must be one of off, exact, shadow, semantic."
            ),
            (
                "cache: {context: last}",
                "modelcache.yaml:1: cache.context is 'last', but must be one of exact, turnwise, spliced, conversation."
            ),
            (
                "cache: {mask: [dats]}",
                "cache.mask is 'dats', but must be a list of dates, times, uuids, ids, emails, numbers and /PATTERN/; "
                    + "'dats' is none of these."
            ),
            (
                "tenants: {a: {mask: '/(/'}}",
                "mask is '/(/', but must be a list with regular expressions; the pattern ( is not a regular expression."
            ),
            ("cache: {mask: '/a'}", "must be a list in which every pattern ends with a slash."),
            ("cache: {rewrite: '/a/'}", "must be a list of /PATTERN/REPLACEMENT/; '/a/' is not one."),
            ("cache: {rewrite: 'a'}", "must be a list of /PATTERN/REPLACEMENT/; 'a' is not one."),
            (
                "cache: {threshold: 2}",
                "modelcache.yaml:1: cache.threshold is '2', but must be a number from 0.0 to 1.0."
            ),
            (
                "cache: {threshold: nan}",
                "modelcache.yaml:1: cache.threshold is 'nan', but must be a number from 0.0 to 1.0."
            ),
            (
                "server: {port: 99999}",
                "modelcache.yaml:1: server.port is '99999', but must be a whole number from 0 to 65535."
            ),
            (
                "server: {idle_timeout: 5}",
                "modelcache.yaml:1: server.idle_timeout is '5', but must be a time like 250ms, 30s, 5m, 1h or 30d."
            ),
            (
                "server: {idle_timeout: 0s}",
                "modelcache.yaml:1: server.idle_timeout is '0s', but must be a time longer than zero"
            ),
            (
                "tenants: {a: {threshold: x}}",
                "modelcache.yaml:1: threshold is 'x', but must be a number from 0.0 to 1.0."
            ),
            ("log: {level: info}\nserver.port: 7", "is not valid: line 2 has the key 'server.port'; write its parts"),
            ("tenants: {a: {x.mode: off}}", "is not valid: line 1 has the key 'x.mode'; write its parts"),
            ("- a", "is not valid: it must be a mapping of keys to values."),
            ("server: {port: [1, [2]]}", "is not valid: line 1 has a list of more than texts."),
            ("server: [", "is not valid: "),
        ])
    func mistakes(_ yaml: String, _ message: String) {
        #expect {
            try load(yaml)
        } throws: { error in
            "\(error)".contains(message)
        }
    }

    @Test("ignores the variables that Kubernetes sets for a service of its name")
    func serviceLinks() throws {
        let names = [
            "PORT", "SERVICE_HOST", "SERVICE_PORT", "SERVICE_PORT_HTTP", "PORT_5000_TCP", "PORT_5000_TCP_ADDR",
        ]
        let variables = Dictionary(uniqueKeysWithValues: names.map { ("MODELCACHE_" + $0, "tcp://10.0.0.1:80") })
        #expect(try load("", variables: variables).port == 5_000)
        for name in ["MODELCACHE_PORTS", "MODELCACHE_SERVICE_PORTS", "MODELCACHE_PORT_X_TCP"] {
            #expect(throws: ConfigurationError.self) { try load("", variables: [name: "1"]) }
        }
    }

    @Test("refuses a file that is named and not there")
    func missingFile() throws {
        #expect(throws: ConfigurationError.self) {
            try Configuration.load(file: folder.path + "/none.yaml", variables: [:])
        }
        let file = try write("modelcache.yaml", "")
        #expect(throws: ConfigurationError.self) {
            try Configuration.load(file: file, environmentName: "prod", variables: [:])
        }
    }
}

@Suite("The library")
struct LibraryTests {
    @Test("opens a folder, and a map without one")
    func opens() async throws {
        let folder = TemporaryFolder()
        let request = CacheRequest(tenant: "t", prompt: "p")
        for isOnDisk in [true, false] {
            let cache =
                isOnDisk
                ? try await SemanticCache.open(at: folder.path + "/made/here") : try await SemanticCache.inMemory()
            try await cache.insert(request, answer: "a")
            guard case .hit(let hit) = await cache.lookup(request) else {
                Issue.record("expected a hit")
                return
            }
            #expect(hit.answer == "a")
            #expect(try await cache.statistics().store.entryCount == 1)
            #expect(try await cache.remove([hit.id]) == 1)
            await cache.close()
        }
    }
}
