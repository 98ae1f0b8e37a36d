import Embeddings
import Foundation
import ModelCache
import TestSupport
import Testing

/// The whole pipeline in a folder: SQLite, the embedded vector index, an embedder.
@Suite("A semantic cache in a folder")
struct SemanticLibraryTests {
    let folder = TemporaryFolder()

    private func open(mode: CacheMode = .semantic, fingerprint: String = "fake-1") async throws -> SemanticCache {
        var configuration = Configuration()
        configuration.policy.standard = TenantPolicy(mode: mode, threshold: 0.8)
        // However many tests run at the same time.
        configuration.lookupBudget = .seconds(600)
        return try await SemanticCache.open(
            at: folder.path, configuration: configuration, embedder: FakeEmbedder(fingerprint: fingerprint))
    }

    private func prompt(_ text: String, tenant: Tenant = "t") -> CacheRequest {
        CacheRequest(tenant: tenant, prompt: text)
    }

    private func tier(_ lookup: Lookup) -> Tier? {
        if case .hit(let hit) = lookup { hit.tier } else { nil }
    }

    private func reason(_ lookup: Lookup) -> MissReason? {
        if case .miss(let miss) = lookup { miss.reason } else { nil }
    }

    @Test("finds a rewording, before and after a restart, and no longer when it was removed")
    func restart() async throws {
        let reworded = prompt("an order, how do i cancel it")
        var cache = try await open()
        let id = try await cache.insert(prompt("how do i cancel an order"), answer: "So.").id
        try await cache.insert(prompt("which colours are there"), answer: "Red.")
        #expect(tier(await cache.lookup(reworded)) == .semantic)
        #expect(reason(await cache.lookup(prompt("how do i cancel an order", tenant: "other"))) == .noEntry)
        await cache.close()

        cache = try await open()
        guard case .hit(let hit) = await cache.lookup(reworded) else {
            Issue.record("expected a hit after the restart")
            return
        }
        #expect(hit.id == id)
        #expect(hit.answer == "So.")
        try await cache.remove([id])
        #expect(reason(await cache.lookup(reworded)) == .belowThreshold)
        try await cache.removeAll(tenant: "t")
        #expect(reason(await cache.lookup(reworded)) == .noEntry)
        await cache.close()
    }

    @Test("finds in a tenant what was inserted while the tenant's vectors were being read")
    func insertDuringLoad() async throws {
        var cache = try await open()
        try await cache.insert(
            (0..<300).map { Answered(prompt("word\($0) other\($0) third\($0)"), answer: "\($0)") })
        await cache.close()
        cache = try await open()
        try await withThrowingTaskGroup(of: Void.self) { group in
            for number in 300..<340 {
                group.addTask { [cache] in
                    try await cache.insert(prompt("word\(number) other\(number) third\(number)"), answer: "\(number)")
                    guard
                        case .hit(let hit) = await cache.lookup(
                            prompt("third\(number) word\(number) other\(number)"))
                    else {
                        Issue.record("lost \(number)")
                        return
                    }
                    #expect(hit.answer == "\(number)")
                }
            }
            try await group.waitForAll()
        }
        await cache.close()
    }

    @Test("never compares vectors of different embedders")
    func otherEmbedder() async throws {
        var cache = try await open(fingerprint: "fake-1")
        try await cache.insert(prompt("how do i cancel an order"), answer: "So.")
        await cache.close()
        cache = try await open(fingerprint: "fake-2")
        #expect(reason(await cache.lookup(prompt("an order how do i cancel"))) == .noEntry)
        #expect(tier(await cache.lookup(prompt("how do i cancel an order"))) == .exact)
        await cache.close()
    }

    @Test("says that the model is not installed, and only when a mode needs it")
    func missingModel() async throws {
        var configuration = Configuration()
        configuration.embeddingFolder = folder.path + "/none"
        let cache = try await SemanticCache.open(at: folder.path, configuration: configuration)
        await cache.close()
        configuration.policy.tenants["t"] = TenantPolicy(mode: .semantic)
        await #expect(throws: ModelLibraryError.self) {
            try await SemanticCache.open(at: folder.path, configuration: configuration)
        }
    }
}
