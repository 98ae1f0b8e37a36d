import CacheCore
import Testing

/// Random interleavings of everything a cache can be asked, over many tenants, against the plainest model
/// there is: a dictionary from requests to answers.
public struct IsolationRun {
    private var generator: SeededGenerator
    private let mode: CacheMode
    private let rules: PartitionRules
    private var model: [RequestIdentity: (request: CacheRequest, answer: String, id: EntryID)] = [:]
    private var serial = 0

    public init(seed: UInt64, mode: CacheMode, rules: PartitionRules = PartitionRules()) {
        generator = SeededGenerator(seed: seed)
        self.mode = mode
        self.rules = rules
    }

    public mutating func steps(_ count: Int, on store: any EntryStore) async throws {
        let cache = try await SemanticCache(
            store: store, policy: CachePolicy(standard: TenantPolicy(mode: mode, threshold: 0.99, rules: rules)),
            embedder: FakeEmbedder(), index: BruteForceIndex())
        for _ in 0..<count {
            switch Int.random(in: 0..<20, using: &generator) {
            case 0..<7: try await insert(into: cache)
            case 7..<17: await lookUp(in: cache)
            case 17: try await removeByID(from: cache)
            case 18: try await removeUser(from: cache)
            default: try await removeTenant(from: cache)
            }
        }
        #expect(try await cache.statistics().store.entryCount == model.count)
        await cache.close()
    }

    private mutating func insert(into cache: SemanticCache) async throws {
        let request = request()
        serial += 1
        // The answer names its request, so that a leak shows.
        let answer = "\(serial)"
        let outcome = try await cache.insert(request, answer: answer)
        let known = model[RequestIdentity(request, rules: rules)]
        #expect(outcome.status == (known == nil ? .created : .replaced))
        #expect(known == nil || known?.id == outcome.id)
        model[RequestIdentity(request, rules: rules)] = (request, answer, outcome.id)
    }

    private mutating func lookUp(in cache: SemanticCache) async {
        let request = request()
        let identity = RequestIdentity(request, rules: rules)
        switch await cache.lookup(request) {
        case .hit(let hit) where hit.tier == .exact:
            #expect(hit.answer == model[identity]?.answer)
        case .hit(let hit):
            let served = model.first { $0.value.answer == hit.answer }
            #expect(served?.key.partition == identity.partition)
            #expect(served?.value.request.tenant == request.tenant)
        case .miss:
            #expect(model[identity] == nil)
        }
    }

    private mutating func removeByID(from cache: SemanticCache) async throws {
        guard let victim = model.randomElement(using: &generator)?.value else { return }
        let stranger = tenant()
        let count = try await cache.remove([victim.id], tenant: stranger)
        #expect(count == (victim.request.tenant == stranger ? 1 : 0))
        if count == 1 { model[RequestIdentity(victim.request, rules: rules)] = nil }
    }

    private mutating func removeUser(from cache: SemanticCache) async throws {
        let tenant = Bool.random(using: &generator) ? tenant() : nil
        let gone = model.filter {
            $0.value.request.user == "u1" && (tenant == nil || $0.value.request.tenant == tenant)
        }
        #expect(try await cache.removeAll(user: "u1", tenant: tenant) == gone.count)
        for key in gone.keys { model[key] = nil }
    }

    private mutating func removeTenant(from cache: SemanticCache) async throws {
        guard Int.random(in: 0..<5, using: &generator) == 0 else { return }
        let tenant = tenant()
        let gone = model.filter { $0.value.request.tenant == tenant }
        let isKept = Bool.random(using: &generator)
        #expect(try await cache.removeAll(tenant: tenant, keepingTenant: isKept) == gone.count)
        for key in gone.keys { model[key] = nil }
    }

    private mutating func tenant() -> Tenant {
        ["a", "b", "A", "a_b", "\u{e9}", "e\u{301}", "租户"].randomElement(using: &generator)!
    }

    private mutating func request() -> CacheRequest {
        let systems: [Message?] = [nil, .system("Be brief."), .system("Be long.")]
        let prompts = ["one two three", "three two one", "four five", "four", "五"]
        var messages = [systems.randomElement(using: &generator)!].compactMap { $0 }
        messages.append(.user(prompts.randomElement(using: &generator)!))
        return CacheRequest(
            tenant: tenant(), user: [nil, nil, "u1", "u2"].randomElement(using: &generator)!,
            version: [nil, nil, "1"].randomElement(using: &generator)!, messages: messages)
    }
}
