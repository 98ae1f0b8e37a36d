import CacheCore
import CanonicalJSON
import Synchronization
import Testing

/// What every entry store must do. A store's tests run each of these on a store of its own.
public enum EntryStoreContract: String, CaseIterable, Sendable {
    case returnsWhatWasStored
    case replacesTheSameRequest
    case leavesAloneIfAbsent
    case keepsOutcomesInOrder
    case survivesAnyText
    case removesOnlyTheTenantsOwn
    case removesATenant
    case removesAUser
    case neverReusesIDs
    case registersATenantOnce
    case readsEntriesTogether
    case pagesThroughEntries
    case pagesThroughTenants
    case tellsTheObserverBeforeTheCaller
    case keepsVectorsOfAnEmbedder
    case refilesEntries
    case notesHowFarRefilingCame
    case countsAndReplacesEmbeddings
    case keepsTheTargetOfAMigration
    case writesTheJournal
    case keepsLabels
    case tellsHowLongEntriesStay
    case removesWhatHasExpired
    case keepsTheStateOfEviction
    case addsUpUsage
    case namesWhatIsWorthALook
    case pagesThroughTheQueryLog
    case keepsThePastOfImports
    case readsVectorsByID
    case keepsThePlaceOfImports
    case keepsDetailsAndLifetimes
    case extendsWhatSlides
    case findsEntriesByConditions
    case correctsEntries
    case deletesAndRestores
    case doesNotRestoreOverAFreshEntry
    case restoresAsItIsFiledNow
    case purgesWhatIsDue
    case removesWhatWasDeleted
    case refusesWorkWhenClosed

    public func check(_ store: any EntryStore) async throws {
        let observer = RecordingObserver()
        try await store.attach(observer) { observer.load($0) }
        switch self {
        case .returnsWhatWasStored: try await returnsWhatWasStored(store)
        case .replacesTheSameRequest: try await replacesTheSameRequest(store)
        case .leavesAloneIfAbsent: try await leavesAloneIfAbsent(store)
        case .keepsOutcomesInOrder: try await keepsOutcomesInOrder(store)
        case .survivesAnyText: try await survivesAnyText(store)
        case .removesOnlyTheTenantsOwn: try await removesOnlyTheTenantsOwn(store, observer)
        case .removesATenant: try await removesATenant(store, observer)
        case .removesAUser: try await removesAUser(store, observer)
        case .neverReusesIDs: try await neverReusesIDs(store)
        case .registersATenantOnce: try await registersATenantOnce(store)
        case .readsEntriesTogether: try await readsEntriesTogether(store)
        case .pagesThroughEntries: try await pagesThroughEntries(store)
        case .pagesThroughTenants: try await pagesThroughTenants(store)
        case .tellsTheObserverBeforeTheCaller: try await tellsTheObserver(store, observer)
        case .keepsVectorsOfAnEmbedder: try await keepsVectors(store)
        case .refilesEntries: try await refilesEntries(store, observer)
        case .notesHowFarRefilingCame: try await notesRefiling(store)
        case .countsAndReplacesEmbeddings: try await replacesEmbeddings(store, observer)
        case .keepsTheTargetOfAMigration: try await keepsTheTarget(store)
        case .writesTheJournal: try await writesTheJournal(store)
        case .keepsLabels: try await keepsLabels(store, observer)
        case .tellsHowLongEntriesStay: try await tellsHowLongEntriesStay(store)
        case .removesWhatHasExpired: try await removesWhatHasExpired(store, observer)
        case .keepsTheStateOfEviction: try await keepsTheStateOfEviction(store)
        case .addsUpUsage: try await addsUpUsage(store)
        case .namesWhatIsWorthALook: try await namesWhatIsWorthALook(store)
        case .pagesThroughTheQueryLog: try await pagesThroughTheQueryLog(store)
        case .keepsThePastOfImports: try await keepsThePastOfImports(store)
        case .readsVectorsByID: try await readsVectorsByID(store)
        case .keepsThePlaceOfImports: try await keepsThePlaceOfImports(store)
        case .keepsDetailsAndLifetimes: try await keepsDetailsAndLifetimes(store)
        case .extendsWhatSlides: try await extendsWhatSlides(store)
        case .findsEntriesByConditions: try await findsEntriesByConditions(store)
        case .correctsEntries: try await correctsEntries(store, observer)
        case .deletesAndRestores: try await deletesAndRestores(store, observer)
        case .doesNotRestoreOverAFreshEntry: try await doesNotRestoreOverAFreshEntry(store)
        case .restoresAsItIsFiledNow: try await restoresAsItIsFiledNow(store)
        case .purgesWhatIsDue: try await purgesWhatIsDue(store)
        case .removesWhatWasDeleted: try await removesWhatWasDeleted(store)
        case .refusesWorkWhenClosed: try await refusesWorkWhenClosed(store)
        }
    }

    static let time = Timestamp(milliseconds: 1_700_000_000_123)
    static let later = Timestamp(milliseconds: 1_700_000_060_456)

    func entry(
        _ tenant: Tenant, _ prompt: String, _ answer: String, user: String? = nil,
        embedding: StoredEmbedding? = nil
    ) -> NewEntry {
        NewEntry(
            request: CacheRequest(tenant: tenant, user: user, messages: [.user(prompt)]),
            answer: answer, embedding: embedding)
    }

    @discardableResult
    func insert(
        _ store: any EntryStore, _ entries: [NewEntry], mode: WriteMode = .replace
    ) async throws -> [EntryID] {
        try await store.insert(entries, mode: mode, at: Self.time).map(\.id)
    }
}

extension EntryStoreContract {
    private func returnsWhatWasStored(_ store: any EntryStore) async throws {
        let request = CacheRequest(
            tenant: "a", user: "u", version: "",
            messages: [
                .system("Be brief."),
                Message(role: "assistant", content: "", attributes: JSONObject([.init(key: "x", value: [1])])),
                .user("Who are you?"),
            ],
            match: "who", context: ["doc": [1, nil, true]], parameters: ["temperature": 0.5], partition: "k")
        let new = NewEntry(request: request, answer: "An assistant.")
        let id = try await insert(store, [new])[0]
        let stored = try #require(try await store.entry(id))
        #expect(stored.request == request)
        #expect(RequestIdentity(stored.request) == new.identity)
        #expect(stored.answer == "An assistant.")
        #expect(stored.createdAt == Self.time)
        #expect(stored.modifiedAt == Self.time)
        #expect(stored.hitCount == 0)
        #expect(stored.embeddingFingerprint == nil)
        #expect(try await store.entry(EntryID(id.rawValue + 1)) == nil)
    }

    private func replacesTheSameRequest(_ store: any EntryStore) async throws {
        let first = try await store.insert([entry("a", "p", "old")], mode: .replace, at: Self.time)[0]
        let second = try await store.insert([entry("a", "p", "new")], mode: .replace, at: Self.later)[0]
        #expect(first.status == .created)
        #expect(second == InsertOutcome(id: first.id, status: .replaced))
        let stored = try #require(try await store.entry(first.id))
        #expect(stored.answer == "new")
        #expect(stored.createdAt == Self.time)
        #expect(stored.modifiedAt == Self.later)
        #expect(try await store.size().entryCount == 1)
    }

    private func leavesAloneIfAbsent(_ store: any EntryStore) async throws {
        let id = try await insert(store, [entry("a", "p", "old")])[0]
        let outcome = try await store.insert([entry("a", "p", "new")], mode: .ifAbsent, at: Self.later)
        #expect(outcome == [InsertOutcome(id: id, status: .exists)])
        #expect(try await store.entry(id)?.answer == "old")
        let other = try await store.insert([entry("a", "q", "new")], mode: .ifAbsent, at: Self.later)
        #expect(other[0].status == .created)
    }

    private func keepsOutcomesInOrder(_ store: any EntryStore) async throws {
        let ids = try await insert(
            store, [entry("a", "1", "x"), entry("b", "1", "y"), entry("a", "2", "z"), entry("a", "1", "w")])
        #expect(ids.count == 4)
        #expect(ids[0] == ids[3])
        #expect(Set(ids).count == 3)
        #expect(try await store.entry(ids[0])?.answer == "w")
        #expect(try await store.entry(ids[1])?.answer == "y")
    }

    private func survivesAnyText(_ store: any EntryStore) async throws {
        let texts = [
            "", "\0", "a\0b", "'; DROP TABLE entry; --", "e\u{301}", "\u{e9}", "你是谁?", "👩‍👩‍👧", "\u{202e}abc",
            String(repeating: "x", count: 100_000), "\u{feff}bom", "|||###", "\\\"\n\r\t\u{1f}",
        ]
        for (position, text) in texts.enumerated() {
            let tenant = Tenant("t" + text)
            let request = CacheRequest(
                tenant: tenant, user: text, version: text, messages: [.user(text)], match: text)
            let id = try await insert(store, [NewEntry(request: request, answer: text)])[0]
            let stored = try #require(try await store.entry(id), "text \(position)")
            #expect(stored.answer.utf8.elementsEqual(text.utf8), "text \(position)")
            #expect(stored.request.user.map { Array($0.utf8) } == Array(text.utf8), "text \(position)")
            #expect(stored.request.version.map { Array($0.utf8) } == Array(text.utf8), "text \(position)")
            #expect(RequestIdentity(stored.request) == RequestIdentity(request), "text \(position)")
        }
        // Canonically equivalent names are different names.
        #expect(try await store.size().tenantCount == texts.count)
        #expect(try await store.removeAll(user: "\u{e9}", tenant: nil) == 1)
    }

    private func removesOnlyTheTenantsOwn(
        _ store: any EntryStore, _ observer: RecordingObserver
    ) async throws {
        let ids = try await insert(store, [entry("a", "1", "x"), entry("b", "1", "y"), entry("a", "2", "z")])
        let unknown = EntryID(9_999)
        #expect(try await store.remove([ids[1], unknown], tenant: "a") == 0)
        #expect(try await store.remove([ids[0], ids[0], ids[1]], tenant: "a") == 1)
        #expect(observer.keys.map(\.id).sorted() == [ids[1], ids[2]])
        #expect(try await store.remove([ids[1], ids[2]], tenant: nil) == 2)
        #expect(observer.keys.isEmpty)
        #expect(try await store.size().entryCount == 0)
    }

    private func removesATenant(
        _ store: any EntryStore, _ observer: RecordingObserver
    ) async throws {
        let ids = try await insert(store, [entry("a", "1", "x"), entry("b", "1", "y"), entry("a", "2", "z")])
        _ = try await store.append {
            JournalBatch(records: [
                QueryRecord(time: Self.time, tenant: "a", messages: [.user("1")]),
                QueryRecord(time: Self.time, tenant: "b", messages: [.user("1")]),
            ])
        }
        try await store.removeAll(tenant: "a", keepingTenant: true)
        #expect(observer.keys.map(\.id) == [ids[1]])
        #expect(try await store.tenants(after: nil, limit: 9).map(\.tenant) == ["a", "b"])
        #expect(try await store.queryLog(tenant: nil, limit: 9).map(\.tenant) == ["b"])
        try await store.removeAll(tenant: "a", keepingTenant: false)
        #expect(try await store.tenants(after: nil, limit: 9).map(\.tenant) == ["b"])
        try await store.removeAll(tenant: "unknown", keepingTenant: false)
    }

    private func removesAUser(_ store: any EntryStore, _ observer: RecordingObserver) async throws {
        let ids = try await insert(
            store,
            [
                entry("a", "1", "x", user: "u"), entry("b", "1", "y", user: "u"),
                entry("a", "1", "z", user: "v"), entry("a", "1", "w"),
            ])
        _ = try await store.append {
            JournalBatch(
                records: ["u", "v", nil].map {
                    QueryRecord(time: Self.time, tenant: "a", user: $0, messages: [])
                })
        }
        #expect(try await store.removeAll(user: "u", tenant: "b") == 1)
        #expect(try await store.removeAll(user: "u", tenant: nil) == 1)
        #expect(observer.keys.map(\.id).sorted() == [ids[2], ids[3]])
        #expect(try await store.queryLog(tenant: nil, limit: 9).map(\.user) == [nil, "v"])
    }

    private func neverReusesIDs(_ store: any EntryStore) async throws {
        let first = try await insert(store, [entry("a", "1", "x")])[0]
        _ = try await store.remove([first], tenant: nil)
        let second = try await insert(store, [entry("a", "1", "x")])[0]
        try await store.removeAll(tenant: "a", keepingTenant: false)
        let third = try await insert(store, [entry("b", "1", "x")])[0]
        #expect(first < second)
        #expect(second < third)
    }

    private func registersATenantOnce(_ store: any EntryStore) async throws {
        #expect(try await store.register("a", filing: .original, at: Self.time))
        #expect(try await !store.register("a", filing: .original, at: Self.later))
        try await insert(store, [entry("b", "1", "x")])
        #expect(try await !store.register("b", filing: .original, at: Self.later))
        let tenants = try await store.tenants(after: nil, limit: 9)
        #expect(tenants[0] == TenantSummary(tenant: "a", entryCount: 0, createdAt: Self.time))
        #expect(tenants[1] == TenantSummary(tenant: "b", entryCount: 1, createdAt: Self.time))
    }

    /// Those that are gone or never were are left out, and one that is asked for twice may come twice.
    private func readsEntriesTogether(_ store: any EntryStore) async throws {
        let ids = try await insert(store, [entry("a", "p", "1"), entry("a", "q", "2"), entry("b", "p", "3")])
        _ = try await store.remove([ids[1]], tenant: nil)
        let found = try await store.entries([ids[2], ids[1], EntryID(999), ids[0], EntryID(-1)])
        #expect(Set(found.map(\.id)) == [ids[0], ids[2]])
        #expect(Set(found.map(\.answer)) == ["1", "3"])
        #expect(try await store.entries([]).isEmpty)
    }

    private func pagesThroughEntries(_ store: any EntryStore) async throws {
        for number in 0..<25 {
            try await insert(store, [entry(number % 2 == 0 ? "even" : "odd", "\(number)", "x")])
        }
        var seen: [EntryID] = []
        var after = EntryID(0)
        while true {
            let page = try await store.entries(tenant: "even", after: after, limit: 4)
            guard let last = page.last else { break }
            #expect(page.allSatisfy { $0.request.tenant == "even" })
            seen += page.map(\.id)
            after = last.id
        }
        #expect(seen.count == 13)
        #expect(seen == seen.sorted())
        #expect(try await store.entries(tenant: nil, after: EntryID(0), limit: 100).count == 25)
        #expect(try await store.entries(tenant: "none", after: EntryID(0), limit: 100).isEmpty)
    }

    private func pagesThroughTenants(_ store: any EntryStore) async throws {
        let names: [Tenant] = ["", "a", "b", "\u{e9}", "你", "👩"]
        for name in names.reversed() { _ = try await store.register(name, filing: .original, at: Self.time) }
        var seen: [Tenant] = []
        while true {
            let page = try await store.tenants(after: seen.last, limit: 2)
            if page.isEmpty { break }
            seen += page.map(\.tenant)
        }
        #expect(seen == names)
    }

    private func tellsTheObserver(
        _ store: any EntryStore, _ observer: RecordingObserver
    ) async throws {
        await withThrowingTaskGroup(of: Void.self) { group in
            for worker in 0..<8 {
                group.addTask {
                    for number in 0..<50 {
                        let id = try await insert(store, [entry(Tenant("t\(worker)"), "\(number)", "x")])[0]
                        #expect(observer.keys.contains { $0.id == id })
                        if number % 3 == 0 {
                            _ = try await store.remove([id], tenant: nil)
                            #expect(!observer.keys.contains { $0.id == id })
                        }
                    }
                }
            }
        }
        let stored = try await store.entries(tenant: nil, after: EntryID(0), limit: 1_000).map(\.id)
        #expect(stored == observer.keys.map(\.id).sorted())
    }

    private func keepsVectors(_ store: any EntryStore) async throws {
        let one = EmbeddingFingerprint(rawValue: "one")
        let vector: [Float] = [0.6, -0.8, .leastNonzeroMagnitude]
        let new = entry("a", "1", "x", embedding: StoredEmbedding(vector: vector, fingerprint: one))
        let id = try await insert(store, [new, entry("a", "2", "x")])[0]
        // An answer that is replaced keeps its prompt's vector.
        try await insert(store, [entry("a", "1", "y")])
        #expect(try await store.entry(id)?.embeddingFingerprint == one)
        let found = Mutex<[(Tenant, IndexedVector)]>([])
        try await store.forEachVector(of: one, tenant: nil) { tenant, vectors in
            found.withLock { $0 += vectors.map { (tenant, $0) } }
        }
        let vectors = found.withLock { $0 }
        #expect(vectors.count == 1)
        #expect(vectors.first?.0 == "a")
        #expect(vectors.first?.1.id == id)
        #expect(vectors.first?.1.vector == vector)
        #expect(vectors.first?.1.partition == new.identity.partition)
        let strangers: [(EmbeddingFingerprint, Tenant?)] = [(EmbeddingFingerprint(rawValue: "two"), nil), (one, "b")]
        for (fingerprint, tenant) in strangers {
            try await store.forEachVector(of: fingerprint, tenant: tenant) { _, _ in
                Issue.record("there is no such vector")
            }
        }
        struct Unwanted: Error {}
        await #expect(throws: StoreError.self) {
            try await store.forEachVector(of: one, tenant: "a") { _, _ in throw Unwanted() }
        }
    }

    private func refilesEntries(_ store: any EntryStore, _ observer: RecordingObserver) async throws {
        let one = EmbeddingFingerprint(rawValue: "one")
        func vector(_ x: Float) -> StoredEmbedding { StoredEmbedding(vector: [x], fingerprint: one) }
        let news = ["1", "2", "3", "4"].map { entry("a", $0, "x", embedding: vector(1)) }
        let ids = try await insert(store, news)
        let foreign = try await insert(store, [entry("b", "1", "x")])[0]
        let elsewhere = RequestIdentity(CacheRequest(tenant: "z", prompt: "")).partition
        let filing = Filing(rules: .original)
        let refiled = [
            RefiledEntry(id: ids[0], partition: elsewhere, vector: .kept),
            RefiledEntry(id: ids[1], partition: elsewhere, vector: .replaced(vector(2))),
            RefiledEntry(id: ids[2], partition: news[2].identity.partition, vector: .replaced(nil)),
            RefiledEntry(id: ids[3], partition: news[3].identity.partition, vector: .replaced(vector(1))),
            RefiledEntry(id: foreign, partition: elsewhere, vector: .kept),
            RefiledEntry(id: EntryID(9_999), partition: elsewhere, vector: .kept),
        ]
        #expect(try await store.refile(refiled, of: "a", noting: filing) == 3)
        let moved = [
            MovedEntry(id: ids[0], partition: elsewhere, embedding: vector(1)),
            MovedEntry(id: ids[1], partition: elsewhere, embedding: vector(2)),
            MovedEntry(id: ids[2], partition: news[2].identity.partition, embedding: nil),
        ]
        #expect(observer.moved == moved)
        #expect(try await store.refile(refiled, of: "a", noting: filing) == 0)
        #expect(observer.moved == moved)
        #expect(try await store.entry(ids[2])?.embeddingFingerprint == nil)
        let visited = Mutex<[EntryID: IndexedVector]>([:])
        try await store.forEachVector(of: one, tenant: "a") { _, vectors in
            visited.withLock { visited in
                for vector in vectors { visited[vector.id] = vector }
            }
        }
        let stored = visited.withLock { $0 }
        #expect(stored.keys.sorted() == [ids[0], ids[1], ids[3]])
        #expect(stored[ids[0]]?.partition == elsewhere && stored[ids[0]]?.vector == [1])
        #expect(stored[ids[1]]?.partition == elsewhere && stored[ids[1]]?.vector == [2])
        // An answer that is replaced brings the entry back to where its request belongs.
        try await insert(store, [news[0]])
        #expect(
            try await store.refile(
                [RefiledEntry(id: ids[0], partition: news[0].identity.partition, vector: .kept)], of: "a",
                noting: filing) == 0)
    }

    private func notesRefiling(_ store: any EntryStore) async throws {
        let rules = PartitionRules(context: .last)
        let target = RulesFingerprint(rules)
        #expect(try await store.filing(of: "a") == nil)
        _ = try await store.refile([], of: "a", noting: Filing(rules: target))
        #expect(try await store.filing(of: "a") == nil)
        let request = CacheRequest(tenant: "a", prompt: "1")
        try await insert(store, [NewEntry(request: request, answer: "x", rules: rules)])
        #expect(try await store.filing(of: "a") == Filing(rules: target))
        _ = try await store.register("b", filing: .original, at: Self.time)
        for filing in [
            Filing(rules: .original, change: .init(rules: target, doneUpTo: EntryID(7))),
            Filing(rules: nil, change: .init(rules: target, doneUpTo: EntryID(0))), Filing(rules: target),
        ] {
            _ = try await store.refile([], of: "b", noting: filing)
            #expect(try await store.filing(of: "b") == filing)
        }
        try await store.removeAll(tenant: "a", keepingTenant: false)
        #expect(try await store.filing(of: "a") == nil)
    }

    private func replacesEmbeddings(_ store: any EntryStore, _ observer: RecordingObserver) async throws {
        let old = EmbeddingFingerprint(rawValue: "old"), new = EmbeddingFingerprint(rawValue: "new")
        let ids = try await insert(
            store,
            [
                entry("a", "1", "x", embedding: StoredEmbedding(vector: [1], fingerprint: old)),
                entry("a", "2", "x"),
                entry("a", "3", "x", embedding: .unreadable(by: old)),
                entry("b", "1", "x", embedding: StoredEmbedding(vector: [2], fingerprint: old)),
            ])
        func counts() async throws -> Set<[String]> {
            Set(
                try await store.embeddingCounts().map {
                    [$0.tenant.name, $0.fingerprint?.rawValue ?? "-", "\($0.entryCount)"]
                })
        }
        #expect(try await counts() == [["a", "old", "2"], ["a", "-", "1"], ["b", "old", "1"]])
        #expect(try await store.entry(ids[2])?.embeddingFingerprint == nil)
        var waiting: Set<EntryID> = []
        while case let page = try await store.entries(of: "a", notEmbeddedBy: new, limit: 2), !page.isEmpty {
            #expect(page.count <= 2)
            waiting.formUnion(page.map(\.id))
            var embeddings: [EntryID: StoredEmbedding] = [:]
            for entry in page {
                embeddings[entry.id] =
                    entry.id == ids[1] ? .unreadable(by: new) : StoredEmbedding(vector: [9], fingerprint: new)
            }
            #expect(try await store.replaceEmbeddings(embeddings, of: "a") == page.count)
            let moved = observer.moved.suffix(page.count)
            #expect(moved.allSatisfy { embeddings[$0.id] == $0.embedding })
        }
        #expect(waiting == Set(ids.prefix(3)))
        #expect(try await counts() == [["a", "new", "3"], ["b", "old", "1"]])
        // Another tenant's entry and one that is gone are passed over.
        let vector = StoredEmbedding(vector: [3], fingerprint: new)
        #expect(try await store.replaceEmbeddings([ids[3]: vector, EntryID(99): vector], of: "a") == 0)
        let vectors = Mutex<[EntryID]>([])
        try await store.forEachVector(of: new, tenant: nil) { _, batch in
            vectors.withLock { $0 += batch.map(\.id) }
        }
        #expect(Set(vectors.withLock { $0 }) == [ids[0], ids[2]])
    }

    private func keepsTheTarget(_ store: any EntryStore) async throws {
        let one = EmbeddingFingerprint(rawValue: "one"), two = EmbeddingFingerprint(rawValue: "two")
        #expect(try await store.migrationTarget() == nil)
        for target in [one, two, two, nil] {
            try await store.setMigrationTarget(target)
            #expect(try await store.migrationTarget() == target)
        }
    }

    private func writesTheJournal(_ store: any EntryStore) async throws {
        let id = try await insert(store, [entry("a", "1", "x")])[0]
        let hit = QueryRecord(
            time: Self.time, tenant: "a", user: "u", messages: [.user("1\0")], match: "m", tier: .exact,
            entry: id, similarity: 1, seconds: 0.25)
        let miss = QueryRecord(
            time: Self.later, tenant: "b", messages: [.user("2")], errorCode: 102,
            errorDescription: "type exception", missReason: .belowThreshold)
        let hits = JournalBatch.Hits(count: 3, last: Self.later)
        let written = try await store.append {
            JournalBatch(records: [hit, miss], hits: [id: hits, EntryID(999): hits])
        }
        #expect(written == 2)
        _ = try await store.append { JournalBatch(hits: [id: .init(count: 1, last: Self.time)]) }
        #expect(try await store.queryLog(tenant: nil, limit: 9) == [miss, hit])
        #expect(try await store.queryLog(tenant: "a", limit: 9) == [hit])
        #expect(try await store.queryLog(tenant: nil, limit: 1) == [miss])
        let stored = try #require(try await store.entry(id))
        #expect(stored.hitCount == 4)
        #expect(stored.lastHitAt == Self.later)
    }

    private func refusesWorkWhenClosed(_ store: any EntryStore) async throws {
        try await insert(store, [entry("a", "1", "x")])
        await store.close()
        await #expect(throws: StoreError.closed) { try await insert(store, [entry("a", "2", "x")]) }
        await #expect(throws: StoreError.closed) { _ = try await store.entry(EntryID(1)) }
        await store.close()
    }
}

extension EntryStoreContract {
    private func keepsLabels(_ store: any EntryStore, _ observer: RecordingObserver) async throws {
        try await insert(store, [entry("a", "p", "1"), entry("b", "p", "2")])
        func label(
            _ tenant: Tenant, _ pair: String, _ isSame: Bool, _ source: PairLabel.Source, score: Float? = 0.75
        ) -> PairLabel {
            PairLabel(
                tenant: tenant, pair: PairDigest(Digest(of: tenant.name + pair)), isSame: isSame, source: source,
                score: score, judge: "j", time: Self.time)
        }
        let learnt = label("a", "1", true, .answers)
        let told = label("a", "1", false, .feedback, score: nil)
        try await store.label([learnt])
        try await store.label([told])
        #expect(observer.labels == [learnt, told])

        // Nothing overrules feedback but feedback, and nothing is learnt of a tenant that is not there.
        try await store.label([learnt, label("c", "1", true, .feedback)])
        #expect(observer.labels == [learnt, told])
        let other = label("b", "2", true, .answers)
        let record = QueryRecord(
            time: Self.later, tenant: "b", messages: [.user("q")], tier: .semantic, entry: EntryID(2))
        _ = try await store.append { JournalBatch(records: [record], labels: [other]) }
        #expect(observer.labels == [learnt, told, other])
        var stored = try await store.labels(countingFrom: Self.time)
        #expect(stored.labels.count == 2 && stored.labels.contains(told) && stored.labels.contains(other))
        #expect(stored.semanticHits == ["b": 1] && stored.countedFrom == Self.later)

        try await store.removeAll(tenant: "a", keepingTenant: true)
        stored = try await store.labels(countingFrom: Timestamp(milliseconds: Self.later.rawValue + 1))
        #expect(stored.labels == [other])
        #expect(stored.semanticHits.isEmpty && stored.countedFrom == nil)
    }
}
