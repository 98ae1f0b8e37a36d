/// By what rules a tenant's entries are filed.
///
/// A change of rules takes time to reach all entries. Until it has, the filing holds how far it has come, so that it
/// goes on from there after a restart.
public struct Filing: Sendable, Equatable {
    /// The rules that all entries are filed by; nil when a change was given up for another one, so that they are
    /// mixed.
    public var rules: RulesFingerprint?
    /// The change that is under way.
    public var change: Change?

    public struct Change: Sendable, Equatable {
        public var rules: RulesFingerprint
        /// Entries up to this one are filed by the new rules.
        public var doneUpTo: EntryID

        public init(rules: RulesFingerprint, doneUpTo: EntryID) {
            self.rules = rules
            self.doneUpTo = doneUpTo
        }
    }

    public init(rules: RulesFingerprint?, change: Change? = nil) {
        self.rules = rules
        self.change = change
    }

    /// The filing at the start of a change to `target`, or where one goes on; nil when there is nothing to do.
    package func changing(to target: RulesFingerprint) -> Filing? {
        if let change {
            guard change.rules != target else { return self }
            return Filing(rules: nil, change: Change(rules: target, doneUpTo: EntryID(0)))
        }
        guard rules != target else { return nil }
        return Filing(rules: rules, change: Change(rules: target, doneUpTo: EntryID(0)))
    }
}

/// Where an entry belongs by new rules.
public struct RefiledEntry: Sendable {
    public enum Vector: Sendable, Equatable {
        /// The matched text is the same.
        case kept
        /// The matched text is another one; nil where the tenant has no embeddings.
        case replaced(StoredEmbedding?)
    }

    public let id: EntryID
    public let partition: PartitionDigest
    public let vector: Vector

    public init(id: EntryID, partition: PartitionDigest, vector: Vector) {
        self.id = id
        self.partition = partition
        self.vector = vector
    }
}

/// An entry that was moved, as it is stored now.
public struct MovedEntry: Sendable, Equatable {
    public let id: EntryID
    public let partition: PartitionDigest
    public let embedding: StoredEmbedding?

    public init(id: EntryID, partition: PartitionDigest, embedding: StoredEmbedding?) {
        self.id = id
        self.partition = partition
        self.embedding = embedding
    }
}
