import Logging

/// Gets the index ready after a start, in the background, so that a large tenant's first semantic lookup does not wait while its
/// vectors are read: first the tenants that were asked last, then those with the most entries, one after the other.
struct IndexPreparation: Sendable {
    /// How far back the query log is looked at, and how many tenants are got ready besides.
    private static let (recentLookups, largestTenants) = (200, 1_000)

    let store: any EntryStore
    let policy: CachePolicy
    let index: any VectorIndex
    let logger: Logger

    /// Returns when all are ready, or memory is used up, or the task is cancelled, or the store fails.
    func run() async {
        do {
            for tenant in try await tenants() {
                guard !Task.isCancelled, await index.prepare(tenant) else { return }
            }
        } catch {
            // Nothing is lost: what is not ready is read at the first lookup.
            guard !Task.isCancelled, error != .closed else { return }
            logger.warning(
                "Vectors could not be read ahead; each tenant's first semantic lookup reads them",
                metadata: ["error": "\(error)"])
        }
    }

    /// Those that look up by meaning, in the order in which they are got ready.
    func tenants() async throws(StoreError) -> [Tenant] {
        let recent = try await store.queryLog(tenant: nil, limit: Self.recentLookups).map(\.tenant)
        let page = try await store.tenants(after: nil, limit: Self.largestTenants)
        let largest = page.sorted { $0.entryCount > $1.entryCount }.map(\.tenant)
        var seen: Set<Tenant> = []
        return (recent + largest).filter { policy[$0].mode.usesEmbeddings && seen.insert($0).inserted }
    }
}
