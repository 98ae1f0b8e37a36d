/// Entries for other stores.
extension SemanticCache {
    /// A page of entries, as `entries`, with their vectors if those are wanted.
    ///
    /// While a tenant's entries are on their way to rules that match other texts, their vectors are left out: it is
    /// not certain of which text they are.
    public func exportedEntries(
        tenant: Tenant? = nil, after: EntryID = EntryID(0), limit: Int = 500, withVectors: Bool
    ) async throws(CacheError) -> [ExportedEntry] {
        let page = try await entries(tenant: tenant, after: after, limit: limit)
        guard withVectors else { return page.map { ExportedEntry(entry: $0, embedding: nil) } }
        return try await stored { () async throws(StoreError) in
            let vectors = try await store.embeddings(of: page.map(\.id))
            var hasCertainTexts: [Tenant: Bool] = [:]
            for owner in Set(page.map(\.request.tenant)) {
                let filing = try await store.filing(of: owner)
                let text = RulesFingerprint(policy[owner].rules).text
                hasCertainTexts[owner] = filing?.rules?.text == text && (filing?.change?.rules.text ?? text) == text
            }
            return page.map { entry in
                let isCertain = hasCertainTexts[entry.request.tenant] ?? false
                return ExportedEntry(entry: entry, embedding: isCertain ? embedding(vectors[entry.id], of: entry) : nil)
            }
        }
    }

    private func embedding(_ stored: StoredEmbedding?, of entry: CacheEntry) -> TransferredEmbedding? {
        guard let stored else { return nil }
        let prompt = MatchedTexts.prompt(of: entry.request, rules: policy[entry.request.tenant].rules)
        return TransferredEmbedding(vector: stored.vector, fingerprint: stored.fingerprint, text: Digest(of: prompt))
    }
}
