/// The number of a deletion, by which all that it took can be restored; never used again.
public struct DeletionID: RawRepresentable, Hashable, Sendable, CustomStringConvertible {
    public let rawValue: Int64

    public init(rawValue: Int64) {
        self.rawValue = rawValue
    }

    public init(_ rawValue: Int64) {
        self.rawValue = rawValue
    }

    public var description: String { String(rawValue) }
}

/// When, and with what else, an entry was deleted.
public struct Deletion: Sendable, Equatable {
    public let id: DeletionID
    public let time: Timestamp

    public init(id: DeletionID, time: Timestamp) {
        self.id = id
        self.time = time
    }
}

/// What a deletion took.
public struct DeletionOutcome: Sendable, Equatable {
    public let count: Int
    /// By which it can be undone; nil when nothing was taken, or for good.
    public let id: DeletionID?

    public init(count: Int, id: DeletionID?) {
        self.count = count
        self.id = id
    }
}

/// What became of deleted entries that were to be restored.
public struct RestoreOutcome: Sendable, Equatable {
    public var restored: [EntryID]
    /// Those that stay deleted because their requests have been answered anew since.
    public var superseded: [EntryID]

    public init(restored: [EntryID] = [], superseded: [EntryID] = []) {
        self.restored = restored
        self.superseded = superseded
    }
}

/// An entry that was restored, as far as memory has to know it.
public struct RestoredEntry: Sendable {
    public let key: EntryKey
    public let partition: PartitionDigest
    public let embedding: StoredEmbedding?
    /// Bytes, as `NewEntry.weight`.
    public let weight: Int
    public let isPinned: Bool

    public init(
        key: EntryKey, partition: PartitionDigest, embedding: StoredEmbedding?, weight: Int, isPinned: Bool
    ) {
        self.key = key
        self.partition = partition
        self.embedding = embedding
        self.weight = weight
        self.isPinned = isPinned
    }
}
