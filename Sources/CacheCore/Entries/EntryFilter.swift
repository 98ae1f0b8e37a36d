/// Which entries are meant: those for which every condition holds that is set.
public struct EntryFilter: Sendable, Equatable {
    public var ids: Set<EntryID>?
    public var tenant: Tenant?
    /// All of them must be carried.
    public var tags: [EntryTag]
    /// The text that is matched by meaning (`CacheRequest.matchedText`), byte for byte.
    public var prompt: String?
    /// Entries that were made at this time or later.
    public var createdFrom: Timestamp?
    /// Entries that were made before this time.
    public var createdBefore: Timestamp?

    public init(
        ids: Set<EntryID>? = nil, tenant: Tenant? = nil, tags: [EntryTag] = [], prompt: String? = nil,
        createdFrom: Timestamp? = nil, createdBefore: Timestamp? = nil
    ) {
        self.ids = ids
        self.tenant = tenant
        self.tags = tags
        self.prompt = prompt
        self.createdFrom = createdFrom
        self.createdBefore = createdBefore
    }

    /// Whether it means all entries there are.
    public var isEmpty: Bool { self == EntryFilter() }

    package func matches(_ entry: CacheEntry) -> Bool {
        (ids?.contains(entry.id) ?? true) && (tenant ?? entry.request.tenant) == entry.request.tenant
            && entry.details.carries(tags)
            && (prompt?.utf8.elementsEqual(entry.request.matchedText.utf8) ?? true)
            && (createdFrom ?? entry.createdAt) <= entry.createdAt
            && (createdBefore.map { entry.createdAt < $0 } ?? true)
    }
}

extension CacheRequest {
    /// Short for `matchedText`: different texts rarely have the same.
    package var promptKey: Int64 {
        Int64(bitPattern: Digest(of: matchedText).words.0)
    }
}

extension EntryFilter {
    /// As `CacheRequest.promptKey`.
    package var promptKey: Int64? {
        prompt.map { Int64(bitPattern: Digest(of: $0).words.0) }
    }
}
