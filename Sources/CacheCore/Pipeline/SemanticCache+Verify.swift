/// Whether what a cache keeps in memory agrees with its store.
public struct MemoryAgreement: Sendable, Equatable {
    public var entryCount = 0
    /// Entries in the exact tier's map.
    public var keyCount = 0
    public var keysChecked = 0
    public var keysMissing = 0
    public var vectorsChecked = 0
    public var vectorsMissing = 0

    public var isSound: Bool { entryCount == keyCount && keysMissing == 0 && vectorsMissing == 0 }
}

extension SemanticCache {
    /// Looks up every entry by its request in the exact tier's map, and some of each tenant by their vectors in the
    /// index. Reads all entries.
    ///
    /// - Parameter vectorsPerTenant: how many vectors of a tenant are searched for.
    public func checkMemory(vectorsPerTenant: Int = 100) async throws(CacheError) -> MemoryAgreement {
        var agreement = MemoryAgreement()
        agreement.keyCount = entryCount
        var searched: [Tenant: Int] = [:]
        var last = EntryID(0)
        while true {
            let page = try await entries(after: last, limit: 500)
            guard let end = page.last else { break }
            for entry in page {
                agreement.entryCount += 1
                agreement.keysChecked += 1
                let tenant = entry.request.tenant
                let identity = RequestIdentity(entry.request, rules: policy[tenant].rules)
                if memory.entry(answering: identity, of: tenant) != entry.id { agreement.keysMissing += 1 }
                guard let semantic, entry.embeddingFingerprint == semantic.embedder.fingerprint,
                    searched[tenant, default: 0] < vectorsPerTenant
                else { continue }
                searched[tenant, default: 0] += 1
                agreement.vectorsChecked += 1
                if try await !isFound(entry, identity: identity) { agreement.vectorsMissing += 1 }
            }
            last = end.id
        }
        return agreement
    }

    /// Whether the index finds an entry, or one as near, by the entry's own vector.
    private func isFound(_ entry: CacheEntry, identity: RequestIdentity) async throws(CacheError) -> Bool {
        let vectors = try await stored { () async throws(StoreError) in try await store.embeddings(of: [entry.id]) }
        guard let vector = vectors[entry.id]?.vector, let semantic else { return false }
        let neighbours = try? await semantic.index.search(
            vector, tenant: entry.request.tenant, partition: identity.partition, count: 1)
        return (neighbours?.first?.similarity ?? 0) > 0.999
    }
}
