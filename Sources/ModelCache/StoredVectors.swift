import CacheCore
import VectorSearch

/// Lets the vector index read a tenant's vectors from the store when they are first needed.
struct StoredVectors: VectorSource {
    let store: any EntryStore
    let fingerprint: EmbeddingFingerprint

    func forEachVector(
        of tenant: Tenant, visit: @escaping @Sendable ([IndexedVector]) throws -> Void
    ) async throws {
        try await store.forEachVector(of: fingerprint, tenant: tenant) { _, vectors in try visit(vectors) }
    }
}
