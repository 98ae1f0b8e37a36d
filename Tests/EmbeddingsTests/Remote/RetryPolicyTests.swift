import Foundation
import TestSupport
import Testing

@testable import Embeddings

@Suite struct RetryPolicyTests {
    private let policy = RetryPolicy(
        maximumAttempts: 5, firstDelay: .milliseconds(100), maximumDelay: .milliseconds(300))

    @Test(
        "Waits are spread from zero to a bound that doubles up to its limit",
        arguments: [(1, 100), (2, 200), (3, 300), (4, 300)])
    func fullJitter(attempts: Int, bound: Int) throws {
        var random = SeededGenerator(seed: 1)
        let delays = try (0..<500).map { _ in
            try #require(policy.delay(afterAttempts: attempts, retryAfter: nil, using: &random))
        }
        #expect(delays.allSatisfy { $0 >= .zero && $0 <= .milliseconds(bound) })
        #expect(delays.contains { $0 < .milliseconds(bound / 10) })
        #expect(delays.contains { $0 > .milliseconds(bound * 9 / 10) })
    }

    @Test("Gives up after the last attempt, and when the service asks for more time than there is")
    func givesUp() {
        var random = SeededGenerator(seed: 1)
        #expect(policy.delay(afterAttempts: 5, retryAfter: nil, using: &random) == nil)
        #expect(policy.delay(afterAttempts: 1, retryAfter: .seconds(1), using: &random) == nil)
    }

    @Test("Never comes back before the service wants")
    func retryAfter() throws {
        var random = SeededGenerator(seed: 1)
        for _ in 0..<100 {
            let delay = try #require(
                policy.delay(afterAttempts: 1, retryAfter: .milliseconds(250), using: &random))
            #expect(delay >= .milliseconds(250))
        }
    }

    @Test("Does not overflow after very many attempts")
    func manyAttempts() {
        var random = SeededGenerator(seed: 1)
        let endless = RetryPolicy(maximumAttempts: .max)
        #expect(
            endless.delay(afterAttempts: 1_000_000, retryAfter: nil, using: &random)! <= endless.maximumDelay)
    }

    @Test(
        "Reads Retry-After as seconds or as a date",
        arguments: [
            ("0", .zero), ("120", .seconds(120)), ("Fri, 31 Dec 1999 23:59:59 GMT", .seconds(59)),
            ("Fri, 31 Dec 1999 23:00:00 GMT", .zero), ("-1", nil), ("soon", nil), ("", nil),
            ("99999999999999999999", nil),
        ] as [(String, Duration?)])
    func header(value: String, expected: Duration?) {
        let now = Date(timeIntervalSince1970: 946_684_740)  // 31 December 1999, 23:59:00
        #expect(RetryPolicy.retryAfter(value, now: now) == expected)
    }
}
