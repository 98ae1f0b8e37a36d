import CanonicalJSON

/// An entry as the store keeps it: a whole request with its answer.
public struct CacheEntry: Sendable, Equatable {
    public let id: EntryID
    public let request: CacheRequest
    public var answer: String
    public let createdAt: Timestamp
    /// When the answer was last written.
    public var modifiedAt: Timestamp
    /// How often it was served; updated in the background.
    public var hitCount: Int64
    public var lastHitAt: Timestamp?
    /// Which embedder made the stored vector; nil for an entry that has none.
    public var embeddingFingerprint: EmbeddingFingerprint?
    /// From when on it is not fresh any more; nil for no end.
    public var expiresAt: Timestamp?
    /// What the answer took its model, as far as that was said.
    public let cost: AnswerCost
    public var lifetime: EntryLifetime
    public var details: EntryDetails
    /// Of an entry that is deleted and can be restored; nil for all others.
    public var deletion: Deletion?

    public init(
        id: EntryID, request: CacheRequest, answer: String, createdAt: Timestamp,
        modifiedAt: Timestamp, hitCount: Int64 = 0, lastHitAt: Timestamp? = nil,
        embeddingFingerprint: EmbeddingFingerprint? = nil, expiresAt: Timestamp? = nil,
        cost: AnswerCost = AnswerCost(), lifetime: EntryLifetime = EntryLifetime(),
        details: EntryDetails = EntryDetails(), deletion: Deletion? = nil
    ) {
        self.cost = cost
        self.lifetime = lifetime
        self.details = details
        self.deletion = deletion
        self.id = id
        self.request = request
        self.answer = answer
        self.createdAt = createdAt
        self.modifiedAt = modifiedAt
        self.hitCount = hitCount
        self.lastHitAt = lastHitAt
        self.embeddingFingerprint = embeddingFingerprint
        self.expiresAt = expiresAt
    }
}

extension CacheEntry {
    /// Where a page of entries ends, whatever its limit: bytes of text.
    public static let pageBytes = 8 << 20

    /// Whether it is not served any more, not even as stale.
    public func isOver(at time: Timestamp) -> Bool { lifetime.end(expiry: expiresAt).map { $0 <= time } ?? false }

    /// A rough number of bytes of all that a caller gave.
    public var byteCount: Int { request.byteCount + answer.utf8.count + details.byteCount }
}

extension CacheRequest {
    /// A rough number of bytes of the texts, and a flat charge for a row.
    fileprivate var byteCount: Int {
        let messages = messages.reduce(0) { $0 + $1.byteCount }
        let fields = [context, parameters].reduce(0) { $0 + ($1?.encoded.count ?? 0) }
        return 256 + messages + fields + (match?.utf8.count ?? 0)
    }
}

/// A prompt and its answer, to be stored.
public struct NewEntry: Sendable {
    public let request: CacheRequest
    public let identity: RequestIdentity
    public let texts: MatchedTexts
    /// The rules that the entry is filed by.
    public let rules: PartitionRules
    public let answer: String
    public let embedding: StoredEmbedding?
    public let lifetime: EntryLifetime
    public let details: EntryDetails
    /// From when its time to live counts; nil for the time of writing.
    public let countedFrom: Timestamp?
    /// What it counts against a capacity: the bytes of its texts and its vector, and a flat charge.
    public let weight: Int
    public let cost: AnswerCost
    /// For an entry that comes from another store.
    public let history: EntryHistory?

    public init(
        request: CacheRequest, answer: String, embedding: StoredEmbedding? = nil,
        rules: PartitionRules = PartitionRules(), lifetime: EntryLifetime = EntryLifetime(),
        details: EntryDetails = EntryDetails(), cost: AnswerCost = AnswerCost(), countedFrom: Timestamp? = nil,
        history: EntryHistory? = nil
    ) {
        self.cost = cost
        self.history = history
        self.lifetime = lifetime
        self.details = details
        self.countedFrom = countedFrom
        weight =
            request.byteCount + answer.utf8.count + details.byteCount + 4 * (embedding?.vector.count ?? 0)
        self.request = request
        identity = RequestIdentity(request, rules: rules)
        texts = MatchedTexts(request, rules: rules)
        self.rules = rules
        self.answer = answer
        self.embedding = embedding
    }
}

extension NewEntry {
    /// When it expires if it is written at `time`.
    public func expiry(writtenAt time: Timestamp) -> Timestamp? {
        if let history { return history.expiresAt }
        return lifetime.expiry(from: countedFrom ?? time)
    }

    /// When its answer was written, if it is stored at `time`.
    public func writtenAt(_ time: Timestamp) -> Timestamp { history?.modifiedAt ?? time }
}

/// A vector with the identity of the embedder that made it.
public struct StoredEmbedding: Sendable, Equatable {
    /// Empty for a text that the embedder was given and cannot read: it is never matched by meaning, nor embedded
    /// again by the same embedder.
    public let vector: [Float]
    public let fingerprint: EmbeddingFingerprint

    public init(vector: [Float], fingerprint: EmbeddingFingerprint) {
        self.vector = vector
        self.fingerprint = fingerprint
    }

    /// What is stored for a text that the embedder cannot read.
    public static func unreadable(by fingerprint: EmbeddingFingerprint) -> StoredEmbedding {
        StoredEmbedding(vector: [], fingerprint: fingerprint)
    }

    public var isReadable: Bool { !vector.isEmpty }
}

/// How a new entry meets one with the same request.
public enum WriteMode: Sendable {
    /// The newest answer replaces the older one, under the same id.
    case replace
    /// The older answer stays, unless it has expired and is not served any more.
    case ifAbsent
    /// Whichever was written later stays, or comes.
    case ifNewer
}

/// What became of one new entry.
public struct InsertOutcome: Sendable, Equatable {
    public enum Status: String, Sendable {
        case created
        case replaced
        /// There was one already and it was left alone.
        case exists
    }

    public let id: EntryID
    public let status: Status

    public init(id: EntryID, status: Status) {
        self.id = id
        self.status = status
    }
}

/// What an in-memory index needs to know of an entry.
public struct EntryKey: Sendable, Hashable {
    public let id: EntryID
    public let tenant: Tenant
    public let request: RequestDigest

    public init(id: EntryID, tenant: Tenant, request: RequestDigest) {
        self.id = id
        self.tenant = tenant
        self.request = request
    }
}

/// A tenant and the size of its cache.
public struct TenantSummary: Sendable, Equatable {
    public let tenant: Tenant
    public let entryCount: Int
    public let createdAt: Timestamp

    public init(tenant: Tenant, entryCount: Int, createdAt: Timestamp) {
        self.tenant = tenant
        self.entryCount = entryCount
        self.createdAt = createdAt
    }
}
