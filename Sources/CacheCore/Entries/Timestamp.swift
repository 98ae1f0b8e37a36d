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

    /// Reads ISO 8601 with a time zone, with or without fractions of a second.
    public init?(iso8601 text: String) {
        let styles = [true, false].map { Date.ISO8601FormatStyle(includingFractionalSeconds: $0) }
        guard let date = styles.lazy.compactMap({ try? $0.parse(text) }).first else { return nil }
        let milliseconds = (date.timeIntervalSince1970 * 1_000).rounded()
        guard abs(milliseconds) < 1e15 else { return nil }
        self.init(milliseconds: Int64(milliseconds))
    }

    /// ISO 8601 with milliseconds: `2026-01-31T09:30:00.000Z`.
    public var iso8601: String {
        Date(timeIntervalSince1970: Double(rawValue) / 1_000)
            .formatted(Date.ISO8601FormatStyle(includingFractionalSeconds: true))
    }
}

/// Where the present moment comes from, so that tests need not sleep.
public typealias WallClock = @Sendable () -> Timestamp
