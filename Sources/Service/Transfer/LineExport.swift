import CacheCore

/// Exports entries as lines of JSON, in the order of their ids.
///
/// Entries that are written or removed meanwhile may or may not be there; each that is there is whole.
package struct LineExport: Sendable {
    private static let pageSize = 500

    package var tenant: String?
    package var withVectors = false

    package init(tenant: String? = nil, withVectors: Bool = false) {
        self.tenant = tenant
        self.withVectors = withVectors
    }

    /// - Parameter write: is given some lines at a time, and how many these are.
    package func perform(
        on cache: SemanticCache, write: ([UInt8], _ count: Int) async throws -> Void
    ) async throws {
        var last = EntryID(0)
        while true {
            let page = try await cache.exportedEntries(
                tenant: tenant.map { Tenant($0) }, after: last, limit: Self.pageSize, withVectors: withVectors)
            guard let end = page.last else { return }
            try await write(page.flatMap { TransferLine.encode($0) }, page.count)
            last = end.entry.id
        }
    }
}
