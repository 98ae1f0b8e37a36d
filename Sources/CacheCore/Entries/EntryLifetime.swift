/// How long an entry is served, as it is stored with it.
///
/// ```
/// written ───── fresh ─────▶ expires ───── stale ─────▶ gone
///         (time to live)             (stale time)
/// ```
public struct EntryLifetime: Sendable, Equatable {
    /// How long, in seconds, an answer is fresh; nil for no end.
    public var timeToLive: Double?
    /// Whether the time counts from the last fresh hit, not from the writing alone.
    public var isSliding: Bool
    /// How long, in seconds, it is still served after it expired, as stale.
    public var staleTime: Double
    /// Whether it is protected from eviction.
    public var isPinned: Bool

    public init(
        timeToLive: Double? = nil, isSliding: Bool = false, staleTime: Double = 0, isPinned: Bool = false
    ) {
        self.timeToLive = timeToLive
        self.isSliding = isSliding
        self.staleTime = staleTime
        self.isPinned = isPinned
    }

    /// When what was written, or in a sliding lifetime served, at `time` expires.
    public func expiry(from time: Timestamp) -> Timestamp? {
        timeToLive.map { time.advanced(bySeconds: $0) }
    }

    /// When an entry that expires at `expiry` is not served any more.
    public func end(expiry: Timestamp?) -> Timestamp? {
        expiry.map { $0.advanced(bySeconds: staleTime) }
    }

    /// When an entry may be removed for its age. One that slides may have been extended by a hit that is on its way to the
    /// store, so it is given a while.
    public func purgeTime(expiry: Timestamp?) -> Timestamp? {
        end(expiry: expiry).map { isSliding ? $0.advanced(bySeconds: Self.slidingGrace) : $0 }
    }

    private static let slidingGrace = 60.0
}

/// What an insert asks for; what it leaves open is as the tenant's policy says.
public struct RequestedLifetime: Sendable, Equatable {
    /// Seconds.
    public var timeToLive: Double?
    public var isSliding: Bool?
    /// Seconds.
    public var staleTime: Double?
    public var isPinned: Bool

    public init(
        timeToLive: Double? = nil, isSliding: Bool? = nil, staleTime: Double? = nil, isPinned: Bool = false
    ) {
        self.timeToLive = timeToLive
        self.isSliding = isSliding
        self.staleTime = staleTime
        self.isPinned = isPinned
    }
}

extension TenantPolicy {
    /// How long an entry lives for which `requested` was asked. One that is pinned has no end but the one it asks for.
    public func lifetime(_ requested: RequestedLifetime) -> EntryLifetime {
        EntryLifetime(
            timeToLive: requested.isPinned && requested.timeToLive == nil
                ? nil : timeToLive(requested: requested.timeToLive),
            isSliding: requested.isSliding ?? isSliding, staleTime: requested.staleTime ?? staleTime,
            isPinned: requested.isPinned)
    }
}

extension Timestamp {
    /// Ten thousand years, in seconds.
    private static let longestTime = 3.2e11

    func advanced(bySeconds seconds: Double) -> Timestamp {
        let milliseconds = Int64(max(0, min(seconds, Self.longestTime)) * 1_000)
        let (sum, isTooLarge) = rawValue.addingReportingOverflow(milliseconds)
        return Timestamp(milliseconds: isTooLarge ? .max : sum)
    }
}
