import Foundation

/// How often a request is repeated, and how long to wait before each time.
///
/// The wait is drawn evenly from zero to a bound that doubles each time ("full jitter"), so that many clients that
/// failed together do not come back together. Source: M. Brooker, "Exponential Backoff And Jitter", 2015.
struct RetryPolicy: Sendable, Equatable {
    /// How often a request is sent at most, the first time included.
    var maximumAttempts = 3
    /// The bound of the first wait.
    var firstDelay = Duration.milliseconds(200)
    /// The bound of any wait. A service that asks for a longer one is given up.
    var maximumDelay = Duration.seconds(5)

    /// How long to wait before the next attempt, or `nil` if there is to be none.
    ///
    /// - Parameters:
    ///   - attempts: how many have failed, at least one.
    ///   - retryAfter: how long the service asked to be left alone.
    func delay(
        afterAttempts attempts: Int, retryAfter: Duration?, using random: inout some RandomNumberGenerator
    ) -> Duration? {
        guard attempts < maximumAttempts else { return nil }
        if let retryAfter, retryAfter > maximumDelay { return nil }
        // 2^20 first delays are far beyond any sensible bound; more would overflow.
        let bound = min(firstDelay * (1 << min(attempts - 1, 20)), maximumDelay)
        return max(bound * Double.random(in: 0...1, using: &random), retryAfter ?? .zero)
    }

    /// The value of a `Retry-After` header (RFC 9110, section 10.2.3): seconds, or a date.
    static func retryAfter(_ header: String, now: Date) -> Duration? {
        if let seconds = UInt32(header) { return .seconds(Int64(seconds)) }
        let format = DateFormatter()
        format.locale = Locale(identifier: "en_US_POSIX")
        format.timeZone = TimeZone(identifier: "GMT")
        format.dateFormat = "EEE, dd MMM yyyy HH:mm:ss 'GMT'"
        return format.date(from: header).map { .seconds(max(0, $0.timeIntervalSince(now))) }
    }
}
