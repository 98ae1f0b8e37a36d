import Foundation
import Histogram

/// What a load came to.
public struct LoadResult: Sendable {
    /// Lookups with the expected response; for a cache, with the right answer.
    public let expectedCount: UInt64
    /// Lookups without an answer.
    public let missCount: UInt64
    /// Those of them that could not have one.
    public let expectedMissCount: UInt64
    /// Lookups with an answer that was not the expected one.
    public let otherAnswerCount: UInt64
    /// Inserts after misses.
    public let insertCount: UInt64
    /// Requests that failed: another status, a response that cannot be understood, or none.
    public let wrongCount: UInt64
    /// The first of those, for a person.
    public let firstWrong: String?
    public let firstOtherAnswer: String?
    public let seconds: Double
    /// Of all lookups.
    public let latency: LatencySummary
    public let expectedLatency: LatencySummary
    public let missLatency: LatencySummary
    public let insertLatency: LatencySummary
    /// Of all lookups.
    public let distribution: [LatencyBucket]

    public var lookupCount: UInt64 { expectedCount + missCount + otherAnswerCount }

    /// Requests with a response that can be understood.
    public var requestCount: UInt64 { lookupCount + insertCount }

    public var requestsPerSecond: Double { Double(requestCount) / seconds }
}

/// Latencies in microseconds.
public struct LatencySummary: Sendable, Codable {
    public let p50: Double
    public let p90: Double
    public let p95: Double
    public let p99: Double
    public let p999: Double
    public let maximum: Double

    init(_ histogram: Histogram<UInt64>) {
        func percentile(_ value: Double) -> Double {
            Double(histogram.valueAtPercentile(value)) / 1_000
        }
        p50 = percentile(50)
        p90 = percentile(90)
        p95 = percentile(95)
        p99 = percentile(99)
        p999 = percentile(99.9)
        maximum = Double(histogram.max) / 1_000
    }
}

/// A bar of a latency histogram: a tenth of a decade.
public struct LatencyBucket: Sendable, Codable {
    /// The bar reaches from 10^(step / 10) to 10^((step + 1) / 10) microseconds.
    public let step: Int
    public let count: UInt64

    public init(step: Int, count: UInt64) {
        self.step = step
        self.count = count
    }

    public var microseconds: Range<Double> {
        pow(10, Double(step) / 10)..<pow(10, Double(step + 1) / 10)
    }

    static func step(ofMicroseconds microseconds: Double) -> Int {
        Int((log10(max(microseconds, 1)) * 10).rounded(.down))
    }
}
