import Storage
import TestSupport
import Testing
import VectorSearch

@testable import CacheCore

extension LifecycleRun {
    /// All places hold what the model holds.
    func expectAgreement(_ step: String) async throws {
        await cache.journal.flush()
        let stored = try await store.entries(tenant: nil, after: EntryID(0), limit: 1_000)
        #expect(Set(stored.map(\.id)) == Set(model.live.keys), "\(step)")
        for entry in stored {
            guard let item = model.live[entry.id] else { continue }
            let found = LifecycleModel.Item(
                request: entry.request, answer: entry.answer, tags: entry.details.tags, lifetime: entry.lifetime,
                createdAt: entry.createdAt, writtenAt: entry.modifiedAt, expiresAt: entry.expiresAt)
            #expect(found == item, "\(step)")
        }
        let deleted = try await cache.deletedEntries(limit: 1_000)
        #expect(Set(deleted.map(\.id)) == Set(model.deleted.keys), "\(step)")
        try await expectMemoryAgrees(step)
        for item in model.live.values where item.isOver(at: clock.now) {
            if case .hit(let hit) = await cache.lookup(item.request) {
                Issue.record("\(step): \(hit.id) is served, and its time is over")
            }
        }
        for tag in Self.tags {
            let found = try await store.ids(matching: EntryFilter(tags: [tag]))
            #expect(Set(found) == model.ids(matching: EntryFilter(tags: [tag])), "\(step)")
        }
    }

    private func expectMemoryAgrees(_ step: String) async throws {
        #expect(cache.entryCount == model.live.count, "\(step)")
        for (id, item) in model.live {
            let identity = RequestIdentity(item.request, rules: cache.policy.standard.rules)
            #expect(cache.memory.entry(answering: identity, of: item.request.tenant) == id, "\(step)")
            if let answer = cache.memory.cachedAnswer(of: id) {
                #expect(answer.text == item.answer && answer.tags == item.tags, "\(step)")
                #expect(answer.expiresAt == item.expiresAt, "\(step)")
            }
        }
        for id in model.deleted.keys { #expect(cache.memory.cachedAnswer(of: id) == nil, "\(step)") }
        for tenant in Self.tenants {
            let own = model.live.filter { $0.value.request.tenant == tenant }
            let asked = request(tenant, 1)
            let vector = try await FakeEmbedder(dimensions: index.dimensions).embed([asked.matchedText], for: tenant)[0]
            let neighbours = try await index.search(
                vector.vector, tenant: tenant,
                partition: RequestIdentity(asked, rules: cache.policy.standard.rules).partition, count: 100)
            #expect(Set(neighbours.map(\.id)) == Set(own.keys), "\(step)")
        }
    }

    /// What was evicted leaves the model; what is left is right, and all that is pinned is left.
    func followEvictions(_ step: String) async throws {
        await cache.journal.flush()
        let time = clock.now
        let stored = try await store.entries(tenant: nil, after: EntryID(0), limit: 1_000)
        let ids = Set(stored.map(\.id))
        #expect(ids.isSubset(of: model.live.keys), "\(step)")
        for (id, item) in model.live where !ids.contains(id) {
            #expect(!item.lifetime.isPinned || item.isDue(at: time), "\(step): \(id) was pinned")
            model.live[id] = nil
        }
        for entry in stored { #expect(entry.answer == model.live[entry.id]?.answer, "\(step)") }
        model.deleted = model.deleted.filter { time.seconds(since: $0.value.time) < LifecycleModel.undoWindow }
    }
}
