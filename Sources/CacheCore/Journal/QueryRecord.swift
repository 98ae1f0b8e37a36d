import CanonicalJSON

/// One row of the query log: what was asked and how it ended.
public struct QueryRecord: Sendable, Equatable {
    public let time: Timestamp
    public let tenant: Tenant
    public let user: String?
    public let messages: [Message]
    public let match: String?
    /// 0, or the code of the error that the caller got.
    public let errorCode: Int
    public let errorDescription: String
    public let tier: Tier?
    public let missReason: MissReason?
    /// The entry that was served or, on a miss, the nearest one.
    public let entry: EntryID?
    public let similarity: Float?
    /// What was compared with the threshold; nil when nothing was.
    public let score: Float?
    /// The guard that forbade the nearest entry.
    public let guardName: String?
    public let seconds: Double

    public init(
        time: Timestamp, tenant: Tenant, user: String? = nil, messages: [Message],
        match: String? = nil, errorCode: Int = 0, errorDescription: String = "", tier: Tier? = nil,
        missReason: MissReason? = nil, entry: EntryID? = nil, similarity: Float? = nil,
        score: Float? = nil, guardName: String? = nil, seconds: Double = 0
    ) {
        self.time = time
        self.tenant = tenant
        self.user = user
        self.messages = messages
        self.match = match
        self.errorCode = errorCode
        self.errorDescription = errorDescription
        self.tier = tier
        self.missReason = missReason
        self.entry = entry
        self.similarity = similarity
        self.score = score
        self.guardName = guardName
        self.seconds = seconds
    }

    /// A rough number of bytes in memory, for the journal's bound: every text that a caller chooses counts.
    var cost: Int {
        let texts = [tenant.name, user ?? "", match ?? "", errorDescription]
        return texts.reduce(256) { $0 + $1.utf8.count } + messages.reduce(0) { $0 + $1.byteCount }
    }
}

extension Message {
    /// A rough number of bytes in memory.
    var byteCount: Int {
        let attributeBytes = attributes.members.isEmpty ? 0 : JSONValue.object(attributes).encoded.count
        return 64 + role.utf8.count + content.utf8.count + attributeBytes
    }
}

/// What the journal writes in one go.
public struct JournalBatch: Sendable {
    public struct Hits: Sendable, Equatable {
        public var count: Int64
        /// Those of them that were semantic.
        public var semanticCount: Int64
        public var last: Timestamp
        /// The last one that was no stale answer: from it a lifetime that slides counts on.
        public var lastFresh: Timestamp?

        public init(count: Int64, semanticCount: Int64 = 0, last: Timestamp, lastFresh: Timestamp? = nil) {
            self.count = count
            self.semanticCount = semanticCount
            self.last = last
            self.lastFresh = lastFresh
        }
    }

    public var records: [QueryRecord]
    public var hits: [EntryID: Hits]
    public var labels: [PairLabel]
    /// Without savings, which the store knows (`Savings`).
    public var usage: [UsageKey: Usage]

    public init(
        records: [QueryRecord] = [], hits: [EntryID: Hits] = [:], labels: [PairLabel] = [],
        usage: [UsageKey: Usage] = [:]
    ) {
        self.usage = usage
        self.records = records
        self.hits = hits
        self.labels = labels
    }

    public var isEmpty: Bool { records.isEmpty && hits.isEmpty && labels.isEmpty && usage.isEmpty }
}
