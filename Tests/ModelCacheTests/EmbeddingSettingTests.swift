import CacheCore
import Embeddings
import ModelCache
import Testing

@Suite("The settings of embeddings")
struct EmbeddingSettingTests {
    private static let service = [
        "MODELCACHE_CACHE_MODE": "semantic", "MODELCACHE_EMBEDDING_PROVIDER": "openai",
        "MODELCACHE_EMBEDDING_URL": "http://127.0.0.1:9/v1/embeddings",
        "MODELCACHE_EMBEDDING_REMOTE_MODEL": "small", "MODELCACHE_EMBEDDING_DIMENSIONS": "256",
    ]

    private func load(_ changes: [String: String]) throws -> Configuration {
        var variables = Self.service
        for (key, value) in changes { variables["MODELCACHE_" + key] = value }
        return try Configuration.load(variables: variables).0
    }

    @Test("choose a service, and everything that shapes its vectors enters the fingerprint")
    func service() throws {
        let embedder = try #require(try load([:]).embedder() as? RemoteEmbedder)
        #expect(embedder.dimensions == 256)
        var fingerprints: Set = [embedder.fingerprint.rawValue]
        for (key, value) in [
            ("EMBEDDING_URL", "http://127.0.0.1:9/other"), ("EMBEDDING_REMOTE_MODEL", "large"),
            ("EMBEDDING_DIMENSIONS", "128"), ("EMBEDDING_PREFIX", "query: "),
        ] {
            let changed = try #require(try load([key: value]).embedder())
            #expect(fingerprints.insert(changed.fingerprint.rawValue).inserted, "\(key)")
        }
        let same = try #require(try load(["EMBEDDING_TIMEOUT": "1s"]).embedder())
        #expect(fingerprints.contains(same.fingerprint.rawValue))
    }

    @Test("let Text Embeddings Inference do without a model's name")
    func inference() throws {
        let configuration = try load(["EMBEDDING_PROVIDER": "tei", "EMBEDDING_REMOTE_MODEL": ""])
        #expect(try configuration.embedder() is RemoteEmbedder)
    }

    @Test("make no embedder when no tenant needs one")
    func exactMode() throws {
        #expect(try load(["CACHE_MODE": "exact"]).embedder() == nil)
    }

    @Test(
        "name what a service lacks",
        arguments: [
            ("EMBEDDING_URL", "", "embedding.url is needed when embedding.provider is openai"),
            ("EMBEDDING_DIMENSIONS", "0", "embedding.dimensions is needed when embedding.provider is openai"),
            ("EMBEDDING_REMOTE_MODEL", "", "embedding.remote_model is needed when embedding.provider is openai"),
            ("EMBEDDING_URL", "ftp://x", "embedding.url cannot be used"),
            ("EMBEDDING_KEY_VARIABLE", "ABSENT", "embedding.key_variable cannot be used"),
            ("EMBEDDING_KEY_VARIABLE", "BROKEN", "embedding.key_variable cannot be used"),
            ("EMBEDDING_PROVIDER", "cloud", "must be one of local, onnx, openai, tei"),
            ("EMBEDDING_PROVIDER", "onnx", "embedding.onnx_folder is needed when embedding.provider is onnx"),
            ("EMBEDDING_WINDOWS", "some", "must be one of weighted, plain, truncate"),
        ])
    func mistakes(_ key: String, _ value: String, _ message: String) {
        #expect {
            _ = try load([key: value]).embedder(variables: ["BROKEN": "with space"])
        } throws: { error in
            error is ConfigurationError && "\(error)".contains(message)
        }
    }

    @Test("never show the key")
    func key() throws {
        let configuration = try load(["EMBEDDING_KEY_VARIABLE": "KEY"])
        let embedder = try #require(try configuration.embedder(variables: ["KEY": "secret-1"]))
        #expect(!"\(configuration) \(embedder.fingerprint)".contains("secret-1"))
    }
}
