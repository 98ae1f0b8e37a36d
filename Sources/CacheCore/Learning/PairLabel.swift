/// What is known about two prompts of a tenant: whether an answer to the one is right for the other.
///
/// A label holds digests and a score, no text: it outlives the entries it was learnt from, and there is nothing in it to
/// erase.
public struct PairLabel: Sendable, Equatable {
    public enum Source: String, Sendable {
        /// Somebody said so of a hit. A pair that is said to be wrong is never served again.
        case feedback
        /// Somebody said so of an entry and a request, whether or not the one was served for the other.
        case example
        /// A miss was followed by an insert, and its answer was the nearest entry's, or clearly another one.
        case answers
    }

    public let tenant: Tenant
    public let pair: PairDigest
    public let isSame: Bool
    public let source: Source
    /// The judge's score of the pair; nil where no judge was asked.
    public let score: Float?
    /// The judge that gave the score: scores of different judges cannot be compared.
    public let judge: String
    public let time: Timestamp

    public init(
        tenant: Tenant, pair: PairDigest, isSame: Bool, source: Source, score: Float?, judge: String, time: Timestamp
    ) {
        self.tenant = tenant
        self.pair = pair
        self.isSame = isSame
        self.source = source
        self.score = score
        self.judge = judge
        self.time = time
    }

    /// Whether the pair must never be served again.
    var isRejection: Bool { isSaid && !isSame }

    /// Whether somebody said so; what was only inferred never overrules that.
    package var isSaid: Bool { source != .answers }
}

/// The digest of all that is compared by meaning of one request; it holds the tenant.
public struct TextsDigest: Sendable, Hashable {
    public let digest: Digest

    public init(_ digest: Digest) {
        self.digest = digest
    }

    init(_ texts: MatchedTexts, of tenant: Tenant) {
        var input = DigestInput("modelcache texts 1")
        input.append(tenant.name)
        input.append(texts.prompt)
        input.append(count: texts.context.count)
        for text in texts.context { input.append(text) }
        digest = input.digest
    }
}

/// The digest of two requests' texts, in whichever order they are given: what is wrong one way is wrong the other way.
public struct PairDigest: Sendable, Hashable {
    public let digest: Digest

    public init(_ digest: Digest) {
        self.digest = digest
    }

    init(_ one: TextsDigest, _ other: TextsDigest) {
        var input = DigestInput("modelcache pair 1")
        let isOrdered = one.digest.bytes.lexicographicallyPrecedes(other.digest.bytes)
        input.append(isOrdered ? one.digest : other.digest)
        input.append(isOrdered ? other.digest : one.digest)
        digest = input.digest
    }
}

/// A label as far as a threshold is concerned.
public struct LabelledScore: Sendable, Equatable {
    public let score: Float
    public let isSame: Bool

    public init(score: Float, isSame: Bool) {
        self.score = score
        self.isSame = isSame
    }
}
