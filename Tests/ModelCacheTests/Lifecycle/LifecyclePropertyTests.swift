import Foundation
import Storage
import TestSupport
import Testing

@testable import CacheCore

/// Random inserts, hits, expiry, deletions, restorings, clearings, corrections, crashes and restarts beside a simple model.
///
/// After every step the store, the exact map, the answers in memory and the vector index hold what the model holds, and no
/// lookup is answered by anything else. With evictions in the background, what is left may be less, but never wrong, and
/// what is pinned stays. The seed is in the name of the test case; `MODELCACHE_SEED` adds one.
@Suite("Store, index, exact map and memory agree with a simple model")
struct LifecyclePropertyTests {
    static let seeds: [UInt64] =
        [1, 2, 3] + (ProcessInfo.processInfo.environment["MODELCACHE_SEED"].flatMap(UInt64.init).map { [$0] } ?? [])

    @Test("after every step", arguments: seeds)
    func agreement(seed: UInt64) async throws {
        let run = try await LifecycleRun(seed: seed, evicts: false)
        for step in 1...120 {
            let name = try await run.step()
            try await run.expectAgreement("seed \(seed), step \(step): \(name)")
        }
        await run.close()
    }

    @Test("while entries are evicted, nothing wrong is served and what is pinned stays", arguments: seeds)
    func eviction(seed: UInt64) async throws {
        let run = try await LifecycleRun(seed: seed, evicts: true)
        for step in 1...100 {
            let name = try await run.step()
            try await run.followEvictions("seed \(seed), step \(step): \(name)")
        }
        await run.close()
    }
}

extension LifecycleRun {
    /// Does something at random; what it did.
    func step() async throws -> String {
        switch random(1...100) {
        case 1...30: return try await insert()
        case 31...55: return try await lookup()
        case 56...63:
            clock.advance(seconds: Double(random(1...120)))
            return "time"
        case 64...65:
            clock.advance(seconds: 3_000)
            return "long time"
        case 66...75: return try await delete()
        case 76...83: return try await restore()
        case 84...89: return try await correct()
        case 90...92: return try await clear()
        case 93...94:
            try await cache.finishPurging()
            model.purge(at: clock.now)
            return "purge"
        case 95...96:
            _ = try await store.removeExpired(at: clock.now, limit: 1_000)
            let time = clock.now
            model.live = model.live.filter { !$0.value.isDue(at: time) }
            return "expiry"
        case 97...98:
            try await restart()
            return "restart"
        default:
            try await crash()
            return "crash"
        }
    }

    private func insert() async throws -> String {
        let request = randomRequest()
        let (lifetime, tags, mode) = (randomLifetime(), randomTags(), chance(0.2) ? WriteMode.ifAbsent : .replace)
        let answer = "answer \(random(1...1_000_000))"
        let existing = model.id(of: request)
        let outcome = try await cache.insert(
            [Answered(request, answer: answer, lifetime: lifetime, details: EntryDetails(tags: tags))], mode: mode)[0]
        let isKept = mode == .ifAbsent && existing.map { !model.live[$0]!.isOver(at: clock.now) } ?? false
        if outcome.status == .created { #expect(model.deleted[outcome.id] == nil && model.live[outcome.id] == nil) }
        if !model.isEvicting {
            #expect(outcome.status == (existing == nil ? .created : isKept ? .exists : .replaced))
            #expect(existing == nil || outcome.id == existing)
        }
        if outcome.status != .exists {
            if let existing, existing != outcome.id { model.live[existing] = nil }
            model.write(
                outcome.id, request, answer: answer, tags: tags, lifetime: model.policy.lifetime(lifetime),
                writtenAt: clock.now)
        }
        return "insert \(outcome)"
    }

    private func lookup() async throws -> String {
        let tenant = randomTenant()
        let number = random(1...Self.promptCount)
        let isSimilar = chance(0.4)
        let tags = chance(0.3) ? randomTags() : []
        let found = await cache.lookup(
            request(tenant, number, isSimilar: isSimilar), tightening: Tightening(tags: tags))
        let expected = model.id(of: request(tenant, number)).flatMap { id in
            model.live[id].map { (id, $0) }
        }.flatMap { $0.1.isOver(at: clock.now) || !tags.allSatisfy($0.1.tags.contains) ? nil : $0 }
        guard case .hit(let hit) = found else {
            #expect(expected == nil || model.isEvicting, "a miss in place of \(String(describing: expected)): \(found)")
            return "miss"
        }
        let (id, item) = try #require(expected, "a hit on \(hit.id) where there should be none")
        #expect(hit.id == id && hit.answer == item.answer && hit.writtenAt == item.writtenAt)
        #expect(hit.isStale == item.isStale(at: clock.now) && (hit.isStale || !hit.shouldRefresh))
        #expect(hit.tier == (isSimilar ? .semantic : .exact))
        model.serve(id, at: clock.now)
        return "hit \(id)"
    }

    private func delete() async throws -> String {
        var filter = EntryFilter(tenant: chance(0.5) ? randomTenant() : nil)
        switch random(1...4) {
        case 1: filter.ids = [randomID(), randomID()]
        case 2: filter.tags = [Self.tags[random(0...2)]]
        case 3: filter.prompt = randomRequest().matchedText
        default: filter.createdBefore = Timestamp(milliseconds: clock.now.rawValue - Int64(random(0...600_000)))
        }
        let isPurged = chance(0.2)
        let expected = model.ids(matching: filter)
        let counted = try await cache.count(matching: filter)
        let outcome = try await cache.remove(matching: filter, isPurged: isPurged)
        if !model.isEvicting { #expect(counted == expected.count && outcome.count == expected.count) }
        #expect((outcome.id == nil) == (isPurged || outcome.count == 0))
        let gone = Set(try await cache.deletedEntries(limit: 1_000).filter { $0.deletion?.id == outcome.id }.map(\.id))
        model.delete(model.isEvicting && !isPurged ? gone : expected, outcome.id, at: clock.now)
        return "delete \(filter) \(outcome)"
    }

    private func restore() async throws -> String {
        let outcome: RestoreOutcome
        let expected: (Int, Int)
        let before = model.deleted
        if chance(0.5), let deletion = model.deleted.values.map(\.deletion).min(by: { $0.rawValue < $1.rawValue }) {
            outcome = try await cache.restore(deletion)
            expected = model.restore(where: { $1.deletion == deletion }, at: clock.now)
        } else {
            let id = randomID()
            outcome = try await cache.restore(id)
            expected = model.restore(where: { other, _ in other == id }, at: clock.now)
        }
        for id in outcome.restored where model.isEvicting {
            model.live[id] = try #require(before[id]).item
            model.deleted[id] = nil
        }
        if !model.isEvicting { #expect((outcome.restored.count, outcome.superseded.count) == expected) }
        return "restore \(outcome)"
    }

    private func correct() async throws -> String {
        let id = randomID()
        await cache.journal.flush()
        let correction = Correction(
            answer: chance(0.5) ? "corrected \(random(1...1_000_000))" : nil, tags: chance(0.5) ? randomTags() : nil,
            timeToLive: chance(0.3) ? Double(random(1...400)) : nil, isPinned: chance(0.3) ? chance(0.5) : nil)
        let corrected = try await cache.correct(id, correction)
        guard let item = model.live[id] else {
            #expect(corrected == nil)
            return "correct nothing"
        }
        guard let corrected else {
            #expect(model.isEvicting)
            return "correct what was evicted"
        }
        let time = correction.answer == nil ? item.writtenAt : clock.now
        let isBegun =
            correction.answer != nil || correction.timeToLive != nil
            || (correction.isPinned ?? item.lifetime.isPinned) != item.lifetime.isPinned
        model.live[id] = LifecycleModel.Item(
            request: item.request, answer: correction.answer ?? item.answer, tags: correction.tags ?? item.tags,
            lifetime: corrected.lifetime, createdAt: item.createdAt, writtenAt: time,
            expiresAt: isBegun
                ? corrected.lifetime.timeToLive.map {
                    Timestamp(milliseconds: clock.now.rawValue + Int64($0 * 1_000))
                } : item.expiresAt)
        #expect(corrected.lifetime.isPinned == correction.isPinned ?? item.lifetime.isPinned)
        return "correct \(id) \(correction)"
    }

    private func clear() async throws -> String {
        let tenant = randomTenant()
        let count = try await cache.removeAll(tenant: tenant, keepingTenant: chance(0.5))
        if !model.isEvicting { #expect(count == model.live.values.count { $0.request.tenant == tenant }) }
        model.clear(tenant)
        #expect(try await cache.queryLog(tenant: tenant).isEmpty)
        return "clear \(tenant)"
    }
}
