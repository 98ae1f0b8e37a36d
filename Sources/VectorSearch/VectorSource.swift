import CacheCore

/// Where an index finds the vectors of a tenant that it does not hold in memory.
public protocol VectorSource: Sendable {
    /// Visits all vectors of one tenant, each once, in batches of a size that suits the source.
    ///
    /// They must include every change that was committed before the call. Changes that are committed during
    /// the call may be included or not; the index hears of them by `insert` and `remove` as well.
    ///
    /// - Parameter visit: may wait until the index has taken in earlier batches. Pass on what it throws.
    func forEachVector(
        of tenant: Tenant, visit: @escaping @Sendable ([IndexedVector]) throws -> Void
    ) async throws
}
