import Testing

@testable import LoadGenerator

struct ExchangeTests {
    @Test(arguments: [
        (200, "yes, a hit", Exchange.Verdict.expected), (200, "a miss", .failure), (500, "a hit", .failure),
        (200, "", .failure),
    ])
    func withoutAlternativesOnlyTheExpectedResponseIsRight(status: Int, body: String, verdict: Exchange.Verdict) {
        #expect(Exchange(path: "/", body: [], expecting: ["hit"]).verdict(status, body) == verdict)
    }

    @Test(arguments: [
        (200, #"{"hit":true,"answer":"mine"}"#, Exchange.Verdict.expected), (200, #"{"hit":false}"#, .miss),
        (200, #"{"hit":true,"answer":"yours"}"#, .otherAnswer), (503, #"{"hit":false}"#, .failure),
        (200, "{}", .failure),
    ])
    func aCacheMayMissOrGiveAnotherAnswer(status: Int, body: String, verdict: Exchange.Verdict) {
        let exchange = Exchange(
            path: "/", body: [], expecting: ["mine"],
            or: Exchange.Alternatives(missMark: #""hit":false"#, answerMark: #""hit":true"#))
        #expect(exchange.verdict(status, body) == verdict)
    }

    @Test func anyAnswerIsAnotherWhereNoneIsExpected() {
        let exchange = Exchange(
            path: "/", body: [], expecting: [#""hit":false"#],
            or: Exchange.Alternatives(missMark: #""hit":false"#, answerMark: #""hit":true"#))
        #expect(exchange.verdict(200, #"{"hit":true,"answer":"mine"}"#) == .otherAnswer)
        #expect(exchange.verdict(200, #"{"hit":false}"#) == .expectedMiss)
    }
}

struct LatencyHistogramTests {
    @Test func barsAreTenthsOfADecadeWithoutGaps() {
        var histogram = LatencyHistogram()
        for microseconds in [100, 110, 1_500] { histogram.record(.microseconds(microseconds)) }
        #expect(histogram.buckets.map(\.step) == Array(20...31))
        #expect(histogram.buckets.first?.count == 2)
        #expect(histogram.buckets.reduce(0) { $0 + $1.count } == 3)
        #expect(abs(histogram.buckets[0].microseconds.lowerBound - 100) < 1e-9)
    }
}

extension Exchange {
    fileprivate func verdict(_ status: Int, _ body: String) -> Verdict {
        Array(body.utf8).withUnsafeBytes { verdict(status: status, body: $0) }
    }
}
