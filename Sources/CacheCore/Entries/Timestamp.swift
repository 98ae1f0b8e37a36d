import Foundation

/// A moment of the wall clock, in milliseconds since 1970 (UTC).
public struct Timestamp: RawRepresentable, Hashable, Sendable, Comparable {
    public let rawValue: Int64

    public init(rawValue: Int64) {
        self.rawValue = rawValue
    }

    public init(milliseconds: Int64) {
        rawValue = milliseconds
    }

    public static var now: Timestamp {
        Timestamp(milliseconds: Int64((Date().timeIntervalSince1970 * 1_000).rounded()))
    }

    public static func < (left: Timestamp, right: Timestamp) -> Bool {
        left.rawValue < right.rawValue
    }

    /// Seconds from `earlier` to this moment; negative when the clock was set back.
    public func seconds(since earlier: Timestamp) -> Double {
        Double(rawValue - earlier.rawValue) / 1_000
    }
}

/// Where the present moment comes from, so that tests need not sleep.
public typealias WallClock = @Sendable () -> Timestamp
