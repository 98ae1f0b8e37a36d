import CacheCore
import CanonicalJSON

/// Plays a stream against a cold cache: a miss is answered, which is then inserted; a hit is right when it brings an answer to a
/// request of the same class.
///
/// Answers say of which class they are in a text of their own for each request. Bare names of classes would be facts that a judge
/// can tell apart ("Paris", "Berlin"), and it would know of two candidates that one of them is wrong; what models answer hardly ever
/// says so.
public struct StreamRun: Sendable, Equatable {
    public let set: String
    public let rule: String
    public private(set) var requests = 0
    public private(set) var exactHits = 0
    public private(set) var semanticHits = 0
    /// Semantic hits with the answer of another class.
    public private(set) var wrongHits = 0
    /// Requests whose class had been answered before: what a perfect cache would serve.
    public private(set) var answeredBefore = 0

    init(set: String, rule: String) {
        self.set = set
        self.rule = rule
    }

    /// - Parameters:
    ///   - cache: empty, and for this run alone.
    ///   - rule: its name in the report.
    public static func play(
        _ items: [StreamItem], on cache: SemanticCache, rule: String,
        progress: @Sendable (_ done: Int, _ total: Int) -> Void = { _, _ in }
    ) async throws -> StreamRun {
        var run = StreamRun(set: items.first?.set ?? "", rule: rule)
        var seen: Set<String> = []
        for (number, item) in items.enumerated() {
            let request = CacheRequest(tenant: Tenant(item.set), prompt: item.text)
            run.requests += 1
            if !seen.insert(item.answerClass).inserted { run.answeredBefore += 1 }
            switch await cache.lookup(request) {
            case .hit(let hit):
                if hit.tier == .exact { run.exactHits += 1 } else { run.semanticHits += 1 }
                if hit.tier == .semantic, !isAnswer(hit.answer, to: item) { run.wrongHits += 1 }
            case .miss:
                try await cache.insert(request, answer: answer(to: item))
            }
            progress(number + 1, items.count)
        }
        return run
    }

    private static func answer(to item: StreamItem) -> String {
        beginning(of: item) + "this is what was said when somebody asked: \(item.text)"
    }

    private static func isAnswer(_ answer: String, to item: StreamItem) -> Bool {
        answer.utf8.starts(with: beginning(of: item).utf8)
    }

    private static func beginning(of item: StreamItem) -> String { "About \(item.answerClass): " }

    public var hitRate: Double { requests == 0 ? 0 : Double(exactHits + semanticHits) / Double(requests) }

    /// Wrong among the semantic hits, with its 95 % interval.
    public var wrongAmongServed: (share: Double, low: Double, high: Double) {
        let interval = WilsonInterval.of(wrongHits, among: semanticHits)
        return (semanticHits == 0 ? 0 : Double(wrongHits) / Double(semanticHits), interval.low, interval.high)
    }

    public var json: JSONValue {
        [
            "stream": .string(set), "rule": .string(rule), "requests": JSONValue(requests),
            "answered_before": JSONValue(answeredBefore), "exact_hits": JSONValue(exactHits),
            "semantic_hits": JSONValue(semanticHits), "wrong_hits": JSONValue(wrongHits),
            "wrong_among_served_low": JSONValue(wrongAmongServed.low),
            "wrong_among_served_high": JSONValue(wrongAmongServed.high),
        ]
    }

    /// A line for people.
    public var text: String {
        let wrong = wrongAmongServed
        return "\(set), \(rule): \(requests) requests (\(answeredBefore) answered before), \(exactHits) exact and "
            + "\(semanticHits) semantic hits, \(wrongHits) of these wrong: \(wrong.share.percent) "
            + "(\(wrong.low.percent) to \(wrong.high.percent))"
    }
}

extension Double {
    fileprivate var percent: String { "\((self * 1_000).rounded() / 10) %" }
}
