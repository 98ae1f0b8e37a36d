/// An entry on its way in from another store, with what that store knew of it.
public struct ImportedEntry: Sendable {
    /// How long it may be served.
    public enum Expiry: Sendable, Equatable {
        /// As for a new insert: the time that it asks for, or its tenant's, from now on.
        case asNew
        case never
        case at(Timestamp)
    }

    public let answered: Answered
    public let embedding: TransferredEmbedding?
    public let createdAt: Timestamp?
    /// When the answer was written; nil for the moment of the import.
    public let modifiedAt: Timestamp?
    public let expiry: Expiry
    public let hitCount: Int64
    public let lastHitAt: Timestamp?

    public init(
        _ answered: Answered, embedding: TransferredEmbedding? = nil, createdAt: Timestamp? = nil,
        modifiedAt: Timestamp? = nil, expiry: Expiry = .asNew, hitCount: Int64 = 0, lastHitAt: Timestamp? = nil
    ) {
        self.answered = answered
        self.embedding = embedding
        self.createdAt = createdAt
        self.modifiedAt = modifiedAt
        self.expiry = expiry
        self.hitCount = hitCount
        self.lastHitAt = lastHitAt
    }
}

/// An entry on its way out to another store.
public struct ExportedEntry: Sendable {
    public let entry: CacheEntry
    /// Nil where there is none, or none that is known to be of the entry's text.
    public let embedding: TransferredEmbedding?
}

/// A vector on its way from one store to another.
public struct TransferredEmbedding: Sendable, Equatable {
    public let vector: [Float]
    /// Nil when it is not said whose it is.
    public let fingerprint: EmbeddingFingerprint?
    /// The digest of the text that was embedded; nil when it is not said.
    public let text: Digest?

    public init(vector: [Float], fingerprint: EmbeddingFingerprint?, text: Digest? = nil) {
        self.vector = vector
        self.fingerprint = fingerprint
        self.text = text
    }
}

/// What became of one imported entry.
public enum ImportOutcome: Sendable, Equatable {
    case stored(InsertOutcome)
    /// Its time was over already, so it was left out.
    case expired
    /// It cannot be stored; the end of a sentence about it says why.
    case refused(String)
}

/// The past that a new entry brings with it.
public struct EntryHistory: Sendable, Equatable {
    public let createdAt: Timestamp
    public let modifiedAt: Timestamp
    public let expiresAt: Timestamp?
    public let hitCount: Int64
    public let lastHitAt: Timestamp?

    public init(
        createdAt: Timestamp, modifiedAt: Timestamp, expiresAt: Timestamp?, hitCount: Int64 = 0,
        lastHitAt: Timestamp? = nil
    ) {
        self.createdAt = createdAt
        self.modifiedAt = modifiedAt
        self.expiresAt = expiresAt
        self.hitCount = hitCount
        self.lastHitAt = lastHitAt
    }
}

/// How far the import of a source has come, so that a broken one can go on.
public struct ImportCheckpoint: Sendable, Equatable {
    /// What is imported, and how: a digest that the importer makes.
    public let source: Digest
    /// Everything before this place is stored, or was refused.
    public let position: Int64
    /// The number of the line, or row, at that place.
    public let line: Int64
    /// How many lines were refused.
    public let rejected: Int64

    public init(source: Digest, position: Int64, line: Int64, rejected: Int64) {
        self.source = source
        self.position = position
        self.line = line
        self.rejected = rejected
    }
}
