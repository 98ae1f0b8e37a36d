import CanonicalJSON
import TestSupport
import Testing

@testable import CacheCore

@Suite("The memory for answers")
struct AnswerCacheTests {
    private func answer(_ text: String) -> AnswerCache.Answer {
        let request = CacheRequest(tenant: "t", prompt: "p")
        return AnswerCache.Answer(
            request, identity: RequestIdentity(request), texts: MatchedTexts(request), answer: text,
            writtenAt: Timestamp(milliseconds: 1))
    }

    /// Bytes that one answer of `text`'s length takes.
    private func cost(_ text: String) -> Int {
        var cache = AnswerCache(capacity: 1 << 20)
        cache.write(answer(text), of: EntryID(1))
        return cache.byteCount
    }

    /// A cache that `#expect` may use, which takes no mutating calls.
    private final class Subject {
        var cache: AnswerCache

        init(capacity: Int) { cache = AnswerCache(capacity: capacity) }

        func text(_ id: EntryID) -> String? { cache.answer(of: id)?.text }
    }

    @Test("forgets what was not used for longest, when it is full")
    func leastRecentlyUsed() {
        let subject = Subject(capacity: 3 * cost("x"))
        for id in 1...3 { subject.cache.write(answer("x"), of: EntryID(Int64(id))) }
        _ = subject.text(EntryID(1))
        subject.cache.write(answer("y"), of: EntryID(4))
        #expect(subject.text(EntryID(2)) == nil)
        #expect(subject.text(EntryID(1)) == "x")
        #expect(subject.text(EntryID(3)) == "x")
        #expect(subject.text(EntryID(4)) == "y")
    }

    @Test("never holds more bytes than it may, against a plain model")
    func model() {
        var generator = SeededGenerator(seed: 2)
        let capacity = 20 * cost("")
        let subject = Subject(capacity: capacity)
        var model: [(id: EntryID, text: String)] = []
        func size() -> Int { model.reduce(0) { $0 + cost("") + $1.text.utf8.count } }
        for _ in 0..<20_000 {
            let id = EntryID(Int64.random(in: 1...60, using: &generator))
            switch Int.random(in: 0..<4, using: &generator) {
            case 0:
                let text = String(repeating: "x", count: Int.random(in: 0...900, using: &generator))
                subject.cache.write(answer(text), of: id)
                model.removeAll { $0.id == id }
                model.append((id, text))
                while size() > capacity { model.removeFirst() }
            case 1:
                subject.cache.remove(id)
                model.removeAll { $0.id == id }
            default:
                let expected = model.first { $0.id == id }
                #expect(subject.text(id) == expected?.text)
                if let expected {
                    model.removeAll { $0.id == id }
                    model.append(expected)
                }
            }
            #expect(subject.cache.byteCount == size())
            #expect(subject.cache.count == model.count)
        }
    }

    @Test("does not take in an answer that is larger than all of it")
    func tooLarge() {
        let subject = Subject(capacity: cost("x"))
        subject.cache.write(answer("x"), of: EntryID(1))
        subject.cache.write(answer(String(repeating: "y", count: 10_000)), of: EntryID(2))
        #expect(subject.text(EntryID(1)) == "x")
        #expect(subject.text(EntryID(2)) == nil)
        // A replaced answer must not be served even when the new one does not fit.
        subject.cache.write(answer(String(repeating: "z", count: 10_000)), of: EntryID(1))
        #expect(subject.text(EntryID(1)) == nil)
        #expect(subject.cache.byteCount == 0)
    }

    @Test("a reader that was overtaken by a write or a removal puts nothing in")
    func overtakenReader() {
        let id = EntryID(1)
        let subject = Subject(capacity: 1 << 20)
        var ticket = subject.cache.beginLoad(id)
        subject.cache.write(answer("new"), of: id)
        subject.cache.endLoad(id, ticket: ticket, answer: answer("old"))
        #expect(subject.text(id) == "new")

        ticket = subject.cache.beginLoad(id)
        subject.cache.remove(id)
        subject.cache.endLoad(id, ticket: ticket, answer: answer("old"))
        #expect(subject.text(id) == nil)

        ticket = subject.cache.beginLoad(id)
        subject.cache.endLoad(id, ticket: ticket, answer: answer("read"))
        #expect(subject.text(id) == "read")
    }
}

@Suite("The queue of the journal")
struct JournalQueueTests {
    private func record(_ content: String = "x") -> QueryRecord {
        QueryRecord(time: Timestamp(milliseconds: 1), tenant: "t", messages: [.user(content)])
    }

    @Test("sheds rows beyond its bound and counts them")
    func shedsRows() {
        var queue = JournalQueue(maximumRecords: 2, maximumBytes: 1 << 20)
        let kept = [queue.append(record()), queue.append(record()), queue.append(record())]
        #expect(kept == [true, true, false])
        #expect(queue.shedCount == 1)
        let taken = queue.take()
        #expect(taken.records.count == 2)
        let keptAfterwards = queue.append(record())
        #expect(keptAfterwards)
    }

    @Test("sheds rows beyond its bytes")
    func shedsBytes() {
        var queue = JournalQueue(maximumRecords: 100, maximumBytes: 10_000)
        let kept = [20_000, 5_000, 5_000].map { length in
            queue.append(record(String(repeating: "x", count: length)))
        }
        #expect(kept == [false, true, false])
        queue.discard { _ in true }
        let keptAfterwards = queue.append(record(String(repeating: "x", count: 5_000)))
        #expect(keptAfterwards)
    }

    @Test("counts every text that a caller chooses")
    func countsTexts() {
        let text = String(repeating: "x", count: 5_000)
        let attributes = JSONObject([.init(key: "name", value: .string(text))])
        let time = Timestamp(milliseconds: 1)
        let records = [
            record(text),
            QueryRecord(time: time, tenant: "t", messages: [Message(role: text, content: "")]),
            QueryRecord(
                time: time, tenant: "t",
                messages: [Message(role: "", content: "", attributes: attributes)]),
            QueryRecord(time: time, tenant: Tenant(text), messages: []),
            QueryRecord(time: time, tenant: "t", user: text, messages: []),
            QueryRecord(time: time, tenant: "t", messages: [], match: text),
            QueryRecord(time: time, tenant: "t", messages: [], errorDescription: text),
        ]
        for record in records {
            #expect((5_000..<6_000).contains(record.cost))
        }
    }

    @Test("adds hits up by entry")
    func addsHits() {
        var queue = JournalQueue(maximumRecords: 10, maximumBytes: 1 << 20)
        queue.countHit(EntryID(1), tier: .exact, at: Timestamp(milliseconds: 5), isFresh: true)
        queue.countHit(EntryID(1), tier: .exact, at: Timestamp(milliseconds: 3), isFresh: true)
        let hits = queue.take().hits
        let last = Timestamp(milliseconds: 5)
        #expect(hits == [EntryID(1): .init(count: 2, last: last, lastFresh: last)])
        #expect(!queue.hasWork)
    }
}
