import Foundation
import Synchronization
import TestSupport
import Testing

@testable import CacheCore

@Suite("Learning from use")
struct LearningTests {
    /// Scores are the similarities; answers are compared as they are; promises are written down.
    private final class PlainJudge: Judge {
        let name: String
        private let heard = Mutex(Experience())

        init(name: String = "plain") {
            self.name = name
        }

        /// The experience that the last promise was made with.
        var experience: Experience { heard.withLock { $0 } }

        func judge(_ prompt: EmbeddedText, candidates: [Candidate]) -> [Judgement] {
            candidates.map { Judgement(score: $0.similarity) }
        }

        func threshold(risk: Double, basis: RiskBasis, given experience: Experience) -> RiskThreshold {
            heard.withLock { $0 = experience }
            guard experience.reportedWrong * 2 <= experience.served else {
                return RiskThreshold(
                    nil, grounds: .drift(reportedWrong: experience.reportedWrong, served: experience.served))
            }
            return RiskThreshold(Float(1 - risk * 20))
        }

        func relation(of answer: String, to other: String) -> AnswerRelation {
            answer == other ? .same : other.isEmpty ? .unknown : .different
        }
    }

    private let store = MapEntryStore()
    private let judge = PlainJudge()

    private func cache(_ mode: CacheMode = .semantic, judge: PlainJudge? = nil) async throws -> SemanticCache {
        try await SemanticCache(
            store: store, policy: CachePolicy(standard: TenantPolicy(mode: mode)), embedder: FakeEmbedder(),
            index: BruteForceIndex(), judge: judge ?? self.judge)
    }

    private func prompt(_ text: String, tenant: Tenant = "t") -> CacheRequest {
        CacheRequest(tenant: tenant, prompt: text)
    }

    private func hit(_ cache: SemanticCache, _ text: String) async throws -> Hit {
        guard case .hit(let hit) = await cache.lookup(prompt(text)) else { throw Missed() }
        return hit
    }

    private func reason(_ cache: SemanticCache, _ text: String, _ tightening: Tightening = Tightening()) async
        -> MissReason?
    {
        guard case .miss(let miss) = await cache.lookup(prompt(text), tightening: tightening) else { return nil }
        return miss.reason
    }

    private struct Missed: Error {}

    @Test("A hit's id is the same after it has been written and read; anything else is refused")
    func hitIDs() throws {
        let id = HitID(
            tier: .semantic, entry: EntryID(.max), writtenAt: Timestamp(milliseconds: -5),
            asked: TextsDigest(Digest(of: "texts")), score: 0.75, judge: "j")
        let read = try #require(HitID(text: id.text))
        #expect(read == id && read.entry == id.entry && read.writtenAt == id.writtenAt && read.asked == id.asked)
        #expect(read.score(by: "j") == 0.75 && read.score(by: "k") == nil)
        #expect(HitID(text: "") == nil && HitID(text: String(id.text.dropLast())) == nil)
        #expect(HitID(text: "A" + id.text.dropFirst()) == read || HitID(text: "B" + id.text.dropFirst()) == nil)
        #expect(HitID(text: String(repeating: "?", count: id.text.utf8.count)) == nil)
    }

    @Test("A hit's id is base64url of its bytes, as Foundation writes them")
    func hitIDText() throws {
        for number in 0..<64 {
            let id = HitID(
                tier: .exact, entry: EntryID(Int64(number) &* 0x0123_4567_89AB_CDEF),
                writtenAt: Timestamp(milliseconds: Int64(number)), asked: TextsDigest(Digest(of: "\(number)")))
            let standard = id.text.replacing("-", with: "+").replacing("_", with: "/") + "=="
            let data = try #require(Data(base64Encoded: standard))
            #expect(data.base64EncodedString() == standard && HitID(text: id.text) == id)
        }
    }

    @Test("Where the cosine decides, feedback gives no label of the judge's")
    func cosineIsNoScore() async throws {
        let cache = try await SemanticCache(
            store: store, policy: CachePolicy(standard: TenantPolicy(mode: .semantic, threshold: 0.8)),
            embedder: FakeEmbedder(), index: BruteForceIndex(), judge: judge)
        try await cache.insert(prompt("how do I cancel an order"), answer: "So.")
        let served = try await hit(cache, "how do I cancel an order now")
        #expect(try await cache.learn(Feedback(.hit(served.hitID), isCorrect: false)) == .pairRejected)
        #expect(cache.standing(of: "t").experience.labels.isEmpty)
        #expect(await reason(cache, "how do I cancel an order now") == .vetoed)
    }

    @Test("A pair is the same whichever text is asked, and another one for another tenant")
    func pairs() {
        func digest(_ text: String, _ tenant: Tenant = "t") -> TextsDigest {
            TextsDigest(MatchedTexts(prompt: text), of: tenant)
        }
        #expect(PairDigest(digest("a"), digest("b")) == PairDigest(digest("b"), digest("a")))
        #expect(PairDigest(digest("a"), digest("b")) != PairDigest(digest("a"), digest("c")))
        #expect(PairDigest(digest("a"), digest("b")) != PairDigest(digest("a", "u"), digest("b", "u")))
    }

    @Test("A semantic hit that was wrong is never served again, either way, also after a restart")
    func rejection() async throws {
        let first = try await cache()
        try await first.insert(prompt("how do I cancel an order"), answer: "So.")
        try await first.insert(prompt("where is the nearest shop"), answer: "There.")
        for _ in 0..<3 { _ = try await hit(first, "where is the nearest shop today then") }
        let wrong = try await hit(first, "how do I cancel an order now")
        #expect(wrong.tier == .semantic)
        #expect(try await first.learn(Feedback(.hit(wrong.hitID), isCorrect: false)) == .pairRejected)
        #expect(await reason(first, "how do I cancel an order now") == .vetoed)
        #expect(try await hit(first, "how do I cancel an order").tier == .exact)
        await first.journal.flush()
        // The store is a map, so it lives on without being closed.
        let second = try await cache()
        #expect(await reason(second, "how do I cancel an order now") == .vetoed)
        // Only somebody's word takes it back.
        #expect(try await second.learn(Feedback(.hit(wrong.hitID), isCorrect: true)) == .pairConfirmed)
        #expect(try await hit(second, "how do I cancel an order now").id == wrong.id)
        try await second.removeAll(tenant: "t", keepingTenant: true)
        #expect(second.standing(of: "t").experience == Experience())
    }

    @Test("A wrong exact hit removes its entry, unless the answer has been replaced since")
    func wrongAnswer() async throws {
        let now = Mutex(Timestamp(milliseconds: 1_000))
        var options = SemanticCache.Options()
        options.clock = { now.withLock { $0 } }
        let cache = try await SemanticCache(
            store: store, policy: CachePolicy(standard: TenantPolicy(mode: .exact)), options: options)
        try await cache.insert(prompt("p"), answer: "wrong")
        let old = try await hit(cache, "p")
        #expect(try await cache.learn(Feedback(.hit(old.hitID), isCorrect: true)) == FeedbackEffect.none)
        now.withLock { $0 = Timestamp(milliseconds: 2_000) }
        try await cache.insert(prompt("p"), answer: "right")
        #expect(try await cache.learn(Feedback(.hit(old.hitID), isCorrect: false)) == FeedbackEffect.none)
        #expect(try await hit(cache, "p").answer == "right")
        #expect(
            try await cache.learn(Feedback(.hit(try await hit(cache, "p").hitID), isCorrect: false)) == .entryRemoved)
        #expect(await reason(cache, "p") == .noEntry)
        await #expect(throws: FeedbackError.noEntry(old.id)) {
            try await cache.learn(Feedback(.answer(old.id), isCorrect: false))
        }
    }

    @Test("Feedback names the entry and the request just as well, inside one partition")
    func examples() async throws {
        let cache = try await cache()
        let id = try await cache.insert(prompt("how do I cancel an order"), answer: "So.").id
        let asked = prompt("how do I cancel an order now")
        #expect(try await cache.learn(Feedback(.entry(id, for: asked), isCorrect: false)) == .pairRejected)
        #expect(await reason(cache, "how do I cancel an order now") == .vetoed)
        // It was never served, so it is no report of a wrong hit.
        #expect(cache.standing(of: "t").experience.reportedWrong == 0)
        #expect(cache.standing(of: "t").experience.labels.map(\.isSame) == [false])
        await #expect(throws: FeedbackError.otherPartition(id)) {
            try await cache.learn(Feedback(.entry(id, for: prompt("x", tenant: "u")), isCorrect: true))
        }
        await #expect(throws: FeedbackError.noEntry(id)) {
            try await cache.learn(Feedback(.answer(id), isCorrect: true, tenant: "u"))
        }
        #expect(try await cache.learn(Feedback(.answer(id), isCorrect: false, tenant: "t")) == .entryRemoved)
    }

    @Test(
        "An insert after a miss labels the nearest entry, when the answers tell",
        arguments: [("So.", [true]), ("Otherwise.", [false])])
    func answers(answer: String, labels: [Bool]) async throws {
        let cache = try await cache()
        try await cache.insert(prompt("how do I cancel an order"), answer: "So.")
        #expect(await reason(cache, "how can one cancel it please") == .belowThreshold)
        try await cache.insert(prompt("how can one cancel it please"), answer: answer)
        try await cache.insert(prompt("an insert that no miss came before"), answer: "So.")
        await cache.journal.flush()
        #expect(cache.standing(of: "t").experience.labels.map(\.isSame) == labels)
        let stored = try await store.labels(countingFrom: Timestamp(milliseconds: 0)).labels
        #expect(stored.map(\.source) == [.answers] && stored.map(\.judge) == ["plain"])
    }

    @Test("An answer that tells nothing is no label, and neither is one to a vetoed or an exact miss")
    func noLabel() async throws {
        let cache = try await cache()
        try await cache.insert(prompt("how do I cancel an order"), answer: "")
        _ = await cache.lookup(prompt("how can one cancel it please"))
        try await cache.insert(prompt("how can one cancel it please"), answer: "Otherwise.")
        await cache.journal.flush()
        #expect(try await store.labels(countingFrom: Timestamp(milliseconds: 0)).labels.isEmpty)
    }

    @Test("Shadow mode learns from what it would have served")
    func shadow() async throws {
        let cache = try await cache(.shadow)
        try await cache.insert(prompt("how do I cancel an order"), answer: "So.")
        guard case .miss(let miss) = await cache.lookup(prompt("how do I cancel an order now")) else { throw Missed() }
        let id = try #require(miss.hitID)
        #expect(miss.reason == .shadow && cache.standing(of: "t").experience.served == 1)
        #expect(try await cache.learn(Feedback(.hit(id), isCorrect: true)) == .pairConfirmed)
        try await cache.insert(prompt("how do I cancel an order now"), answer: "Otherwise.")
        await cache.journal.flush()
        // What somebody said is not overruled by what the answers seem to say.
        #expect(cache.standing(of: "t").experience.labels.map(\.isSame) == [true])
    }

    @Test("When too many hits are reported to be wrong, only identical requests are answered, with the reason")
    func drift() async throws {
        let cache = try await cache()
        try await cache.insert(prompt("how do I cancel an order"), answer: "So.")
        let wrong = try await hit(cache, "how do I cancel an order now")
        try await cache.learn(Feedback(.hit(wrong.hitID), isCorrect: false))
        #expect(judge.experience.reportedWrong == 0)
        #expect(await reason(cache, "how do I cancel an order please") == .drift)
        #expect(
            judge.experience
                == Experience(
                    labels: [LabelledScore(score: wrong.score ?? 0, isSame: false)], served: 1, reportedWrong: 1))
        #expect(try await hit(cache, "how do I cancel an order").tier == .exact)
    }

    @Test("Scores of another judge are no labels")
    func otherJudge() async throws {
        let first = try await cache()
        try await first.insert(prompt("how do I cancel an order"), answer: "So.")
        let served = try await hit(first, "how do I cancel an order now")
        try await first.learn(Feedback(.hit(served.hitID), isCorrect: true))
        #expect(first.standing(of: "t").experience.labels.count == 1)
        let second = try await cache(judge: PlainJudge(name: "other"))
        #expect(second.standing(of: "t").experience.labels.isEmpty)
        for _ in 0..<2 { _ = try await hit(second, "how do I cancel an order please") }
        try await second.learn(Feedback(.hit(served.hitID), isCorrect: false))
        #expect(second.standing(of: "t").experience.labels.isEmpty)
        #expect(await reason(second, "how do I cancel an order now") == .vetoed)
    }

    @Test("A lookup may ask for less, never for more")
    func tightening() async throws {
        let cache = try await cache()
        try await cache.insert(prompt("how do I cancel an order"), answer: "So.")
        let text = "how do I cancel an order now"
        #expect(await reason(cache, text, Tightening(isExactOnly: true)) == .noEntry)
        #expect(await reason(cache, text, Tightening(risk: 0)) == .belowThreshold)
        #expect(await reason(cache, text, Tightening(threshold: 0.999)) == .belowThreshold)
        #expect(await reason(cache, text, Tightening(risk: 0.5, threshold: 0)) == nil)
        #expect(await reason(cache, "how can one cancel it please", Tightening(risk: 0.5, threshold: 0)) != nil)
    }
}
