import Logging

/// Files stored entries anew after a tenant's rules have changed, in the background.
///
/// At every start each tenant's stored filing is compared with the rules in force. Where they differ, its entries
/// are gone through in the order of their ids, a small batch at a time: partitions are derived again, and prompts
/// whose matched text has changed are embedded again. Each batch is one durable write that also notes how far it
/// came, so a restart goes on there. Meanwhile lookups and inserts follow the new rules; an entry that has not had
/// its turn is found by identical requests, and by meaning once it has.
struct Refiling: Sendable {
    static let batchSize = 64
    private static let pause = Duration.milliseconds(2)

    let store: any EntryStore
    let policy: CachePolicy
    let semantic: SemanticTier?
    let logger: Logger

    /// Returns when all tenants are done, or the task is cancelled, or the store fails.
    func run() async {
        var last: Tenant?
        do {
            while true {
                let page = try await store.tenants(after: last, limit: 100)
                guard let end = page.last else { return }
                for summary in page { try await refile(summary.tenant) }
                last = end.tenant
            }
        } catch {
            // The cache was closed; the next start goes on.
            guard !Task.isCancelled, error as? StoreError != .closed else { return }
            logger.error(
                "Entries could not be filed by the new rules; the next start tries again",
                metadata: ["error": "\(error)"])
        }
    }

    private func refile(_ tenant: Tenant) async throws {
        let rules = policy[tenant].rules
        let target = RulesFingerprint(rules)
        guard let stored = try await store.filing(of: tenant), var filing = stored.changing(to: target) else { return }
        logger.info("Filing entries by new rules", metadata: ["tenant": "\(tenant)"])
        var moved = 0
        while var change = filing.change {
            try Task.checkCancellation()
            let entries = try await store.entries(tenant: tenant, after: change.doneUpTo, limit: Self.batchSize)
            let refiled = try await refiled(
                entries, rules: rules, isTextKept: filing.rules?.text == target.text, tenant: tenant)
            if let last = entries.last {
                change.doneUpTo = last.id
                filing.change = change
            } else {
                filing = Filing(rules: target)
            }
            moved += try await store.refile(refiled, of: tenant, noting: filing)
            try await Task.sleep(for: Self.pause)
        }
        logger.info("Filed entries by new rules", metadata: ["tenant": "\(tenant)", "moved": "\(moved)"])
    }

    private func refiled(
        _ entries: [CacheEntry], rules: PartitionRules, isTextKept: Bool, tenant: Tenant
    ) async throws -> [RefiledEntry] {
        let vectors: [RefiledEntry.Vector]
        if isTextKept {
            vectors = entries.map { _ in .kept }
        } else {
            vectors = try await embeddings(
                of: entries.map { MatchedTexts($0.request, rules: rules).prompt }, tenant: tenant
            ).map { .replaced($0) }
        }
        return zip(entries, vectors).map { entry, vector in
            RefiledEntry(
                id: entry.id, partition: RequestIdentity(entry.request, rules: rules).partition, vector: vector)
        }
    }

    private func embeddings(of texts: [String], tenant: Tenant) async throws -> [StoredEmbedding?] {
        guard let semantic, policy[tenant].mode.usesEmbeddings, !texts.isEmpty else {
            return texts.map { _ in nil }
        }
        return try await semantic.embeddingsInBackground(of: texts, tenant: tenant) { error in
            logger.debug("Waiting for the embedder to file entries anew", metadata: ["error": "\(error)"])
        }
    }
}
