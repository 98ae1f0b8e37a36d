import Metrics

/// Entries from other stores.
///
/// They keep their times, their hits and, where it is certain whose it is and of which text, their vector. All others
/// are embedded behind the work that somebody waits for. An import may be repeated: it stores each request once.
extension SemanticCache {
    /// Stores entries, durably; one outcome for each, in their order. Those that cannot be stored do not hold up the
    /// others.
    ///
    /// - Parameter trustsVectors: whether vectors that do not say whose they are count as the embedder's in use.
    public func importEntries(
        _ imported: [ImportedEntry], mode: WriteMode = .ifNewer, trustsVectors: Bool = false
    ) async throws(CacheError) -> [ImportOutcome] {
        let time = now()
        var outcomes = [ImportOutcome](repeating: .expired, count: imported.count)
        var waiting: [WaitingImport] = []
        for (position, item) in imported.enumerated() {
            let history = history(of: item, at: time)
            if let end = history.expiresAt, end <= time { continue }
            do {
                let vector = try embedding(given: item, trustsVectors: trustsVectors)
                waiting.append(WaitingImport(position: position, item: item, history: history, embedding: vector))
            } catch {
                outcomes[position] = .refused(error.reason)
            }
        }
        try await embedMissing(in: &waiting)
        var entries: [NewEntry] = []
        var positions: [Int] = []
        for waiting in waiting {
            let entry = newEntry(waiting.item.answered, embedding: waiting.embedding, history: waiting.history)
            do {
                try checkWeight(of: entry)
                entries.append(entry)
                positions.append(waiting.position)
            } catch {
                outcomes[waiting.position] = .refused("cannot be kept: \(error)")
            }
        }
        guard !entries.isEmpty else { return outcomes }
        let stored = try await stored { () async throws(StoreError) in
            try await store.insert(entries, mode: mode, at: time)
        }
        metrics.inserts.increment(by: stored.count { $0.status != .exists })
        for (position, outcome) in zip(positions, stored) { outcomes[position] = .stored(outcome) }
        return outcomes
    }

    /// How far an import has come; nil for one that was never begun.
    public func importCheckpoint(of source: Digest) async throws(CacheError) -> ImportCheckpoint? {
        try await stored { () async throws(StoreError) in try await store.importCheckpoint(of: source) }
    }

    /// Keeps how far an import has come.
    public func saveImportCheckpoint(_ checkpoint: ImportCheckpoint) async throws(CacheError) {
        try await stored { () async throws(StoreError) in
            try await store.saveImportCheckpoint(checkpoint, at: now())
        }
    }

    private struct WaitingImport {
        let position: Int
        let item: ImportedEntry
        let history: EntryHistory
        var embedding: StoredEmbedding?

        var tenant: Tenant { item.answered.request.tenant }
    }

    /// Times that the clock has not reached yet are moved to now.
    private func history(of item: ImportedEntry, at time: Timestamp) -> EntryHistory {
        let policy = policy[item.answered.request.tenant]
        let modified = min(item.modifiedAt ?? time, time)
        let longest = policy.maximumTimeToLive.map { modified.advanced(bySeconds: $0) }
        let expiry: Timestamp? =
            switch item.expiry {
            case .asNew: policy.lifetime(item.answered.lifetime).expiry(from: time)
            case .never: longest
            case .at(let end): min(end, longest ?? end)
            }
        return EntryHistory(
            createdAt: min(item.createdAt ?? modified, modified), modifiedAt: modified, expiresAt: expiry,
            hitCount: item.hitCount, lastHitAt: item.lastHitAt.map { min($0, time) })
    }

    private struct UnusableVector: Error {
        let reason: String
    }

    /// The vector that came with an entry, of unit length; nil when it is another embedder's or another text's.
    private func embedding(
        given item: ImportedEntry, trustsVectors: Bool
    ) throws(UnusableVector) -> StoredEmbedding? {
        guard let given = item.embedding else { return nil }
        let inUse = semantic?.embedder
        guard let fingerprint = given.fingerprint ?? (trustsVectors ? inUse?.fingerprint : nil),
            inUse == nil || inUse?.fingerprint == fingerprint
        else { return nil }
        if let text = given.text {
            let request = item.answered.request
            let prompt = MatchedTexts.prompt(of: request, rules: policy[request.tenant].rules)
            guard Digest(of: prompt) == text else { return nil }
        }
        if let dimensions = inUse?.dimensions, given.vector.count != dimensions {
            throw UnusableVector(
                reason: "has a vector of \(given.vector.count) components, and the model's have \(dimensions)")
        }
        guard let vector = given.vector.scaledToUnitLength else {
            throw UnusableVector(reason: "has a vector without a direction")
        }
        return StoredEmbedding(vector: vector, fingerprint: fingerprint)
    }

    /// Embeds the prompts that came without a usable vector, of tenants that want one.
    private func embedMissing(in waiting: inout [WaitingImport]) async throws(CacheError) {
        guard let semantic else { return }
        let missing = waiting.indices.filter {
            waiting[$0].embedding == nil && policy[waiting[$0].tenant].mode.usesEmbeddings
        }
        for (tenant, positions) in Dictionary(grouping: missing, by: { waiting[$0].tenant }) {
            let rules = policy[tenant].rules
            let texts = positions.map { MatchedTexts.prompt(of: waiting[$0].item.answered.request, rules: rules) }
            let embeddings = try await patiently { () async throws(EmbedderError) in
                try await semantic.embeddings(of: texts, tenant: tenant, inBackground: true)
            }
            for (position, embedding) in zip(positions, embeddings) { waiting[position].embedding = embedding }
        }
    }

    /// Tries again while the embedder is busy, for some seconds.
    private func patiently<Value: Sendable>(
        _ embed: () async throws(EmbedderError) -> Value
    ) async throws(CacheError) -> Value {
        for attempt in 0... {
            do {
                return try await embed()
            } catch {
                switch error {
                case .busy where attempt < 50: try? await Task.sleep(for: .milliseconds(100))
                case .busy: throw .busy
                case .failed(let reason): throw .embeddingFailed(reason)
                }
            }
        }
        throw .busy
    }
}

extension [Float] {
    /// Nil for a vector that has no direction, or components that are no numbers. One that is of unit length but for
    /// rounding stays as it is, so that vectors survive any number of transfers.
    fileprivate var scaledToUnitLength: [Float]? {
        let length = reduce(0) { $0 + Double($1) * Double($1) }.squareRoot()
        guard length.isFinite, length > 1e-12 else { return nil }
        return abs(length - 1) < 1e-4 ? self : map { Float(Double($0) / length) }
    }
}
