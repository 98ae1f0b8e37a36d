/// The cache's answer to "has this been answered before?".
public enum Lookup: Sendable, Equatable {
    case hit(Hit)
    case miss(Miss)
}

/// Which part of the cache answered.
public enum Tier: String, Sendable {
    /// The same request, byte for byte.
    case exact
    /// Another request that asks for the same.
    case semantic
}

/// A stored answer that may be served.
public struct Hit: Sendable, Equatable {
    /// For feedback on this hit.
    public let hitID: HitID
    public let answer: String
    /// The stored prompt, as `CacheRequest.keyText`.
    public let question: String
    /// The cosine of the two prompts; 1 for an exact hit.
    public let similarity: Float
    /// What decided, and what it had to reach; nil for an exact hit.
    public let score: Float?
    public let threshold: Float?
    /// When the answer was written.
    public let writtenAt: Timestamp
    /// Whether it has expired and is served within its stale time.
    public let isStale: Bool
    /// Whether this caller is the one to write a fresh answer: one in half a minute is told so.
    public let shouldRefresh: Bool
    /// How long the lookup took.
    public let seconds: Double

    public var id: EntryID { hitID.entry }
    public var tier: Tier { hitID.tier }
}

/// No answer, and why.
public struct Miss: Sendable, Equatable {
    public let reason: MissReason
    /// What failed, for an operator; nil when nothing did.
    public let detail: String?
    /// The entry that came nearest to being served, with the guard that forbade it where one did.
    public let nearest: Assessment?
    /// The score that it would have needed.
    public let threshold: Float?
    /// In shadow mode: names what would have been served, for feedback on it.
    public let hitID: HitID?
    /// How long the lookup took.
    public let seconds: Double
}

/// Why a lookup is a miss.
public enum MissReason: String, Sendable, CaseIterable {
    /// Nothing stored is comparable.
    case noEntry = "no_entry"
    /// The nearest entry's score is too low.
    case belowThreshold = "below_threshold"
    /// A guard forbids the nearest entries: a number differs, or a negation.
    case vetoed
    /// The prompt asks for what changes or is the asker's own, so only a fresh answer to the same request may be served.
    case volatile
    /// The risk that the tenant allows cannot be promised with the labels at hand.
    case riskUnattainable = "risk_unattainable"
    /// Too many of the tenant's semantic hits were reported to be wrong, so only identical requests are answered.
    case drift
    /// Prompts are alike, but the system prompts or earlier turns around them are not.
    case otherContext = "other_context"
    /// The verifier was asked, and with what it says the nearest entry's score is too low.
    case refusedByVerifier = "refused_by_verifier"
    /// It would have been a semantic hit, but the tenant is in shadow mode.
    case shadow
    /// The tenant's cache is switched off.
    case off
    /// The embedding model does not know most of the text's words.
    case unreadableText = "unreadable_text"
    /// The text is longer than what is embedded.
    case textTooLong = "text_too_long"
    /// Too much work is waiting.
    case busy
    /// It would have taken longer than a lookup may take.
    case lookupBudget = "lookup_budget"
    /// The embedder failed.
    case embeddingFailed = "embedding_failed"
    /// The vector index failed.
    case searchFailed = "search_failed"
    /// The judge failed; in doubt it is a miss.
    case decisionFailed = "decision_failed"
    /// The verifier would have taken longer than a lookup may wait for it.
    case verifierBudget = "verifier_budget"
    /// The verifier failed; in doubt it is a miss.
    case verifierFailed = "verifier_failed"
    /// The stored answer could not be read.
    case storeFailed = "store_failed"
}
